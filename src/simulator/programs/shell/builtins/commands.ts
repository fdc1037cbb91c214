import { write } from '../../lib/io.js';
import { evaluateArithmetic } from '../arithmetic.js';
import { findCommand } from '../lookup.js';
import { runProgram } from '../program.js';
import { complain, sink } from '../report.js';
import { arithmeticScope, type Shell } from '../state.js';
import { builtins, specialBuiltins } from './table.js';

const keywords = new Set(['!', '{', '}', 'case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'if', 'in', 'then', 'until', 'while']); // prettier-ignore

const standardPath = '/sbin:/usr/sbin:/bin:/usr/bin';

/** What a name means: for `type` (long) or `command -v` (short). */
function explain(shell: Shell, name: string, long: boolean): string | undefined {
  const alias = shell.aliases.get(name);
  if (keywords.has(name)) return long ? `${name} is a shell keyword` : name;
  if (alias !== undefined) return long ? `${name} is an alias for ${alias}` : `alias ${name}='${alias}'`;
  if (shell.functions.has(name)) return long ? `${name} is a function` : name;
  if (builtins.has(name)) return long ? `${name} is a ${specialBuiltins.has(name) ? 'special ' : ''}shell builtin` : name; // prettier-ignore
  const found = findCommand(shell, name);
  if ('error' in found) return undefined;
  return long ? `${name} is ${found.path}` : found.path;
}

/** `type name...` */
export async function typeOf(shell: Shell, names: string[]): Promise<number> {
  let status = 0;
  for (const name of names) {
    const text = explain(shell, name, true);
    await write(sink(shell, 1), `${text ?? `${name}: not found`}\n`);
    if (text === undefined) status = 127;
  }
  return status;
}

/** `command [-p] [-v|-V] name args...` */
export async function runCommand(shell: Shell, args: string[]): Promise<number> {
  const words = [...args];
  const options = new Set<string>();
  while (/^-[pvV]+$/.test(words[0] ?? ''))
    for (const letter of (words.shift() ?? '').slice(1)) options.add(letter);
  if (words[0] === '--') words.shift();
  const [name, ...rest] = words;
  if (name === undefined) return 0;
  if (options.has('V')) return typeOf(shell, [name]);
  if (options.has('v')) {
    const text = explain(shell, name, false);
    if (text !== undefined) await write(sink(shell, 1), `${text}\n`);
    return text === undefined ? 127 : 0;
  }
  const builtin = builtins.get(name);
  if (builtin) {
    shell.command = name;
    return builtin(shell, rest);
  }
  shell.command = undefined;
  return runProgram(shell, words, false, options.has('p') ? standardPath : undefined);
}

/** `hash [-r] [name...]` */
export async function hash(shell: Shell, args: string[]): Promise<number> {
  if (args[0] === '-r') {
    shell.hashed.clear();
    return 0;
  }
  if (args.length === 0) for (const path of shell.hashed.values()) await write(sink(shell, 1), `${path}\n`);
  let status = 0;
  for (const name of args) {
    if (!('error' in findCommand(shell, name))) continue;
    await complain(shell, `${name}: not found`);
    status = 1;
  }
  return status;
}

/** `let expression...` */
export function evaluateWords(shell: Shell, args: string[]): number {
  let value = '0';
  for (const arg of args) value = evaluateArithmetic(arg, arithmeticScope(shell));
  return value === '0' ? 1 : 0;
}

/** `help` */
export async function help(shell: Shell): Promise<number> {
  const names = [...builtins.keys()];
  const rows: string[] = [];
  let row = '\t';
  for (const name of names) {
    if (row.length + name.length > 72) {
      rows.push(row);
      row = '\t';
    }
    row += `${name} `;
  }
  await write(sink(shell, 1), `Built-in commands:\n------------------\n${[...rows, row].join('\n')}\n`);
  return 0;
}
