import { isJsonObject } from '../../json.js';
import { engineIfAny, type Probe } from './probe.js';

const gigabyte = 1e9;
/** Below this no lesson's images fit; below the second, not a whole track's. */
const tooLittle = 1 * gigabyte;
const little = 5 * gigabyte;

/** Is there room for images? Asks for the engine's own folder, or for the home where that is in a virtual machine. */
export const diskProbe: Probe = {
  id: 'disk',
  async look(context) {
    const client = await engineIfAny(context);
    const info = client && (await client.expect('describe itself', '/info'));
    const root =
      isJsonObject(info) && typeof info['DockerRootDir'] === 'string' ? info['DockerRootDir'] : undefined;
    const atRoot = root === undefined ? undefined : await context.freeDisk(root);
    const free = atRoot ?? (await context.freeDisk(context.home));
    if (free === undefined) return [];
    const place = atRoot === undefined ? context.home : root;
    const says = `${(free / gigabyte).toFixed(1)} GB are free on the disk of ${place}.`;
    if (free >= little) return [{ id: 'disk', status: 'ok', says }];
    return [
      {
        id: 'disk',
        status: free < tooLittle ? 'problem' : 'warning',
        says,
        means: 'Images of lessons may not fit.',
        fix: 'docker system df; docker system prune',
      },
    ];
  },
};
