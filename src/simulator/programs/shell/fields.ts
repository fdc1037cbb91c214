import { hasMagic, quotePattern } from './pattern.js';

/** A run of expanded text. `split`: it came of an expansion outside quotes, so IFS splits it. */
export interface Piece {
  text: string;
  quoted: boolean;
  split: boolean;
  /** A new field starts after this piece, whatever IFS is (between the words of "$@"). */
  breakAfter?: boolean;
}

/** One argument; `pattern` is what to glob, undefined when there is nothing to glob. */
export interface Field {
  text: string;
  pattern: string | undefined;
}

/** Splits expanded text into fields as POSIX tells. */
export function splitFields(pieces: readonly Piece[], separators: string): Field[] {
  const fields: Field[] = [];
  let text = '';
  let pattern = '';
  let started = false;
  let afterBlank = false;
  const blank = (char: string) => ' \t\n'.includes(char);
  const finish = () => {
    fields.push({ text, pattern: hasMagic(pattern) ? pattern : undefined });
    text = '';
    pattern = '';
    started = false;
  };
  for (const piece of pieces) {
    if (!piece.split) {
      started ||= piece.quoted || piece.text !== '';
      text += piece.text;
      pattern += piece.quoted ? quotePattern(piece.text) : piece.text.replace(/\\/g, '\\\\');
      if (piece.text !== '') afterBlank = false;
    } else
      for (const char of piece.text) {
        if (!separators.includes(char)) {
          text += char;
          pattern += char === '\\' ? '\\\\' : char;
          started = true;
          afterBlank = false;
        } else if (blank(char)) {
          if (started) {
            finish();
            afterBlank = true;
          }
        } else if (!started && afterBlank) afterBlank = false;
        else finish();
      }
    if (piece.breakAfter) {
      if (started) finish();
      afterBlank = false;
    }
  }
  if (started) finish();
  return fields;
}

/** The text of pieces joined, as for an assignment. */
export function joinPieces(pieces: readonly Piece[], between: string): string {
  return pieces.map((piece) => piece.text + (piece.breakAfter ? between : '')).join('');
}

/** The pieces as a pattern, in which quoted text stands for itself. */
export function patternOf(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (piece.quoted ? quotePattern(piece.text) : piece.text) + (piece.breakAfter ? ' ' : ''))
    .join('');
}
