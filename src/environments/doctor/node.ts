import type { Probe } from './probe.js';

const oldest = [20, 18, 1];

function isOldEnough(version: string): boolean {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  const index = oldest.findIndex((part, at) => part !== (parts[at] ?? 0));
  return index < 0 || (parts[index] ?? 0) > (oldest[index] ?? 0);
}

/** Is Node.js new enough? */
export const nodeProbe: Probe = {
  id: 'node',
  look({ nodeVersion }) {
    const says = `Node.js ${nodeVersion}.`;
    if (isOldEnough(nodeVersion)) return Promise.resolve([{ id: 'node', status: 'ok', says }]);
    return Promise.resolve([
      {
        ...{ id: 'node', status: 'problem', says },
        means: `kube-tutor needs ${oldest.join('.')} or later.`,
        fix: 'Install the current Node.js: https://nodejs.org/',
      },
    ]);
  },
};
