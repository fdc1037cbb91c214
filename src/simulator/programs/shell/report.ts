import type { Sink } from '../../host/contract.js';
import { write } from '../lib/io.js';
import type { Shell } from './state.js';

/** Standard output or error of the shell as redirections left it. */
export function sink(shell: Shell, fd: 1 | 2): Sink {
  const descriptor = shell.fds.get(fd);
  if (descriptor && 'write' in descriptor) return descriptor;
  return { write: () => Promise.resolve(), close() {} };
}

/** Prints an error the way ash does: "sh: cd: line 0: can't cd to /nope". */
export function complain(shell: Shell, message: string): Promise<void> {
  return write(sink(shell, 2), `${prefix(shell)}${message}\n`);
}

function prefix(shell: Shell): string {
  const command = shell.command ?? (shell.scriptFile ? shell.name : undefined);
  if (command === undefined) return `${shell.name}: `;
  const named = command === shell.name ? '' : `${command}: `;
  const line = shell.options.has('interactive') && !shell.scriptFile ? '' : `line ${shell.line}: `;
  return `${shell.name}: ${named}${line}`;
}
