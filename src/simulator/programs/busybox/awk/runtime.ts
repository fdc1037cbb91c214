import type { Child, ProcessContext, Sink, Source } from '../../../host/contract.js';
import { SysError } from '../../../host/contract.js';
import { Failure } from '../../lib/failure.js';
import { output, type Output } from '../../lib/io.js';
import { compileRegex } from '../../lib/regex.js';
import { decode } from '../../lib/text.js';
import { sprintf } from './format.js';
import { isNumeric, numberText, toNumber, type Value } from './values.js';

/** A cell of the program's memory: a scalar or an array. */
export type Cell = { value: Value | undefined; array?: Map<string, Value> };

/** Reads records from a stream; the separator may change between two reads. */
export interface RecordReader {
  next(separator: string): Promise<string | undefined>;
}

/** What a running program has. */
export interface Runtime {
  context: ProcessContext;
  globals: Map<string, Cell>;
  record: string;
  fields: string[];
  /** Set when a field was changed: $0 is made of the fields again. */
  stale: boolean;
  out: Output;
  streams: Map<string, { out: Output; sink: Sink; child?: Child }>;
  readers: Map<string, { reader: RecordReader; source: Source; child?: Child }>;
  seed: number;
  random: number;
}

/** Makes the memory of a program. */
export function createRuntime(context: ProcessContext): Runtime {
  const globals = new Map<string, Cell>();
  const preset: Record<string, Value> = {
    FS: ' ',
    OFS: ' ',
    ORS: '\n',
    RS: '\n',
    NR: 0,
    FNR: 0,
    NF: 0,
    SUBSEP: '\x1c',
    CONVFMT: '%.6g',
    OFMT: '%.6g',
    RSTART: 0,
    RLENGTH: -1,
    FILENAME: '',
  };
  for (const [name, value] of Object.entries(preset)) globals.set(name, { value });
  const environment = new Map<string, Value>(
    Object.entries(context.env).map(([name, text]) => [name, { text }]),
  );
  globals.set('ENVIRON', { value: undefined, array: environment });
  return {
    context,
    globals,
    record: '',
    fields: [],
    stale: false,
    out: output(context.stdout),
    streams: new Map(),
    readers: new Map(),
    seed: 0,
    random: 42,
  };
}

/** A global variable's cell, made when it is not there. */
export function global(runtime: Runtime, name: string): Cell {
  let cell = runtime.globals.get(name);
  if (!cell) {
    cell = { value: undefined };
    runtime.globals.set(name, cell);
  }
  return cell;
}

/** A value as text; numbers by CONVFMT (or another format, for print). */
export function toText(runtime: Runtime, value: Value | undefined, formatName = 'CONVFMT'): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return value.text;
  return numberText(value, (number) =>
    sprintf(textOf(runtime, formatName), [{ number, text: '', isNumber: true }]),
  );
}

/** The text of a global variable. */
export function textOf(runtime: Runtime, name: string): string {
  const value = global(runtime, name).value;
  return value === undefined
    ? ''
    : typeof value === 'number'
      ? String(value)
      : typeof value === 'string'
        ? value
        : value.text;
}

/** Compares as awk does: as numbers when both look like numbers, else as text. */
export function compare(runtime: Runtime, left: Value | undefined, right: Value | undefined): number {
  const numeric = (value: Value | undefined) => value === undefined || isNumeric(value);
  if (numeric(left) && numeric(right)) return toNumber(left ?? 0) - toNumber(right ?? 0);
  const [a, b] = [toText(runtime, left), toText(runtime, right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const cache = new Map<string, RegExp>();

/** An extended regular expression, compiled once. */
export function regex(source: string, flags = ''): RegExp {
  const key = `${flags}/${source}`;
  let compiled = cache.get(key);
  if (!compiled) {
    compiled = new RegExp(compileRegex(source, true).replaceAll('[^\\n]', '[\\s\\S]'), flags);
    if (cache.size > 500) cache.clear();
    cache.set(key, compiled);
  }
  compiled.lastIndex = 0;
  return compiled;
}

/** Splits text into fields by FS (or another separator). */
export function splitText(text: string, separator: string): string[] {
  if (text === '') return [];
  if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/[ \t\n]+/);
  if (separator === '') return [...text];
  if (separator.length === 1 && separator !== '\\') return text.split(separator === ' ' ? / +/ : separator);
  return text.split(new RegExp(regex(separator).source.replace(/\((?!\?)/g, '(?:')));
}

/** Makes a text the record: $0, and its fields. */
export function setRecord(runtime: Runtime, text: string): void {
  runtime.record = text;
  const paragraph = textOf(runtime, 'RS') === '';
  const separator = textOf(runtime, 'FS');
  runtime.fields =
    paragraph && separator !== ' '
      ? text.split('\n').flatMap((line) => splitText(line, separator))
      : splitText(text, separator);
  runtime.stale = false;
  global(runtime, 'NF').value = runtime.fields.length;
}

/** A field; 0 is the record. */
export function getField(runtime: Runtime, index: number): Value | undefined {
  if (index < 0) throw new Failure('Access to negative field');
  if (index > 0) {
    const text = runtime.fields[index - 1];
    return text === undefined ? undefined : { text };
  }
  if (runtime.stale) {
    runtime.record = runtime.fields.join(textOf(runtime, 'OFS'));
    runtime.stale = false;
  }
  return { text: runtime.record };
}

/** Changes a field; 0 is the record. */
export function setField(runtime: Runtime, index: number, text: string): void {
  if (index === 0) {
    setRecord(runtime, text);
    return;
  }
  while (runtime.fields.length < index) runtime.fields.push('');
  runtime.fields[index - 1] = text;
  runtime.stale = true;
  global(runtime, 'NF').value = runtime.fields.length;
}

/** Changes NF: fields are cut off or added. */
export function setFieldCount(runtime: Runtime, count: number): void {
  runtime.fields.length = Math.min(runtime.fields.length, count);
  while (runtime.fields.length < count) runtime.fields.push('');
  runtime.stale = true;
}

/** A reader of records: lines, paragraphs (RS empty) or by a separator that may be a regular expression. */
export function createRecordReader(source: Source): RecordReader {
  let held = '';
  let ended = false;
  const fill = async () => {
    const bytes = await source.read();
    if (bytes) held += decode(bytes);
    else ended = true;
  };
  return {
    async next(separator) {
      for (;;) {
        if (separator === '') held = held.replace(/^\n+/, '');
        const match = held === '' ? null : findSeparator(held, separator, ended);
        if (match) {
          const record = held.slice(0, match.index);
          held = held.slice(match.index + match.length);
          return record;
        }
        if (ended) {
          if (held === '') return undefined;
          const record = separator === '' || separator === '\n' ? held.replace(/\n+$/, '') : held;
          held = '';
          return separator.length > 1 ? record.replace(/\n$/, '') : record;
        }
        await fill();
      }
    },
  };
}

function findSeparator(
  text: string,
  separator: string,
  ended: boolean,
): { index: number; length: number } | undefined {
  if (separator.length === 1) {
    const index = text.indexOf(separator);
    return index < 0 ? undefined : { index, length: 1 };
  }
  const match = (separator === '' ? /\n\n+/ : regex(separator)).exec(text);
  if (!match || match[0] === '') return undefined;
  // A separator at the very end of what came so far might go on.
  if (!ended && match.index + match[0].length === text.length) return undefined;
  return { index: match.index, length: match[0].length };
}

/** The stream that print's redirection names; opened once. */
export function outputStream(runtime: Runtime, how: '>' | '>>' | '|', name: string): Output {
  const known = runtime.streams.get(name);
  if (known) return known.out;
  const { context } = runtime;
  if (how === '|') {
    const pipe = context.pipe();
    const child = context.spawn({ argv: ['sh', '-c', name], stdin: pipe.source });
    pipe.source.close();
    const out = output(pipe.sink);
    runtime.streams.set(name, { out, sink: pipe.sink, child });
    return out;
  }
  const standard = { '/dev/stdout': context.stdout, '/dev/stderr': context.stderr, '-': context.stdout }[
    name
  ];
  const sink = standard ?? context.openWrite(name, { append: how === '>>' });
  const out = output(sink, standard ? 1 : 8192);
  runtime.streams.set(name, { out, sink });
  return out;
}

/** The reader for `getline < file` and `command | getline`; undefined for a file that can not be opened. */
export function inputReader(
  runtime: Runtime,
  kind: 'file' | 'command',
  name: string,
): RecordReader | undefined {
  const key = `${kind}:${name}`;
  const known = runtime.readers.get(key);
  if (known) return known.reader;
  const { context } = runtime;
  try {
    if (kind === 'file') {
      const source = name === '-' ? context.stdin : context.openRead(name);
      const entry = { reader: createRecordReader(source), source };
      runtime.readers.set(key, entry);
      return entry.reader;
    }
    const pipe = context.pipe();
    const child = context.spawn({ argv: ['sh', '-c', name], stdout: pipe.sink });
    pipe.sink.close();
    const entry = { reader: createRecordReader(pipe.source), source: pipe.source, child };
    runtime.readers.set(key, entry);
    return entry.reader;
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    return undefined;
  }
}

/** Closes a stream; gives the code of a command's end, -1 when it is not open. */
export async function closeStream(runtime: Runtime, name: string): Promise<number> {
  const stream = runtime.streams.get(name);
  let code = -1;
  if (stream) {
    runtime.streams.delete(name);
    await stream.out.flush();
    if (stream.sink !== runtime.context.stdout && stream.sink !== runtime.context.stderr) stream.sink.close();
    code = stream.child ? (await stream.child.exited).code : 0;
  }
  for (const key of [`file:${name}`, `command:${name}`]) {
    const reader = runtime.readers.get(key);
    if (!reader) continue;
    runtime.readers.delete(key);
    if (reader.source !== runtime.context.stdin) reader.source.close();
    code = reader.child ? (await reader.child.exited).code : 0;
  }
  return code;
}
