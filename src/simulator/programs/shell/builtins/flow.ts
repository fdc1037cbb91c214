import { posix } from 'node:path';
import { write } from '../../lib/io.js';
import { reason } from '../../lib/errors.js';
import { decode } from '../../lib/text.js';
import { Jump, ShellError } from '../errors.js';
import { runProgram } from '../program.js';
import { sink } from '../report.js';
import { runText } from '../scripts.js';
import { getVariable, type Shell } from '../state.js';

function count(word: string | undefined, otherwise: number): number {
  if (word === undefined) return otherwise;
  if (!/^\d+$/.test(word)) throw new ShellError(`Illegal number: ${word}`);
  return Number(word);
}

function jump(shell: Shell, to: 'break' | 'continue', word: string | undefined): number {
  const levels = count(word, 1);
  if (levels === 0) throw new ShellError(`Illegal number: ${word}`);
  if (shell.loops === 0) return 0;
  throw new Jump(to, levels);
}

/** `break [n]` */
export const breakLoop = (shell: Shell, [word]: string[]) => jump(shell, 'break', word);

/** `continue [n]` */
export const continueLoop = (shell: Shell, [word]: string[]) => jump(shell, 'continue', word);

/** `:` and `true` */
export const colon = () => 0;

/** `false` */
export const falsity = () => 1;

/** `return [n]`: from a function or a sourced file. */
export function returnFrom(shell: Shell, [word]: string[]): number {
  throw new Jump('return', count(word, shell.status));
}

/** `exit [n]` */
export function exitShell(shell: Shell, [word]: string[]): number {
  throw new Jump('exit', count(word, shell.status));
}

/** `eval words...` */
export async function evalText(shell: Shell, args: string[]): Promise<number> {
  const text = args.join(' ');
  if (text.trim() === '') return 0;
  shell.command = undefined;
  return runText(shell, text, shell.line);
}

/** `. file [args...]` */
export async function source(shell: Shell, [file, ...args]: string[]): Promise<number> {
  if (file === undefined) throw new ShellError('filename argument required', 2);
  const { fs } = shell.context;
  let path = file;
  if (!file.includes('/')) {
    const folders = (getVariable(shell, 'PATH') ?? '').split(':');
    const found = folders.map((folder) => posix.join(folder || '.', file)).find((each) => fs.exists(each));
    if (!found && !fs.exists(file)) throw new ShellError(`${file}: not found`, 127);
    path = found ?? file;
  }
  let text: string;
  try {
    text = decode(fs.readFile(path));
  } catch (error) {
    throw new ShellError(`can't open '${file}': ${reason(error)}`, 2);
  }
  const { positional, scriptFile } = shell;
  if (args.length) shell.positional = args;
  shell.command = undefined;
  shell.scriptFile = true;
  shell.status = 0;
  try {
    return await runText(shell, text);
  } catch (error) {
    if (error instanceof Jump && error.to === 'return') return error.value;
    throw error;
  } finally {
    shell.scriptFile = scriptFile;
    if (args.length) shell.positional = positional;
  }
}

/** `exec program args...`: the shell becomes the program. */
export async function execProgram(shell: Shell, args: string[]): Promise<number> {
  const words = args[0] === '--' ? args.slice(1) : args;
  const status = await runProgram(shell, words, true);
  if (shell.options.has('interactive') && status >= 126) return status;
  shell.traps.delete('EXIT');
  throw new Jump('exit', status);
}

/** `shift [n]` */
export function shift(shell: Shell, [word]: string[]): number {
  const by = count(word, 1);
  if (by > shell.positional.length) return 1;
  shell.positional = shell.positional.slice(by);
  return 0;
}

/** `times` */
export async function times(shell: Shell): Promise<number> {
  await write(sink(shell, 1), '0m0.00s 0m0.00s\n0m0.00s 0m0.00s\n');
  return 0;
}
