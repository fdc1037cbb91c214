import { isJsonObject } from '../../json.js';
import { engineIfAny, type Probe } from './probe.js';

const gibibyte = 2 ** 30;
const little = 2 * gibibyte;

/** Has the engine memory enough? In Docker Desktop it is less than the machine's. */
export const memoryProbe: Probe = {
  id: 'memory',
  async look(context) {
    const client = await engineIfAny(context);
    const info = client && (await client.expect('describe itself', '/info'));
    const total = isJsonObject(info) ? info['MemTotal'] : undefined;
    if (typeof total !== 'number') return [];
    const says = `The engine has ${(total / gibibyte).toFixed(1)} GiB of memory.`;
    if (total >= little) return [{ id: 'memory', status: 'ok', says }];
    return [
      {
        id: 'memory',
        status: 'warning',
        says,
        means: 'Lessons with several containers may be slow or be killed.',
        fix:
          context.platform === 'linux'
            ? 'Close what you do not need.'
            : 'Give Docker more memory: Docker Desktop, Settings, Resources (or `colima start --memory 4`).',
      },
    ];
  },
};
