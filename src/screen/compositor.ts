import { sliceRow } from './cells.js';
import { rowParts, type Frame, type Part } from './frame.js';

/** Synchronized output (mode 2026): the terminal shows the frame at once. Without it at least no cursor runs about. */
const begin = '\x1b[?2026h\x1b[?25l\x1b[?7l';
/** Auto-wrap is off while we paint, so that the last cell of the last row never scrolls the screen. */
const end = '\x1b[?7h\x1b[?2026l';

/**
 * The bytes that turn the screen from `previous` into `next`; "" when nothing changed. Without `previous`, or when the
 * size changed, the screen is cleared and painted whole. Pure.
 */
export function compose(previous: Frame | undefined, next: Frame): string {
  const known = previous && sameSize(previous, next) ? previous : undefined;
  let painted = known ? '' : '\x1b[0m\x1b[2J';
  for (let y = 0; y < next.size.rows; y++) {
    painted += paintRow(known && rowParts(known, y), rowParts(next, y), y, next);
  }
  const cursor = cursorBytes(next);
  if (painted !== '') return `${begin}${painted}${cursor}${end}`;
  return known && cursorBytes(known) === cursor ? '' : cursor;
}

function sameSize(a: Frame, b: Frame): boolean {
  return a.size.columns === b.size.columns && a.size.rows === b.size.rows;
}

function cursorBytes({ cursor, size }: Frame): string {
  if (!cursor || cursor.column < 0 || cursor.row < 0) return '\x1b[?25l';
  if (cursor.column >= size.columns || cursor.row >= size.rows) return '\x1b[?25l';
  return `${moveTo(cursor.column, cursor.row)}\x1b[?25h`;
}

function moveTo(column: number, row: number): string {
  return `\x1b[${row + 1};${column + 1}H`;
}

function paintRow(before: Part[] | undefined, parts: Part[], y: number, frame: Frame): string {
  const sameShape =
    before?.length === parts.length &&
    parts.every((part, index) => part.from === before[index]?.from && part.source === before[index].source);
  const changed = parts.filter((part, index) => {
    if (!sameShape) return true;
    const old = before[index];
    return old?.row !== part.row || old.offset !== part.offset;
  });
  if (changed.length === 0) return '';
  // The outer terminal may give characters of the pane another width than our emulator does: mend what they overlap.
  const risky = changed.some((part) => part.source === 'pane' && !isAscii(part.row));
  const pane = changed.filter((part) => part.source === 'pane');
  const chrome = (risky ? parts : changed).filter((part) => part.source === 'chrome');
  return [...pane, ...chrome].map((part) => paintPart(part, y, frame)).join('');
}

function paintPart(part: Part, y: number, { size, pane }: Frame): string {
  const { from, to, row, offset, source } = part;
  const length = to - from;
  const position = moveTo(from, y);
  const isWhole = source === 'pane' && offset === 0 && length === pane?.columns && row !== '';
  if (isWhole) return `${position}${isAscii(row) ? '' : erase(length)}${row}`;
  const { ansi, width } = sliceRow(row, offset, offset + length);
  if (width === length) return position + ansi;
  return `${position}${ansi}${to === size.columns ? '\x1b[K' : ' '.repeat(length - width)}`;
}

/** Blanks so many cells from the cursor on, which stays (ECH). */
function erase(length: number): string {
  return `\x1b[${length}X`;
}

function isAscii(row: string): boolean {
  return !/[^\x00-\x7f]/.test(row);
}
