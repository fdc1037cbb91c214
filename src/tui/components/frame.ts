import { type Line, cut, fit, lineWidth } from '../text/line.js';
import type { Glyphs } from '../theme/glyphs.js';
import type { Role } from '../theme/roles.js';

/** What stands in the edges of a frame. */
export interface FrameLabels {
  title: Line;
  right?: Line;
  /** In the lower edge, at the right. */
  footer?: Line;
}

/** Puts rows into a frame of so many cells and rows; rows are cut or filled, with a blank at each side. */
export function framed(
  rows: readonly Line[],
  size: { width: number; height: number },
  labels: FrameLabels,
  glyphs: Glyphs,
  role: Role = 'border',
): Line[] {
  const inner = size.width - 4;
  const side: Line = [{ text: glyphs.box.down, role }];
  const body = Array.from({ length: Math.max(0, size.height - 2) }, (_, index): Line => [
    ...side,
    { text: ' ' },
    ...fit(rows[index] ?? [], inner),
    { text: ' ' },
    ...side,
  ]);
  return [
    topEdge(size.width, labels, glyphs, role),
    ...body,
    bottomEdge(size.width, labels.footer, glyphs, role),
  ];
}

/** The upper edge of a frame with its title: "╭─ Title ───── 3 of 6 ─╮". */
export function topEdge(width: number, labels: FrameLabels, glyphs: Glyphs, role: Role): Line {
  const { topLeft, topRight } = glyphs.box;
  return edge(width, [topLeft, topRight], labels.title, labels.right ?? [], glyphs, role);
}

/** The lower edge of a frame. */
export function bottomEdge(width: number, footer: Line | undefined, glyphs: Glyphs, role: Role): Line {
  const { bottomLeft, bottomRight } = glyphs.box;
  return edge(width, [bottomLeft, bottomRight], [], footer ?? [], glyphs, role);
}

/** A line across the whole width with a title, for layouts without room for frames. */
export function rule(width: number, labels: FrameLabels, glyphs: Glyphs, role: Role): Line {
  return edge(width, [glyphs.box.across, glyphs.box.across], labels.title, labels.right ?? [], glyphs, role);
}

function edge(
  width: number,
  corners: readonly [string, string],
  left: Line,
  right: Line,
  glyphs: Glyphs,
  role: Role,
): Line {
  const room = Math.max(0, width - 4);
  const rightPart = lineWidth(right) === 0 || lineWidth(right) + 4 > room ? [] : spaced(right);
  const leftPart =
    lineWidth(left) === 0 ? [] : spaced(cut(left, Math.max(1, room - lineWidth(rightPart) - 2)));
  const across = Math.max(0, room - lineWidth(leftPart) - lineWidth(rightPart));
  return [
    { text: corners[0] + glyphs.box.across, role },
    ...leftPart,
    { text: glyphs.box.across.repeat(across), role },
    ...rightPart,
    { text: glyphs.box.across + corners[1], role },
  ];
}

function spaced(line: Line): Line {
  return [{ text: ' ' }, ...line, { text: ' ' }];
}
