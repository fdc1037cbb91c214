import type { CommandRecord } from '../environments/contract.js';
import type { Json } from '../json.js';
import { normaliseLine } from './command-line.js';
import type { Evidence } from './contract.js';
import { matches } from './match.js';
import { textPattern } from './text.js';
import { describe, patternFacts, shorten } from './words.js';

/** What `command` and `output` checks call a command: the facts that feedback may name. */
export function commandSubject({ line, exitCode, output }: CommandRecord): { [key: string]: Json } {
  return { line: normaliseLine(line), exitCode: exitCode ?? null, output };
}

/** Commands whose line matches, newest first. Both sides are compared without needless blanks, see `normaliseLine`. */
export function commandsTyped(line: Json, commands: readonly CommandRecord[]): CommandRecord[] {
  const wanted = linePattern(line);
  return commands.filter((command) => matches(wanted, normaliseLine(command.line))).reverse();
}

function linePattern(line: Json): Json {
  return textPattern(typeof line === 'string' ? normaliseLine(line) : line);
}

/** A command line for a sentence. */
export function sayLine(command: CommandRecord): string {
  return `\`${shorten(normaliseLine(command.line))}\``;
}

/** What lines count, in words. */
export function lineWords(line: Json): string {
  return typeof line === 'string' ? `\`${line}\`` : describe(line);
}

/** No command of this step has the wanted line; says which was the last one, since it may be the misspelt one. */
export function notTyped(line: Json, says: string | undefined, commands: readonly CommandRecord[]): Evidence {
  const last = commands.at(-1);
  const wanted =
    typeof line === 'string'
      ? `${lineWords(line)} was not typed yet`
      : `Not done yet: ${says ?? patternFacts(line)}`;
  return {
    code: 'not-typed',
    object: 'command',
    expected: line,
    ...(last && { actual: normaliseLine(last.line) }),
    says: last ? `${wanted}; the last command was ${sayLine(last)}.` : `${wanted}.`,
  };
}

/** A command that keeps the terminal: Ctrl-C is the way back. */
export function stillRunning(command: CommandRecord): Evidence {
  const says = `${sayLine(command)} is still running. Ctrl-C ends it and gives back the prompt.`;
  return { code: 'still-running', object: 'command', actual: normaliseLine(command.line), says };
}

const complaint =
  /\b(error|cannot|can't|unable|denied|invalid|unknown|not found|no such|must|requires|refused)\b/i;

/** The line of the output in which a command says what went wrong. */
export function complaintOf(output: string): string | undefined {
  return output
    .split('\n')
    .find((line) => complaint.test(line))
    ?.trim();
}
