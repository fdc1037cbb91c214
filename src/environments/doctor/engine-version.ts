import { engineInfo } from '../docker/engine-info.js';
import { engineIfAny, type Probe } from './probe.js';

/** The oldest API that lessons are tried with: Docker Engine 20.10. */
const oldestApi = 1.41;

function apiNumber(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major + minor / 100;
}

/** Is the engine new enough? */
export const engineVersionProbe: Probe = {
  id: 'engine-version',
  async look(context) {
    const client = await engineIfAny(context);
    if (!client) return [];
    const [api, { product, version }] = await Promise.all([client.ping(), engineInfo(client)]);
    const says = `${product} ${version}, API ${api}.`;
    if (apiNumber(api) >= oldestApi) return [{ id: 'engine-version', status: 'ok', says }];
    return [
      {
        id: 'engine-version',
        status: 'warning',
        says,
        means: 'It is older than Docker 20.10; some lessons will show other output.',
        fix: 'Update Docker: https://docs.docker.com/engine/install/',
      },
    ];
  },
};
