import { isQuiz } from '../../../course/lesson.js';
import type { PlayerState } from '../../../course/player/state.js';
import { type Line, span, spread } from '../../text/line.js';
import type { Glyphs } from '../../theme/glyphs.js';

/** The steps of the lesson, one a row, with the pointer at one of them. */
export function mapRows(player: PlayerState, selected: number, cells: number, glyphs: Glyphs): Line[] {
  return player.lesson.steps.map((step, index) => {
    const state = player.steps[index];
    const solved = state?.status === 'solved';
    const here = index === selected;
    const mark = solved
      ? span(glyphs.done, 'ok')
      : index === player.current
        ? span(glyphs.current, 'accent')
        : span(glyphs.open, 'muted');
    const note = state?.solutionSeen
      ? 'with help'
      : isQuiz(step)
        ? 'question'
        : index === player.viewing
          ? 'on screen'
          : '';
    const line = spread(
      [
        span(here ? `${glyphs.pointer} ` : '  '),
        mark,
        span(` ${String(index + 1).padStart(2)}  `, 'muted'),
        span(step.title),
      ],
      [span(`${note} `, 'muted')],
      cells,
    );
    return here ? line.map((part) => ({ ...part, role: 'selected' as const })) : line;
  });
}
