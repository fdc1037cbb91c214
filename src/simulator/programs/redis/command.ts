import type { Reply } from './resp.js';
import type { Database } from './store.js';

/** What a command may use. */
export interface Call {
  database: Database;
  /** Arguments after the name. */
  args: string[];
  now: number;
}

/** A command on data: its number of arguments (with the name; negative for at least), whether it changes data, and its work. */
export interface Command {
  arity: number;
  writes: boolean;
  run(call: Call): Reply;
}

/** Makes a command. */
export const command = (arity: number, writes: boolean, run: (call: Call) => Reply): Command => ({
  arity,
  writes,
  run,
});

/** A command refused, with the words of the reply. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A 64-bit integer argument. Throws CommandError. */
export function readInteger(text: string | undefined): number {
  if (text === undefined || !/^[-+]?\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new CommandError('ERR value is not an integer or out of range');
  return Number(text);
}

/** A float argument. Throws CommandError. */
export function readFloat(text: string | undefined): number {
  const named: Record<string, number> = { inf: Infinity, '+inf': Infinity, '-inf': -Infinity };
  const value =
    named[(text ?? '').toLowerCase()] ?? (text === undefined || text.trim() === '' ? NaN : Number(text));
  if (Number.isNaN(value)) throw new CommandError('ERR value is not a valid float');
  return value;
}

export const syntaxError = (): never => {
  throw new CommandError('ERR syntax error');
};

/** A glob pattern of KEYS and its like as a regular expression. */
export function globPattern(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    const set = char === '[' ? /^\[(\^?)([^\]]*)\]/.exec(pattern.slice(at)) : null;
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (set) {
      source += `[${set[1]}${(set[2] ?? '').replace(/[\\[]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else source += (char === '\\' ? (pattern[++at] ?? '') : char).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 's');
}

/** Start and end of a range with negative indexes, as slice takes them. */
export function readRange(from: number, to: number, length: number): [number, number] {
  const start = from < 0 ? Math.max(0, length + from) : from;
  const end = to < 0 ? length + to : Math.min(to, length - 1);
  return [start, end + 1];
}
