import type { Key } from './keys.js';

/** A line being edited. */
export interface Line {
  text: string;
  /** Characters before the cursor. */
  cursor: number;
  /** What was cut last, for ^Y. */
  cut: string;
}

/** A line with nothing in it. */
export const emptyLine: Line = { text: '', cursor: 0, cut: '' };

/** A line with the cursor at its end. */
export function lineOf(text: string, cut = ''): Line {
  return { text, cursor: text.length, cut };
}

function wordStart(line: Line): number {
  const before = line.text.slice(0, line.cursor);
  return before.replace(/\S+\s*$/, '').length;
}

function wordEnd(line: Line): number {
  return line.cursor + (/^\s*\S*/.exec(line.text.slice(line.cursor))?.[0].length ?? 0);
}

function remove(line: Line, from: number, to: number, keep = true): Line {
  return {
    text: line.text.slice(0, from) + line.text.slice(to),
    cursor: from,
    cut: keep ? line.text.slice(from, to) : line.cut,
  };
}

/** Puts text in at the cursor. */
export function insert(line: Line, text: string): Line {
  return {
    ...line,
    text: line.text.slice(0, line.cursor) + text + line.text.slice(line.cursor),
    cursor: line.cursor + text.length,
  };
}

/** The line after a key that only edits it; undefined for keys that mean something else. */
export function edit(line: Line, key: Key): Line | undefined {
  const move = (cursor: number): Line => ({
    ...line,
    cursor: Math.max(0, Math.min(line.text.length, cursor)),
  });
  if (key.kind === 'text') return insert(line, key.text);
  const name = key.kind === 'named' ? key.name : key.letter;
  switch (name) {
    case 'left':
    case 'B':
      return move(line.cursor - 1);
    case 'right':
    case 'F':
      return move(line.cursor + 1);
    case 'home':
    case 'A':
      return move(0);
    case 'end':
    case 'E':
      return move(line.text.length);
    case 'word-left':
      return move(wordStart(line));
    case 'word-right':
      return move(wordEnd(line));
    case 'H':
      return line.cursor === 0 ? line : remove(line, line.cursor - 1, line.cursor, false);
    case 'delete':
      return remove(line, line.cursor, line.cursor + 1, false);
    case 'U':
      return remove(line, 0, line.cursor);
    case 'K':
      return remove(line, line.cursor, line.text.length);
    case 'W':
      return remove(line, wordStart(line), line.cursor);
    case 'Y':
      return insert(line, line.cut);
    default:
      return undefined;
  }
}
