import type { CommandWords, Pair } from './instructions.js';
import { quotedWords, type Line } from './lines.js';
import { DockerfileError, parseError } from './error.js';
import { didYouMean } from './suggest.js';

/** Words parted by blanks, whatever quotes there are. */
export const blankWords = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** The strings of a JSON list; undefined when the text is not one. Throws for lists of something else. */
export function jsonWords(line: Line, text: string): string[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  if (list.every((entry) => typeof entry === 'string')) return list;
  throw new DockerfileError('when using JSON array syntax, arrays must be comprised of strings only', line);
}

/** A command in exec form (a JSON list) or shell form (anything else). */
export function commandWords(line: Line, text: string): CommandWords {
  const words = jsonWords(line, text);
  return words ? { shell: false, words } : { shell: true, words: text === '' ? [] : [text] };
}

/** "a=b c=d", or the old form "name the rest". */
export function pairs(line: Line, keyword: string, escape: string): Pair[] {
  const words = quotedWords(line.rest, escape);
  const [first] = words;
  if (first === undefined) return [];
  if (!first.includes('=')) {
    const value = line.rest.slice(first.length).trim();
    if (value === '') throw new DockerfileError(`${keyword} must have two arguments`, line);
    return [[first, value]];
  }
  return words.map((word) => {
    const cut = word.indexOf('=');
    if (cut < 0)
      throw new DockerfileError(
        `Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`,
        line,
      );
    if (cut === 0) throw parseError(line, `${keyword} names can not be blank`);
    return [word.slice(0, cut), word.slice(cut + 1)] as const;
  });
}

/** Flags (--name=value) in front of the words of an instruction. */
export interface Flags {
  values: Map<string, string[]>;
  rest: string;
}

/** Takes the flags off. Throws for those that the instruction does not know. */
export function takeFlags(line: Line, known: readonly string[], bare: readonly string[] = []): Flags {
  const values = new Map<string, string[]>();
  let rest = line.rest;
  for (;;) {
    const word = /^--\S*/.exec(rest) ? quotedWords(rest)[0] : undefined;
    if (word === undefined) break;
    rest = rest.slice(word.length).trimStart();
    if (word === '--') break;
    const cut = word.indexOf('=');
    const name = word.slice(2, cut < 0 ? undefined : cut);
    if (!known.includes(name)) throw parseError(line, `unknown flag: --${name}${didYouMean(name, known)}`);
    if (cut < 0 && !bare.includes(name)) throw parseError(line, `missing a value on flag: --${name}`);
    const value = cut < 0 ? 'true' : word.slice(cut + 1).replace(/^(["'])(.*)\1$/, '$2');
    const before = values.get(name);
    if (before && name !== 'mount' && name !== 'exclude' && name !== 'security')
      throw parseError(line, `duplicate flag specified: --${name}`);
    values.set(name, [...(before ?? []), value]);
  }
  return { values, rest };
}
