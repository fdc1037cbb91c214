import type { Probe } from './probe.js';

/** Is there a bash to type in? */
export const bashProbe: Probe = {
  id: 'bash',
  async look(context) {
    const outcome = await context.run('bash', ['--version']);
    const [first = ''] = outcome?.stdout.split('\n') ?? [];
    if (outcome?.exitCode === 0) return [{ id: 'bash', status: 'ok', says: first }];
    return [
      {
        id: 'bash',
        status: 'problem',
        says: 'There is no bash in the PATH.',
        means: 'Lessons are told in bash.',
        fix: context.platform === 'win32' ? 'wsl --install' : 'Install bash with your package manager.',
      },
    ];
  },
};
