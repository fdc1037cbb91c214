import { globSource } from './glob.js';

/** Where variables get their values: undefined for one that is not set. */
export type Lookup = (name: string) => string | undefined;

/** How to read a word. */
export interface WordOptions {
  escape?: string;
  /** Leaves quotes and escapes where they are (for showing). */
  raw?: boolean;
  /** Leaves variables that are not set as they are written. */
  keepUnset?: boolean;
}

/** A word that can not be read; the message is the engine's. */
export class WordError extends Error {
  override readonly name = 'WordError';
}

interface Reader {
  text: string;
  at: number;
  lookup: Lookup;
  options: Required<WordOptions>;
}

/** Expands variables in a word and takes its quotes off, as the builder does (not as a shell would). Throws WordError. */
export function expand(text: string, lookup: Lookup, options: WordOptions = {}): string {
  const reader = { text, at: 0, lookup, options: { escape: '\\', raw: false, keepUnset: false, ...options } };
  return readUntil(reader, '');
}

function readUntil(reader: Reader, stop: string): string {
  let out = '';
  while (reader.at < reader.text.length) {
    const c = reader.text[reader.at] as string;
    if (stop && c === stop) return out;
    if (c === "'") out += single(reader);
    else if (c === '"') out += double(reader);
    else if (c === '$') out += variable(reader);
    else if (c === reader.options.escape) {
      const next = reader.text[reader.at + 1];
      if (next === undefined) {
        // A lone escape at the end stands for nothing.
        out += reader.options.raw ? c : '';
      } else out += reader.options.raw ? c + next : next;
      reader.at += 2;
    } else {
      out += c;
      reader.at++;
    }
  }
  if (stop) throw new WordError(`unexpected end of statement while looking for matching ${stop}`);
  return out;
}

function single(reader: Reader): string {
  const end = reader.text.indexOf("'", reader.at + 1);
  if (end < 0) throw new WordError('unexpected end of statement while looking for matching single-quote');
  const inner = reader.text.slice(reader.at + 1, end);
  reader.at = end + 1;
  return reader.options.raw ? `'${inner}'` : inner;
}

function double(reader: Reader): string {
  const { raw, escape } = reader.options;
  let out = raw ? '"' : '';
  reader.at++;
  for (;;) {
    const c = reader.text[reader.at];
    if (c === undefined)
      throw new WordError('unexpected end of statement while looking for matching double-quote');
    if (c === '"') {
      reader.at++;
      return raw ? `${out}"` : out;
    }
    if (c === '$') out += variable(reader);
    else if (c === escape && reader.at + 1 < reader.text.length) {
      const next = reader.text[reader.at + 1] as string;
      out += !raw && ['"', '$', escape].includes(next) ? next : c + next;
      reader.at += 2;
    } else {
      out += c;
      reader.at++;
    }
  }
}

function variable(reader: Reader): string {
  const start = reader.at;
  const rest = reader.text.slice(start + 1);
  const shown = () => reader.text.slice(start, reader.at);
  const bare = /^(?:[A-Za-z_]\w*|[0-9@*#?!$-])/.exec(rest)?.[0];
  if (!rest.startsWith('{')) {
    reader.at += 1 + (bare?.length ?? 0);
    if (bare === undefined) return '$';
    return reader.lookup(bare) ?? (reader.options.keepUnset ? shown() : '');
  }
  const name = /^\{([A-Za-z_]\w*|[0-9@*#?!$-])/.exec(rest)?.[1];
  if (name === undefined) throw new WordError('bad substitution');
  reader.at += 2 + name.length;
  const value = reader.lookup(name);
  const next = reader.text[reader.at];
  if (next === '}') {
    reader.at++;
    return value ?? (reader.options.keepUnset ? shown() : '');
  }
  if (next === undefined) throw new WordError("syntax error: missing '}'");
  return modified(reader, name, value, next);
}

function modified(reader: Reader, name: string, value: string | undefined, mark: string): string {
  const colon = mark === ':';
  const kind = colon ? (reader.text[reader.at + 1] ?? '') : mark;
  reader.at += colon ? 2 : 1;
  const given = value !== undefined && !(colon && value === '');
  const word = () => {
    const text = readUntil(reader, '}');
    reader.at++;
    return text;
  };
  switch (kind) {
    case '-': {
      const fallback = word();
      return given ? (value ?? '') : fallback;
    }
    case '+': {
      const other = word();
      return given ? other : '';
    }
    case '?': {
      const message = word();
      if (given) return value ?? '';
      throw new WordError(`${name}: ${message || 'not allowed to be unset'}`);
    }
    case '#':
    case '%':
    case '/':
      if (!colon) return edited(reader, kind, value ?? '', word);
  }
  throw new WordError(`unsupported modifier (${mark}${colon ? kind : ''}) in substitution`);
}

/** ${V#glob} ${V##glob} ${V%glob} ${V%%glob} ${V/glob/text} ${V//glob/text} */
function edited(reader: Reader, kind: '#' | '%' | '/', value: string, word: () => string): string {
  const twice = reader.text[reader.at] === kind;
  if (twice) reader.at++;
  if (kind === '/') {
    const pattern = readUntil(reader, '/');
    reader.at++;
    const replacement = word();
    return value.replace(new RegExp(globSource(pattern, true), twice ? 'g' : ''), () => replacement);
  }
  const source = globSource(word(), twice);
  if (kind === '#') return value.replace(new RegExp(`^${source}`), '');
  for (let i = 0; i <= value.length; i++) {
    const at = twice ? i : value.length - i;
    if (new RegExp(`^${source}$`).test(value.slice(at))) return value.slice(0, at);
  }
  return value;
}
