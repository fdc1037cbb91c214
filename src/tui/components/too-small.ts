import type { Size } from '../../terminal/contract.js';
import { type Line, span } from '../text/line.js';
import { wrap } from '../text/wrap.js';
import type { Glyphs } from '../theme/glyphs.js';
import { inTheMiddle } from './middle.js';

/** Below this there is no room for a lesson and a terminal. */
const smallest: Size = { columns: 60, rows: 16 };

/** What is shown instead of everything when the window is too small; undefined when it is not. */
export function tooSmallView(size: Size, glyphs: Glyphs): Line[] | undefined {
  if (size.columns >= smallest.columns && size.rows >= smallest.rows) return undefined;
  const width = Math.min(44, size.columns);
  const rows: Line[] = [
    [span(`${glyphs.wheel} kube-tutor`, 'title')],
    [],
    ...wrap([span('This window is too small for a lesson.')], width),
    ...wrap(
      [span(`It has ${size.columns}x${size.rows}; make it ${smallest.columns}x${smallest.rows} or larger.`)],
      width,
    ),
    ...wrap([span('Nothing is lost: everything comes back by itself.', 'muted')], width),
  ];
  return inTheMiddle(rows.slice(0, size.rows), { width: size.columns, height: size.rows });
}
