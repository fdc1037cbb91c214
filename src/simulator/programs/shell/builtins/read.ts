import type { Source } from '../../../host/contract.js';
import { write } from '../../lib/io.js';
import { getopt, UsageError } from '../../lib/options.js';
import { concat, decode } from '../../lib/text.js';
import { ShellError } from '../errors.js';
import { splitFields } from '../fields.js';
import { sink } from '../report.js';
import { fieldSeparators, setVariable, type Shell } from '../state.js';
import { untilSignal } from '../traps.js';

/** `read [-r] [-p prompt] [-n count] [-s] [-t seconds] [-d delimiter] [-u fd] [names...]` */
export async function read(shell: Shell, args: string[]): Promise<number> {
  const options = parse(args);
  const source = shell.fds.get(Number(options.value('u') ?? '0'));
  if (!source || !('read' in source)) throw new ShellError('Bad file descriptor', 1);
  const prompt = options.value('p');
  const interactive = shell.context.tty !== undefined && source === shell.context.stdin;
  if (prompt !== undefined && (interactive || shell.context.isTty(0))) await write(sink(shell, 2), prompt);
  const limit = options.value('n');
  const hidden =
    interactive && (limit !== undefined || options.has('s')) ? shell.context.tty?.raw() : undefined;
  try {
    const wanted: Wanted = {
      raw: options.has('r'),
      delimiter: options.has('d') ? (options.value('d')?.codePointAt(0) ?? 0) : 10,
      limit: limit === undefined ? Infinity : Number(limit),
    };
    const result = await withTimeout(shell, options.value('t'), readWord(source, wanted));
    if (result === undefined) return 1;
    assign(shell, result.text, result.escaped, options.operands);
    return result.complete ? 0 : 1;
  } finally {
    hidden?.();
  }
}

function parse(args: string[]) {
  try {
    return getopt(args, '+rp:n:st:d:u:');
  } catch (error) {
    if (error instanceof UsageError) throw new ShellError(error.message);
    throw error;
  }
}

interface Wanted {
  raw: boolean;
  delimiter: number;
  limit: number;
}

interface Line {
  text: string;
  /** Positions in the text that a backslash protects from splitting. */
  escaped: Set<number>;
  complete: boolean;
}

/** Reads byte by byte up to the delimiter; what comes after stays for the next reader. */
async function readWord(source: Source, wanted: Wanted): Promise<Line> {
  const bytes: Uint8Array[] = [];
  let complete = false;
  let count = 0;
  const escaped: number[] = [];
  let escaping = false;
  const carriage = 13;
  reading: for (let chunk = await source.read(); chunk; chunk = await source.read()) {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      const ends = byte === wanted.delimiter || (wanted.limit < Infinity && byte === carriage);
      if (escaping) {
        escaping = false;
        if (byte !== 10) {
          escaped.push(count++);
          bytes.push(Uint8Array.of(byte));
        }
      } else if (byte === 92 && !wanted.raw) escaping = true;
      else if (ends) {
        source.unread(chunk.subarray(at + 1));
        complete = true;
        break reading;
      } else {
        bytes.push(Uint8Array.of(byte));
        count++;
      }
      if (count >= wanted.limit) {
        source.unread(chunk.subarray(at + 1));
        complete = true;
        break reading;
      }
    }
  }
  return { text: decode(concat(bytes)), escaped: new Set(escaped), complete };
}

async function withTimeout(
  shell: Shell,
  seconds: string | undefined,
  reading: Promise<Line>,
): Promise<Line | undefined> {
  let line: Line | undefined;
  const done = reading.then((result) => {
    line = result;
    return 0;
  });
  const timers = seconds === undefined ? [] : [shell.context.sleep(Number(seconds) * 1000).then(() => 1)];
  const status = await untilSignal(shell, Promise.race([done, ...timers]));
  return status === 0 ? line : undefined;
}

function assign(shell: Shell, text: string, escaped: Set<number>, names: readonly string[]): void {
  if (names.length === 0) {
    setVariable(shell, 'REPLY', text);
    return;
  }
  const separators = fieldSeparators(shell);
  let rest = { text, from: 0 };
  for (const [index, name] of names.entries()) {
    if (index < names.length - 1) {
      const [word, next] = takeField(rest.text, rest.from, escaped, separators);
      setVariable(shell, name, word);
      rest = { text, from: next };
    } else setVariable(shell, name, lastField(rest.text, rest.from, escaped, separators));
  }
}

const isBlank = (char: string) => ' \t\n'.includes(char);

function skipBlanks(text: string, from: number, escaped: Set<number>, separators: string): number {
  let at = from;
  while (
    at < text.length &&
    isBlank(text[at] ?? '') &&
    separators.includes(text[at] ?? '') &&
    !escaped.has(at)
  )
    at++;
  return at;
}

function takeField(text: string, from: number, escaped: Set<number>, separators: string): [string, number] {
  const start = skipBlanks(text, from, escaped, separators);
  let at = start;
  while (at < text.length && (!separators.includes(text[at] ?? '') || escaped.has(at))) at++;
  const word = text.slice(start, at);
  at = skipBlanks(text, at, escaped, separators);
  const char = text[at];
  if (char !== undefined && separators.includes(char) && !isBlank(char) && !escaped.has(at)) at++;
  return [word, at];
}

function lastField(text: string, from: number, escaped: Set<number>, separators: string): string {
  const start = skipBlanks(text, from, escaped, separators);
  let end = text.length;
  while (end > start && isBlank(text[end - 1] ?? '') && separators.includes(text[end - 1] ?? '') && !escaped.has(end - 1)) end--; // prettier-ignore
  const rest = text.slice(start, end);
  const last = rest.at(-1);
  // One separator at the end closes the field; it is part of the value only when more fields follow.
  if (last !== undefined && separators.includes(last) && !isBlank(last)) {
    const fields = splitFields([{ text: rest, quoted: false, split: true }], separators);
    if (fields.length === 1) return rest.slice(0, -1);
  }
  return rest;
}
