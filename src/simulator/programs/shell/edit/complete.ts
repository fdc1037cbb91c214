import { posix } from 'node:path';
import { glob } from '../glob.js';
import { quotePattern } from '../pattern.js';
import { builtins } from '../builtins/table.js';
import { getVariable, type Shell } from '../state.js';

/** What Tab can make of the word before the cursor. */
export interface Completion {
  /** Where the word starts. */
  start: number;
  /** Whole words; folders end with a slash. */
  words: string[];
}

/** Names of files, and of commands where a command is typed. */
export function complete(shell: Shell, before: string): Completion {
  const start = before.length - (/[^\s;|&<>()]*$/.exec(before)?.[0].length ?? 0);
  const word = before.slice(start);
  const first = /(?:^|[;|&(])\s*$/.test(before.slice(0, start));
  const files = glob(shell.context.fs, `${quotePattern(word)}*`).map(
    (path) => path + (isFolder(shell, path) ? '/' : ''),
  );
  if (!first || word.includes('/')) return { start, words: files };
  return { start, words: [...new Set(commandNames(shell).filter((name) => name.startsWith(word)))].sort() };
}

function isFolder(shell: Shell, path: string): boolean {
  return shell.context.fs.exists(path) && shell.context.fs.stat(path).type === 'directory';
}

function commandNames(shell: Shell): string[] {
  const names = [...builtins.keys(), ...shell.functions.keys(), ...shell.aliases.keys()];
  for (const folder of (getVariable(shell, 'PATH') ?? '').split(':')) {
    for (const path of glob(shell.context.fs, posix.join(quotePattern(folder || '.'), '*')))
      names.push(posix.basename(path));
  }
  return names;
}

/** The longest start that all words have. */
export function commonStart(words: readonly string[]): string {
  let common = words[0] ?? '';
  for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1);
  return common;
}
