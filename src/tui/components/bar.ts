import type { Line } from '../text/line.js';
import type { Glyphs } from '../theme/glyphs.js';

/** A bar of so many cells, filled to the fraction. */
export function bar(fraction: number, cells: number, glyphs: Glyphs): Line {
  const full = Math.round(Math.max(0, Math.min(1, fraction)) * cells);
  return [
    { text: glyphs.barFull.repeat(full), role: 'barDone' },
    { text: glyphs.barEmpty.repeat(cells - full), role: 'barLeft' },
  ];
}
