import { type Line, lineWidth } from '../text/line.js';

/** Rows in the middle of a screen: exactly `height` of them. */
export function inTheMiddle(rows: readonly Line[], size: { width: number; height: number }): Line[] {
  const widest = Math.max(0, ...rows.map(lineWidth));
  const left = ' '.repeat(Math.max(0, Math.floor((size.width - widest) / 2)));
  const top = Math.max(0, Math.floor((size.height - rows.length) / 2));
  return Array.from({ length: size.height }, (_, index): Line => {
    const row = rows[index - top];
    return row ? [{ text: left }, ...row] : [];
  });
}
