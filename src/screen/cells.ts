import stringWidth from 'string-width';
import { graphemes } from './graphemes.js';
import { isNarrow } from './narrow.js';

/**
 * One SGR sequence, another escape sequence or control character (dropped), ASCII text, or other text with
 * the letter before it, which its first mark may belong to.
 */
const pieces =
  /(\x1b\[[\d;:]*m)|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x1f\x7f-\x9f]|([ -~]+(?![^\x00-\x9f]))|([ -~]?[^\x00-\x9f]+)/g;

/** Part of a row, with the width that it really has in cells: less than asked for when the row is short. */
export interface Slice {
  ansi: string;
  width: number;
}

/**
 * The cells `from` (inclusive) to `to` (exclusive) of a row with SGR sequences, in their styles. A wide character that
 * an edge cuts becomes blanks. Everything else that could move the cursor is left out.
 */
export function sliceRow(row: string, from: number, to: number): Slice {
  let ansi = '';
  let column = 0;
  let started = false;
  /** Styles since the last reset: what a slice that begins later must begin with. */
  let style = '';
  const put = (text: string) => {
    if (!started) ansi += style;
    started = true;
    ansi += text;
  };
  const place = (text: string, width: number) => {
    const begin = Math.max(column, from);
    const end = Math.min(column + width, to);
    const whole = begin === column && end === column + width;
    // Text without width belongs to the character before it.
    const shown = width === 0 ? started && column < to : end > begin;
    if (shown) put(whole ? text : ' '.repeat(end - begin));
    column += width;
  };
  for (const [, sgr, ascii, other] of row.matchAll(pieces)) {
    if (column >= to) break;
    if (sgr) {
      style = isReset(sgr) ? '' : style + sgr;
      if (started) ansi += sgr;
    } else if (ascii || (other && isNarrow(other))) {
      const cells = ascii ?? other ?? '';
      const begin = Math.max(from - column, 0);
      const text = cells.slice(begin, Math.max(to - column, 0));
      if (text) put(text);
      column += cells.length;
    } else if (other) {
      for (const { segment } of graphemes(other)) place(segment, stringWidth(segment));
    }
  }
  const width = Math.min(Math.max(column - from, 0), to - from);
  return { ansi: ansi.includes('\x1b') ? `${ansi}\x1b[0m` : ansi, width };
}

function isReset(sgr: string): boolean {
  return sgr === '\x1b[m' || sgr === '\x1b[0m';
}
