import { type Line, prefixed, span } from '../text/line.js';
import type { Glyphs } from '../theme/glyphs.js';
import type { Role } from '../theme/roles.js';

/** Rows with a coloured edge at the left and a title: what the eye should find first. */
export function card(title: Line, rows: readonly Line[], glyphs: Glyphs, role: Role): Line[] {
  const edge: Line = [span(`${glyphs.edge} `, role)];
  return prefixed([title, ...rows], edge, edge);
}

/** Cells that the edge of a card takes. */
export const cardEdge = 2;
