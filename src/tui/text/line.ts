import stringWidth from 'string-width';
import { graphemes } from '../../screen/graphemes.js';
import { isNarrow } from '../../screen/narrow.js';
import type { Role } from '../theme/roles.js';

/** A piece of text in one role. The theme decides what a role looks like. */
export interface Span {
  text: string;
  role?: Role;
}

/** One row of the screen before it is painted. */
export type Line = readonly Span[];

const control = /[\u0000-\u001f\u007f-\u009f]/g;

/** Text that can not move the cursor or start an escape sequence: tabs become blanks, other controls vanish. */
export function clean(text: string): string {
  return text.replaceAll('\t', '    ').replaceAll(control, '');
}

/** A span; controls are removed, because lessons and evidence quote what programs printed. */
export function span(text: string, role?: Role): Span {
  return role ? { text: clean(text), role } : { text: clean(text) };
}

/** Cells that text takes. */
export function widthOf(text: string): number {
  return isNarrow(text) ? text.length : stringWidth(text);
}

/** Cells that a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, part) => sum + widthOf(part.text), 0);
}

/** The characters of a line, for tests and search. */
export function plain(line: Line): string {
  return line.map((part) => part.text).join('');
}

/** The first so many cells of text, never half a wide character. */
export function takeCells(text: string, cells: number): string {
  if (isNarrow(text)) return text.slice(0, Math.max(0, cells));
  if (widthOf(text) <= cells) return text;
  let taken = '';
  let used = 0;
  for (const { segment } of graphemes(text)) {
    const width = widthOf(segment);
    if (used + width > cells) break;
    taken += segment;
    used += width;
  }
  return taken;
}

/** A line cut to so many cells; what was cut is shown by the mark. */
export function cut(line: Line, cells: number, mark = '…'): Line {
  if (lineWidth(line) <= cells) return line;
  const kept: Span[] = [];
  let left = Math.max(0, cells - widthOf(mark));
  for (const part of line) {
    const text = takeCells(part.text, left);
    kept.push({ ...part, text });
    left -= widthOf(text);
    if (text !== part.text) break;
  }
  return [...kept, { text: takeCells(mark, cells), role: 'muted' }];
}

/** A line of exactly so many cells: cut, or filled with blanks (in a role, for backgrounds). */
export function fit(line: Line, cells: number, role?: Role): Line {
  const short = cut(line, cells);
  const missing = cells - lineWidth(short);
  if (missing <= 0) return short;
  return [...short, role ? { text: ' '.repeat(missing), role } : { text: ' '.repeat(missing) }];
}

/** A line with one part at the left and one at the right edge; the left part gives way. */
export function spread(left: Line, right: Line, cells: number): Line {
  const rightCells = lineWidth(right);
  if (rightCells + 1 >= cells) return fit(left, cells);
  return [...fit(left, cells - rightCells - 1), { text: ' ' }, ...right];
}

/** A line in the middle of so many cells. */
export function centre(line: Line, cells: number): Line {
  const before = Math.max(0, Math.floor((cells - lineWidth(line)) / 2));
  return fit([{ text: ' '.repeat(before) }, ...line], cells);
}

/** Puts a first prefix before the first line and another one before those that follow. */
export function prefixed(lines: readonly Line[], first: Line, rest: Line = blankOf(first)): Line[] {
  return lines.map((line, index) => [...(index === 0 ? first : rest), ...line]);
}

function blankOf(line: Line): Line {
  return [{ text: ' '.repeat(lineWidth(line)) }];
}
