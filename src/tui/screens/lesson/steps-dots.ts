import type { PlayerState } from '../../../course/player/state.js';
import { type Line, span } from '../../text/line.js';
import type { Glyphs } from '../../theme/glyphs.js';

/** A dot for each step: solved, the one on screen, the ones ahead. */
export function stepDots(player: PlayerState, glyphs: Glyphs): Line {
  return player.steps.flatMap((step, index): Line => {
    const here = index === player.viewing;
    const solved = step.status === 'solved';
    const sign = here ? glyphs.current : solved ? glyphs.done : glyphs.open;
    const role = here ? 'accent' : solved ? 'ok' : 'muted';
    return [...(index > 0 ? [span(' ')] : []), span(sign, role)];
  });
}
