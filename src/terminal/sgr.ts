import type { IBufferCell } from '@xterm/headless';

/** How many colours the outer terminal shows. `none` keeps bold, inverse and the like: they carry meaning too. */
export type ColorDepth = 'none' | '16' | '256' | 'truecolor';

/** The attributes of a cell as an SGR parameter string, "" for plain. */
export function sgrOf(cell: IBufferCell, depth: ColorDepth, inverted: boolean): string {
  const params: (number | string)[] = [];
  if (cell.isBold()) params.push(1);
  if (cell.isDim()) params.push(2);
  if (cell.isItalic()) params.push(3);
  if (cell.isUnderline()) params.push(4);
  if (cell.isBlink()) params.push(5);
  if (Boolean(cell.isInverse()) !== inverted) params.push(7);
  if (cell.isInvisible()) params.push(8);
  if (cell.isStrikethrough()) params.push(9);
  if (cell.isOverline()) params.push(53);
  if (depth !== 'none') {
    if (!cell.isFgDefault()) params.push(color(cell.getFgColor(), cell.isFgRGB(), 38, depth));
    if (!cell.isBgDefault()) params.push(color(cell.getBgColor(), cell.isBgRGB(), 48, depth));
  }
  return params.join(';');
}

/** `base` is 38 for the foreground, 48 for the background. */
function color(value: number, isRgb: boolean, base: 38 | 48, depth: ColorDepth): string {
  if (isRgb && depth === 'truecolor') {
    return `${base};2;${value >> 16};${(value >> 8) & 255};${value & 255}`;
  }
  const index = isRgb ? nearest256(value) : value;
  const shown = depth === '16' && index > 15 ? nearest16(rgb256(index)) : index;
  if (shown < 8) return String(base - 8 + shown);
  return shown < 16 ? String(base + 52 + shown - 8) : `${base};5;${shown}`;
}

/** xterm's default colours for the first sixteen. */
const first16 = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000,
  0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];
const cubeSteps = [0, 95, 135, 175, 215, 255];

/** The colour of an index of the 256-colour palette: 16 named, a cube of 6x6x6, 24 greys. */
function rgb256(index: number): number {
  if (index < 16) return first16[index] ?? 0;
  if (index >= 232) return (8 + (index - 232) * 10) * 0x010101;
  const cube = index - 16;
  const step = (at: number) => cubeSteps[at % 6] ?? 0;
  return (step(Math.floor(cube / 36)) << 16) | (step(Math.floor(cube / 6)) << 8) | step(cube);
}

const nearest256 = memo((rgb) => nearest(rgb, 16, 256));
const nearest16 = memo((rgb) => nearest(rgb, 0, 16));

function nearest(rgb: number, from: number, to: number): number {
  let best = from;
  for (let index = from; index < to; index++) {
    if (distance(rgb, rgb256(index)) < distance(rgb, rgb256(best))) best = index;
  }
  return best;
}

function distance(a: number, b: number): number {
  const part = (shift: number) => (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2;
  return part(16) + part(8) + part(0);
}

/** Remembers answers; forgets them all before a program with millions of colours fills the memory. */
function memo(find: (rgb: number) => number): (rgb: number) => number {
  const known = new Map<number, number>();
  return (rgb) => {
    const seen = known.get(rgb);
    if (seen !== undefined) return seen;
    if (known.size > 4096) known.clear();
    const found = find(rgb);
    known.set(rgb, found);
    return found;
  };
}
