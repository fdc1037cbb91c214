import type { Part, Word } from './ast.js';
import { take, unfinished, type Cursor } from './source.js';
import { readWord, type WordParser } from './words.js';

/** A here-document whose body comes after the next newline. */
export interface PendingHeredoc {
  delimiter: string;
  stripTabs: boolean;
  quoted: boolean;
  body: Part[];
}

/** The delimiter of a here-document, and whether quoting makes its body literal. */
export function heredocDelimiter(word: Word): { delimiter: string; quoted: boolean } {
  return {
    delimiter: word.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
    quoted: word.some((part) => part.kind === 'text' && part.quoted),
  };
}

/** Reads the bodies of here-documents; the cursor is at the start of a line. */
export function readHeredocs(cursor: Cursor, pending: PendingHeredoc[], parser: WordParser): void {
  for (const heredoc of pending.splice(0)) {
    let body = '';
    const line = cursor.line;
    for (;;) {
      if (cursor.at >= cursor.text.length) unfinished(cursor, 'unexpected end of file');
      const end = cursor.text.indexOf('\n', cursor.at);
      let text = cursor.text.slice(cursor.at, end < 0 ? undefined : end);
      const size = text.length;
      if (heredoc.stripTabs) text = text.replace(/^\t+/, '');
      cursor.at += size;
      if (end >= 0) take(cursor);
      if (text === heredoc.delimiter) break;
      body += `${text}\n`;
    }
    if (heredoc.quoted) heredoc.body.push({ kind: 'text', text: body, quoted: true });
    else {
      const inner: Cursor = { text: body, at: 0, line };
      heredoc.body.push(...readWord(inner, { quoted: true, heredoc: true, ends: () => false }, parser));
    }
  }
}
