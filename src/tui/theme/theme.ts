import { type Colour, type Palette, dark, light } from './palette.js';
import { type Role, roles } from './roles.js';
import { type Glyphs, glyphsFor } from './glyphs.js';
import type { Line } from '../text/line.js';

/** What the terminal can show. `none`: NO_COLOR, only bold, underline and inverse are left. */
export interface Look {
  colours: 'none' | 'basic' | '256' | 'true';
  background: 'dark' | 'light';
  glyphs: 'unicode' | 'ascii';
}

/** A look made ready: what each role is painted with, and the signs to draw with. */
export interface Theme {
  look: Look;
  glyphs: Glyphs;
  /** SGR parameters of each role, one attribute an entry. */
  styles: ReadonlyMap<Role, readonly string[]>;
}

/** Makes the theme of a look. */
export function createTheme(look: Look): Theme {
  const palette = look.background === 'dark' ? dark : light;
  const styles = new Map(roles.map((role) => [role, styleOf(role, palette, look)]));
  return { look, glyphs: glyphsFor(look.glyphs), styles };
}

function styleOf(role: Role, palette: Palette, look: Look): string[] {
  const fore = (colour: Colour) => foreground(colour, look);
  const ground = (hex: string) =>
    look.colours === 'true' || look.colours === '256' ? [background(hex, look)] : [];
  const inverseWithout = ground(palette.chosenGround).length === 0 ? ['7'] : [];
  switch (role) {
    case 'strong':
      return ['1'];
    case 'emphasis':
      return ['3'];
    case 'muted':
    case 'keyOff':
      return fore(palette.muted);
    case 'title':
      return ['1', ...fore(palette.accent)];
    case 'accent':
      return fore(palette.accent);
    case 'code':
      return fore(palette.code);
    case 'codeBlock':
      return [...fore(palette.code), ...ground(palette.codeGround)];
    case 'link':
      return ['4', ...fore(palette.accent)];
    case 'ok':
      return fore(palette.ok);
    case 'bad':
      return fore(palette.bad);
    case 'warn':
      return fore(palette.warn);
    case 'key':
      return ['1', ...fore(palette.accent)];
    case 'selected':
      return ['1', ...inverseWithout, ...ground(palette.chosenGround)];
    case 'border':
    case 'barLeft':
      return fore(palette.line);
    case 'borderFocus':
      return fore(palette.accent);
    case 'borderOk':
    case 'barDone':
      return fore(palette.ok);
    case 'borderWarn':
      return fore(palette.warn);
    case 'bar':
      return [...fore(palette.muted), ...ground(palette.barGround)];
    case 'barKey':
      return ['1', ...fore(palette.accent), ...ground(palette.barGround)];
  }
}

function foreground(colour: Colour, look: Look): string[] {
  switch (look.colours) {
    case 'none':
      return [];
    case 'basic':
      return [String(colour.basic)];
    case '256':
      return [`38;5;${nearest256(colour.hex)}`];
    case 'true':
      return [`38;2;${rgb(colour.hex).join(';')}`];
  }
}

function background(hex: string, look: Look): string {
  return look.colours === 'true' ? `48;2;${rgb(hex).join(';')}` : `48;5;${nearest256(hex)}`;
}

function rgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The colour of the 6x6x6 cube or of the grey ramp of xterm's 256 colours that is nearest. */
export function nearest256(hex: string): number {
  const wanted = rgb(hex);
  const steps = [0, 95, 135, 175, 215, 255];
  let best = { index: 16, distance: Infinity };
  for (let index = 16; index < 256; index++) {
    const cube = index - 16;
    const grey = 8 + (index - 232) * 10;
    const colour =
      index < 232
        ? [steps[Math.floor(cube / 36)]!, steps[Math.floor(cube / 6) % 6]!, steps[cube % 6]!]
        : [grey, grey, grey];
    const distance = colour.reduce((sum, value, i) => sum + (value - wanted[i]!) ** 2, 0);
    if (distance < best.distance) best = { index, distance };
  }
  return best.index;
}

/** A line as text with escape sequences. Each attribute is a sequence of its own: Ink's tokenizer wants it so. */
export function paint(line: Line, theme: Theme): string {
  return line
    .map(({ text, role }) => {
      const style = (role && theme.styles.get(role)) ?? [];
      if (style.length === 0 || text === '') return text;
      return `${style.map((code) => `\u001b[${code}m`).join('')}${text}\u001b[0m`;
    })
    .join('');
}
