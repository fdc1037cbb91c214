import { readAll } from '../lib/io.js';
import { decode } from '../lib/text.js';
import type { List } from './ast.js';
import { runList } from './evaluate.js';
import { fork } from './fork.js';
import type { Shell } from './state.js';

/** What the commands of `$( )` print, without the newlines at its end; sets $?. */
export async function substitute(shell: Shell, body: List): Promise<string> {
  const { source, sink } = shell.context.pipe();
  const child = fork(shell, (subshell) => runList(subshell, body, { exec: true }), { stdout: sink });
  sink.close();
  const text = decode(await readAll(source));
  source.close();
  shell.status = (await child.exited).code;
  shell.substitutionStatus = shell.status;
  return text.replaceAll('\0', '').replace(/\n+$/, '');
}
