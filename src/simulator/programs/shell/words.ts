import type { Parameter, Part, Word } from './ast.js';
import { ShellSyntaxError } from './errors.js';
import { peek, skip, startsWith, take, unfinished, type Cursor } from './source.js';

/** Parses the commands of `$( )`, up to and with the closing parenthesis; set by the parser, which calls words. */
export interface WordParser {
  commands(cursor: Cursor): Extract<Part, { kind: 'command' }>['body'];
  /** Parses a whole text of commands (of back quotes). */
  text(source: string, line: number): Extract<Part, { kind: 'command' }>['body'];
}

/** Where a word ends, and what is special in it. */
export interface WordContext {
  /** True when an unquoted character ends the word. */
  ends(char: string, cursor: Cursor): boolean;
  /** Inside double quotes or a here-document: only `$`, back quotes and backslashes are special. */
  quoted?: boolean;
  /** A here-document: double quotes are ordinary. */
  heredoc?: boolean;
}

const metacharacters = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')', '']);

/** Words of commands. */
export const commandWord: WordContext = { ends: (char) => metacharacters.has(char) };

const nameStart = /[A-Za-z_]/;
const nameChar = /[A-Za-z0-9_]/;
const special = /[@*#?\-$!0-9]/;

/** Reads one word at the cursor; an empty list when there is none. */
export function readWord(cursor: Cursor, context: WordContext, parser: WordParser): Part[] {
  const parts: Part[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') parts.push({ kind: 'text', text, quoted: context.quoted ?? false });
    text = '';
  };
  const quoted = (value: string) => {
    flush();
    parts.push({ kind: 'text', text: value, quoted: true });
  };
  for (;;) {
    const char = peek(cursor);
    if (char === '' || context.ends(char, cursor)) break;
    if (char === '\\') {
      take(cursor);
      const next = peek(cursor);
      if (next === '\n') take(cursor);
      else if (
        context.quoted &&
        !'$`\\'.includes(next) &&
        !(next === '"' && !context.heredoc) &&
        next !== '}'
      )
        text += '\\';
      else if (next === '') text += '\\';
      else quoted(take(cursor));
    } else if (char === "'" && !context.quoted) quoted(readSingle(cursor));
    else if (char === '"' && !context.heredoc) {
      flush();
      if (context.quoted) take(cursor);
      else parts.push(...readDouble(cursor, parser));
    } else if (char === '`') {
      flush();
      parts.push(readBackquoted(cursor, context.quoted ?? false, parser));
    } else if (char === '$') {
      if (peek(cursor, 1) === "'" && !context.quoted) {
        take(cursor);
        quoted(readAnsi(cursor));
        continue;
      }
      const part = readDollar(cursor, context, parser);
      if (part) {
        flush();
        parts.push(part);
      } else text += take(cursor);
    } else text += take(cursor);
  }
  flush();
  return parts;
}

function readSingle(cursor: Cursor): string {
  take(cursor);
  const end = cursor.text.indexOf("'", cursor.at);
  if (end < 0) unfinished(cursor, 'unterminated quoted string');
  const text = cursor.text.slice(cursor.at, end);
  skip(cursor, text.length + 1);
  return text;
}

const ansiEscapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

function readAnsi(cursor: Cursor): string {
  take(cursor);
  let text = '';
  for (;;) {
    const char = take(cursor);
    if (char === '') unfinished(cursor, 'unterminated quoted string');
    if (char === "'") return text;
    if (char !== '\\') {
      text += char;
      continue;
    }
    const numeric = /^(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(cursor.text.slice(cursor.at, cursor.at + 3));
    if (numeric) {
      skip(cursor, numeric[0].length);
      text += String.fromCharCode(numeric[1] ? parseInt(numeric[1], 16) : parseInt(numeric[2] ?? '0', 8));
    } else {
      const next = take(cursor);
      text += ansiEscapes[next] ?? `\\${next}`;
    }
  }
}

function readDouble(cursor: Cursor, parser: WordParser): Part[] {
  take(cursor);
  const parts = readWord(cursor, { quoted: true, ends: (char) => char === '"' }, parser);
  if (peek(cursor) !== '"') unfinished(cursor, 'unterminated quoted string');
  take(cursor);
  return parts.length ? parts : [{ kind: 'text', text: '', quoted: true }];
}

function readBackquoted(cursor: Cursor, quoted: boolean, parser: WordParser): Part {
  const line = cursor.line;
  take(cursor);
  let body = '';
  for (;;) {
    const char = take(cursor);
    if (char === '') unfinished(cursor, 'EOF in backquote substitution');
    if (char === '`') break;
    if (char === '\\' && ('$`\\'.includes(peek(cursor)) || (quoted && peek(cursor) === '"')))
      body += take(cursor);
    else body += char;
  }
  return { kind: 'command', body: parser.text(body, line), quoted };
}

function readDollar(cursor: Cursor, context: WordContext, parser: WordParser): Part | undefined {
  const quoted = context.quoted ?? false;
  const next = peek(cursor, 1);
  if (next === '(' && peek(cursor, 2) === '(') {
    const part = readArithmetic(cursor, quoted, parser);
    if (part) return part;
  }
  if (next === '(') {
    skip(cursor, 2);
    return { kind: 'command', body: parser.commands(cursor), quoted };
  }
  if (next === '{') {
    skip(cursor, 2);
    return { kind: 'parameter', parameter: readBraced(cursor, context, parser), quoted };
  }
  if (nameStart.test(next)) {
    take(cursor);
    return { kind: 'parameter', parameter: { name: readName(cursor) }, quoted };
  }
  if (next !== '' && special.test(next)) {
    take(cursor);
    return { kind: 'parameter', parameter: { name: take(cursor) }, quoted };
  }
  return undefined;
}

function readName(cursor: Cursor): string {
  let name = '';
  while (nameChar.test(peek(cursor))) name += take(cursor);
  return name;
}

/** `$(( ))`; undefined (cursor untouched) when it is a command substitution that starts with a subshell. */
function readArithmetic(cursor: Cursor, quoted: boolean, parser: WordParser): Part | undefined {
  const start = { ...cursor };
  skip(cursor, 3);
  let depth = 0;
  const expression = readWord(
    cursor,
    {
      quoted: true,
      heredoc: true,
      ends(char, at) {
        if (char === '(') depth++;
        if (char === ')' && depth === 0) return true;
        if (char === ')') depth--;
        void at;
        return false;
      },
    },
    parser,
  );
  if (startsWith(cursor, '))')) {
    skip(cursor, 2);
    return { kind: 'arithmetic', expression, quoted };
  }
  if (peek(cursor) === '') unfinished(cursor, "missing '))'");
  Object.assign(cursor, start);
  return undefined;
}

const operators = [':-', ':=', ':?', ':+', '-', '=', '?', '+', '##', '#', '%%', '%', '//', '/', ':'];

function readBraced(cursor: Cursor, context: WordContext, parser: WordParser): Parameter {
  const bad = (): never => {
    throw new ShellSyntaxError('bad substitution', cursor.line);
  };
  if (peek(cursor) === '#' && /[A-Za-z0-9_@*#?$!-]/.test(peek(cursor, 1)) && peek(cursor, 1) !== '}') {
    const start = { ...cursor };
    take(cursor);
    const name = nameStart.test(peek(cursor)) ? readName(cursor) : readDigits(cursor) || take(cursor);
    if (peek(cursor) === '}') {
      take(cursor);
      return { name, operator: 'length' };
    }
    Object.assign(cursor, start);
  }
  let name = '';
  if (nameStart.test(peek(cursor))) name = readName(cursor);
  else name = readDigits(cursor) || (special.test(peek(cursor)) ? take(cursor) : '');
  if (name === '') {
    if (peek(cursor) === '') unfinished(cursor, "missing '}'");
    bad();
  }
  if (peek(cursor) === '}') {
    take(cursor);
    return { name };
  }
  const operator = operators.find((each) => startsWith(cursor, each));
  if (operator === undefined) {
    if (peek(cursor) === '') unfinished(cursor, "missing '}'");
    return bad();
  }
  skip(cursor, operator.length);
  const read = (stop: string): Word => {
    const pattern = '#%/'.includes(operator[0] ?? '') && !context.heredoc;
    return readWord(
      cursor,
      {
        ends: (char) => char === '}' || (stop !== '' && char === stop),
        ...(context.quoted && !pattern ? { quoted: true } : {}),
        ...(context.heredoc ? { heredoc: true, quoted: true } : {}),
      },
      parser,
    );
  };
  const splits = operator === '/' || operator === '//' ? '/' : operator === ':' ? ':' : '';
  const word = read(splits);
  let second: Word | undefined;
  if (splits !== '' && peek(cursor) === splits) {
    take(cursor);
    second = read('');
  }
  if (peek(cursor) !== '}') unfinished(cursor, "missing '}'");
  take(cursor);
  return { name, operator, word, ...(second ? { second } : {}) };
}

function readDigits(cursor: Cursor): string {
  let digits = '';
  while (/[0-9]/.test(peek(cursor))) digits += take(cursor);
  return digits;
}
