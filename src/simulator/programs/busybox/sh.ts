import { shellProgram } from '../shell/main.js';
import type { Applet } from './applet.js';

/** `sh`, `ash`: the shell; called as `busybox sh` its own arguments start one word later. */
export const sh: Applet = (context, args) => {
  const called = (context.argv[0] ?? '').split('/').at(-1) === 'busybox' ? 'sh' : (context.argv[0] ?? 'sh');
  return shellProgram(context, [called, ...args]);
};
