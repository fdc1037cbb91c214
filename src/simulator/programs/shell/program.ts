import { SysError, type SpawnOptions } from '../../host/contract.js';
import { decode } from '../lib/text.js';
import { childDescriptors, fork } from './fork.js';
import { waitForeground } from './jobs.js';
import { findCommand } from './lookup.js';
import { complain } from './report.js';
import { runText } from './scripts.js';
import { exportedVariables, getVariable, type Shell } from './state.js';

/** Runs a program and waits for it; with `exec`, in place of the shell. Gives its status. */
export async function runProgram(
  shell: Shell,
  words: readonly string[],
  exec: boolean,
  path = getVariable(shell, 'PATH'),
): Promise<number> {
  const name = words[0] ?? '';
  const found = findCommand(shell, name, path);
  if ('error' in found) {
    // busybox words the empty name so, but its status is that of a missing command.
    await complain(shell, `${name}: ${name === '' ? 'Permission denied' : found.error}`);
    return found.error === 'not found' ? 127 : 126;
  }
  const options: SpawnOptions = {
    argv: words,
    file: found.path,
    env: exportedVariables(shell),
    ...childDescriptors(shell),
  };
  try {
    if (exec) return await shell.context.exec(options);
    return await waitForeground(shell, [shell.context.spawn(options)]);
  } catch (error) {
    if (!(error instanceof SysError) || shell.context.killed.aborted) throw error;
    if (error.code === 'ENOEXEC') return runAsScript(shell, found.path, words);
    await complain(shell, `${name}: ${error.code === 'ENOENT' ? 'not found' : 'Permission denied'}`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

/** A file without #! that is no program: the shell reads it as a script of its own. */
async function runAsScript(shell: Shell, path: string, words: readonly string[]): Promise<number> {
  const bytes = shell.context.fs.readFile(path);
  if (bytes[0] === 0x7f || bytes.subarray(0, 256).includes(0)) {
    await complain(shell, `${words[0]}: Exec format error`);
    return 126;
  }
  const child = fork(shell, (subshell) => {
    Object.assign(subshell, { name: path, scriptFile: true, positional: words.slice(1) });
    return runText(subshell, decode(bytes));
  });
  return waitForeground(shell, [child]);
}
