import type { Redirection, Word } from './ast.js';
import { peek, skip, skipBlanks, startsWith, take, type Cursor } from './source.js';
import { commandWord, readWord, type WordParser } from './words.js';

/** What the grammar is made of. */
export type Token =
  | { kind: 'word'; word: Word; start: number; end: number; line: number }
  | { kind: 'redirection'; operator: Redirection['operator'] | '<<-'; fd?: number }
  | { kind: 'operator'; text: string }
  | { kind: 'newline' }
  | { kind: 'end' };

const redirections = ['<<<', '<<-', '<<', '<&', '<>', '<', '>>', '>&', '>|', '>'] as const;
const operators = [';;', ';&', '&&', '||', ';', '&', '|', '(', ')'];

/** Reads the next token. A newline is taken by the caller, who knows of waiting here-documents. */
export function readToken(cursor: Cursor, parser: WordParser): Token {
  skipBlanks(cursor);
  const char = peek(cursor);
  if (char === '') return { kind: 'end' };
  if (char === '\n') {
    take(cursor);
    return { kind: 'newline' };
  }
  const numbered = /^(\d{1,2})[<>]/.exec(cursor.text.slice(cursor.at, cursor.at + 3));
  if (numbered) skip(cursor, (numbered[1] ?? '').length);
  if (startsWith(cursor, '&>') && !numbered) {
    skip(cursor, 2);
    return { kind: 'redirection', operator: '&>' };
  }
  const redirection = redirections.find((each) => startsWith(cursor, each));
  if (redirection) {
    skip(cursor, redirection.length);
    return {
      kind: 'redirection',
      operator: redirection,
      ...(numbered ? { fd: Number(numbered[1]) } : {}),
    };
  }
  const operator = operators.find((each) => startsWith(cursor, each));
  if (operator) {
    skip(cursor, operator.length);
    return { kind: 'operator', text: operator };
  }
  const start = cursor.at;
  const line = cursor.line;
  const word = readWord(cursor, commandWord, parser);
  return { kind: 'word', word, start, end: cursor.at, line };
}

/** The text of a word without any quoting or expansion; undefined for others. */
export function literal(word: Word): string | undefined {
  if (word.length !== 1) return undefined;
  const part = word[0];
  return part?.kind === 'text' && !part.quoted ? part.text : undefined;
}

/** How the shell's messages name a token. */
export function tokenName(token: Token): string {
  switch (token.kind) {
    case 'word':
      return 'word';
    case 'redirection':
      return 'redirection';
    case 'operator':
      return `"${token.text}"`;
    case 'newline':
      return 'newline';
    case 'end':
      return 'end of file';
  }
}
