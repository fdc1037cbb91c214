import { withCommand } from './commands.js';
import { editStep, goNext, goTo } from './moves.js';
import { startLesson } from './start.js';
import type { PlayerEvent, PlayerState } from './state.js';
import { withAnswer, withChoice, withHint, withResults, withSolution } from './work.js';

/**
 * The lesson's next state. Pure: no time, no world; the same object comes back when nothing changes.
 *
 * - A step is solved when each of its checks has passed, and stays so.
 * - Solving does not move on: the debrief stays on screen until `next`. A *new* command typed meanwhile is work on the
 *   following task: that one becomes current, so that the command counts there, while the debrief stays in view until
 *   the learner goes on, or until the new step is solved or has feedback to show. See commands.ts.
 * - `hint` and `solution` are about the current step; when another one is in view, they only bring it into view.
 * - `reset` starts the lesson over, with a world that must be prepared again.
 */
export function reduce(state: PlayerState, event: PlayerEvent): PlayerState {
  switch (event.type) {
    case 'prepared':
      if (state.phase !== 'preparing' && state.phase !== 'failed') return state;
      return { ...state, notice: undefined, phase: state.current < state.steps.length ? 'playing' : 'done' };
    case 'prepare-failed':
      if (state.phase !== 'preparing') return state;
      return { ...state, phase: 'failed', notice: { says: event.says, next: event.next } };
    case 'health':
      return withHealth(state, event);
    case 'command':
      return withCommand(state, event.record);
    case 'checked':
      return withResults(state, event);
    case 'remembered':
      return editStep(state, event.step, (step) =>
        step.status === 'solved' ? step : { ...step, remembered: { ...step.remembered, ...event.values } },
      );
    case 'tick':
      if (state.phase !== 'playing') return state;
      return editStep(state, state.current, (step) =>
        step.status === 'active' ? { ...step, elapsedMs: step.elapsedMs + event.elapsedMs } : step,
      );
    case 'hint':
      return withHint(state);
    case 'solution':
      return withSolution(state);
    case 'answer':
      return withAnswer(state, event.text);
    case 'choose':
      return withChoice(state, event.option);
    case 'next':
      return goNext(state);
    case 'back':
      return goTo(state, state.viewing - 1);
    case 'view':
      return goTo(state, event.step);
    case 'reset':
      return startLesson(state.lesson);
  }
}

function withHealth(state: PlayerState, event: Extract<PlayerEvent, { type: 'health' }>): PlayerState {
  if (event.up) return state.phase === 'waiting' ? { ...state, phase: 'playing', notice: undefined } : state;
  if (state.phase !== 'playing' && state.phase !== 'waiting') return state;
  const says = event.says ?? 'The world of this lesson can not be reached.';
  return { ...state, phase: 'waiting', notice: { says, next: event.next } };
}
