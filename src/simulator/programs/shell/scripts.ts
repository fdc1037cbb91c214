import type { Source } from '../../host/contract.js';
import { readLine, write } from '../lib/io.js';
import { decode } from '../lib/text.js';
import type { List } from './ast.js';
import { ShellSyntaxError } from './errors.js';
import { runList } from './evaluate.js';
import { createParser } from './parser.js';
import { sink } from './report.js';
import type { Shell } from './state.js';

/** Runs a text of commands in this shell, one complete command after the other. Gives the last status. */
export async function runText(shell: Shell, text: string, firstLine = 1, exec = false): Promise<number> {
  const parser = createParser(text, shell.aliases, firstLine);
  let list = parser.next();
  if (!list) shell.status = 0;
  while (list) {
    if (!shell.options.has('noexec'))
      await runList(shell, list, { exec: exec && parser.rest().trim() === '' });
    list = parser.next();
  }
  return shell.status;
}

/** The commands of a text; undefined when it stops within one. */
export function parseWhole(shell: Shell, text: string, firstLine: number): List[] | undefined {
  try {
    const parser = createParser(text, shell.aliases, firstLine);
    const lists: List[] = [];
    for (let list = parser.next(); list; list = parser.next()) lists.push(list);
    return lists;
  } catch (error) {
    if (error instanceof ShellSyntaxError && error.unfinished) return undefined;
    throw error;
  }
}

/** Runs commands from a stream, reading line by line, so that they find the rest of it on their standard input. */
export async function runStream(shell: Shell, source: Source): Promise<number> {
  let text = '';
  let line = 1;
  for (;;) {
    const bytes = await readLine(source);
    if (bytes === undefined && text === '') return shell.status;
    const added = bytes === undefined ? '' : decode(bytes);
    if (shell.options.has('verbose')) await write(sink(shell, 2), added);
    text += added;
    const endsJoined = /(?<!\\)(?:\\\\)*\\\n$/.test(text);
    if (bytes !== undefined && endsJoined) continue;
    const lists = parseWhole(shell, text, line);
    if (!lists && bytes !== undefined) continue;
    if (!lists) createParser(text, shell.aliases, line).next();
    for (const list of lists ?? []) await runList(shell, list);
    line += text.split('\n').length - 1;
    text = '';
  }
}
