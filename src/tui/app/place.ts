import { isQuiz, isTask } from '../../course/lesson.js';
import { canGoBack, canGoNext, canHint, type Possible } from '../../course/player/selectors.js';
import type { Step } from '../../course/schema.js';
import type { Place } from '../keys/intents.js';
import type { Moment } from '../keys/moment.js';
import type { AppState } from './state.js';

/** Where keys are pressed now. */
export function placeOf(state: AppState): Place {
  if (state.dialog) return state.dialog.name;
  if (state.screen !== 'lesson') return state.screen;
  const { player, finished } = state.lesson ?? {};
  if (!player || player.phase === 'preparing' || player.phase === 'failed') return 'preparing';
  if (finished) return 'done';
  const step = stepOnScreen(state);
  return step && isQuiz(step) ? 'quiz' : 'lesson';
}

/** The step on screen; undefined while no lesson is. */
export function stepOnScreen(state: AppState): Step | undefined {
  const player = state.lesson?.player;
  return player?.lesson.steps[player.viewing];
}

/** True while the terminal has the keyboard. */
export function isTyping(state: AppState): boolean {
  const place = placeOf(state);
  const inLesson = place === 'lesson' || place === 'quiz';
  return inLesson && state.focus === 'terminal' && !state.search && state.lesson?.terminal === true;
}

const closed: Possible = { can: false, why: 'Open a lesson first.' };

/** What the key table needs to know to say what makes sense now. */
export function momentOf(state: AppState): Moment {
  const player = state.lesson?.player;
  const step = stepOnScreen(state);
  const doctor = state.screen === 'doctor' && state.findings === undefined;
  return {
    preparing: doctor || (state.screen === 'lesson' && (player?.phase ?? 'preparing') === 'preparing'),
    task: step !== undefined && isTask(step),
    solutionSeen: player?.steps[player.viewing]?.solutionSeen ?? false,
    hint: player ? canHint(player) : closed,
    back: player ? canGoBack(player) : closed,
    next: !player ? closed : player.phase === 'done' ? { can: true } : canGoNext(player),
    terminal: state.lesson?.terminal ?? false,
  };
}
