import { type Line, span } from '../text/line.js';
import type { Glyphs } from '../theme/glyphs.js';

/** The part of a long list that keeps one row in sight, with a mark where there is more. */
export function windowOf(lines: readonly Line[], rows: number, keep: number, glyphs: Glyphs): Line[] {
  if (lines.length <= rows) return [...lines];
  const first = Math.max(0, Math.min(keep - Math.floor(rows / 2), lines.length - rows));
  const shown = lines.slice(first, first + rows);
  if (first > 0) shown[0] = [span(`  ${glyphs.up} ${first + 1} more`, 'muted')];
  const after = lines.length - first - rows;
  if (after > 0) shown[rows - 1] = [span(`  ${glyphs.down} ${after + 1} more`, 'muted')];
  return shown;
}
