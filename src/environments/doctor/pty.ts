import type { Probe } from './probe.js';

/** Can the lesson have a real terminal of its own? */
export const ptyProbe: Probe = {
  id: 'pty',
  async look(context) {
    const { ok, says } = await context.pty();
    if (ok) return [{ id: 'pty', status: 'ok', says }];
    return [
      {
        id: 'pty',
        status: 'warning',
        says,
        means: 'Lessons run line by line; full-screen programs such as vim do not work in them.',
        fix: 'npm install --include=optional',
      },
    ];
  },
};
