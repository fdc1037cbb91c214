import { ShellSyntaxError } from './errors.js';

/** A place in the text of a script, moved on by the parser. */
export interface Cursor {
  text: string;
  at: number;
  /** Line of `at`, from 1. */
  line: number;
}

/** The character so far ahead; empty at the end. */
export function peek(cursor: Cursor, ahead = 0): string {
  return cursor.text[cursor.at + ahead] ?? '';
}

/** Takes one character, joining lines at backslash-newline is up to the caller. */
export function take(cursor: Cursor): string {
  const char = cursor.text[cursor.at] ?? '';
  cursor.at++;
  if (char === '\n') cursor.line++;
  return char;
}

/** True when the text goes on with this. */
export function startsWith(cursor: Cursor, text: string): boolean {
  return cursor.text.startsWith(text, cursor.at);
}

/** Takes so many characters. */
export function skip(cursor: Cursor, count: number): void {
  for (let index = 0; index < count; index++) take(cursor);
}

/** Skips blanks, joined lines and comments; stays before a newline. */
export function skipBlanks(cursor: Cursor): void {
  for (;;) {
    const char = peek(cursor);
    if (char === ' ' || char === '\t') take(cursor);
    else if (char === '\\' && peek(cursor, 1) === '\n') skip(cursor, 2);
    else if (char === '#') while (peek(cursor) !== '' && peek(cursor) !== '\n') take(cursor);
    else return;
  }
}

/** Fails for a construct that the text ends within; an interactive shell reads on. */
export function unfinished(cursor: Cursor, message: string): never {
  throw new ShellSyntaxError(message, cursor.line, true);
}
