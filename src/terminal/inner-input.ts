import type { TerminalView } from './contract.js';
import type { InputToken } from './input.js';

type Modes = ReturnType<TerminalView['modes']>;

/** Cursor keys as a terminal in normal mode sends them; application mode (DECCKM) has O in the place of [. */

const cursorKey = /^\x1b\[([ABCDHF])$/;

/**
 * The bytes that the program in the terminal gets for a token. The outer terminal stays in normal cursor mode and in
 * bracketed paste mode; the program may have asked for something else.
 */
export function innerBytes(token: InputToken, modes: Modes): string {
  if (token.type === 'pass') {
    return modes.applicationCursor ? token.bytes.replace(cursorKey, '\x1bO$1') : token.bytes;
  }
  if (token.type !== 'paste') return '';
  if (token.part === 'text') {
    // A terminal sends Enter for each line end of a paste.
    return modes.bracketedPaste ? token.bytes : token.bytes.replace(/\r?\n/g, '\r');
  }
  return modes.bracketedPaste ? token.bytes : '';
}

/**
 * What the wheel means to the program: nothing while the scroll-back is ours (undefined), a mouse report in SGR coding
 * when it asked for the mouse, three cursor keys in a full-screen program without mouse (less, man).
 * `column` and `row` are cells of the pane, 0 at the top left.
 */
export function wheelBytes(
  wheel: { direction: 'up' | 'down'; column: number; row: number },
  modes: Modes,
): string | undefined {
  const up = wheel.direction === 'up';
  if (modes.mouse) return `\x1b[<${up ? 64 : 65};${wheel.column + 1};${wheel.row + 1}M`;
  if (!modes.alternateScreen) return undefined;
  return `\x1b${modes.applicationCursor ? 'O' : '['}${up ? 'A' : 'B'}`.repeat(3);
}
