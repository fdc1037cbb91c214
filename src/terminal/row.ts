import type { IBufferCell, IBufferLine } from '@xterm/headless';
import { sgrOf, type ColorDepth } from './sgr.js';

/** Columns of a row that are shown inverted: a match of a search. `to` is exclusive. */
export interface Highlight {
  from: number;
  to: number;
}

/**
 * A line of the emulator as text with SGR sequences, exactly `columns` cells wide, ending in a reset. Cells that hold
 * the second half of a wide character are skipped; a wide character that would not fit any more becomes a blank.
 */
export function rowToAnsi(
  line: IBufferLine | undefined,
  columns: number,
  options: { depth: ColorDepth; highlight?: Highlight; scratch: IBufferCell },
): string {
  const { depth, highlight, scratch } = options;
  let text = '';
  let style = '';
  let column = 0;
  while (column < columns) {
    const cell = line?.getCell(column, scratch);
    if (!cell) {
      text += (style === '' ? '' : '\x1b[0m') + ' '.repeat(columns - column);
      style = '';
      break;
    }
    const inverted = highlight !== undefined && column >= highlight.from && column < highlight.to;
    const next = sgrOf(cell, depth, inverted);
    if (next !== style) text += next === '' ? '\x1b[0m' : `\x1b[${style === '' ? '' : '0;'}${next}m`;
    style = next;
    const width = cell.getWidth();
    const fits = width > 0 && column + width <= columns;
    text += fits ? visible(cell.getChars(), width) : ' ';
    column += fits ? width : 1;
  }
  return `${text}\x1b[0m`;
}

/** Marks and format characters with nothing to stand on: xterm gives them a cell, other terminals none. */
const invisible = /^[\p{Mark}\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u;

function visible(chars: string, width: number): string {
  const first = chars.charCodeAt(0);
  if (first > 0x20 && first < 0x7f) return chars;
  return invisible.test(chars) ? ' '.repeat(width) : chars;
}
