import { isQuiz, isTask } from '../lesson.js';
import { editStep, followCurrent } from './moves.js';
import type { PlayerEvent, PlayerState, StepState } from './state.js';

/** What the checks say now. Only the current step listens, and only until it is solved. */
export function withResults(
  state: PlayerState,
  event: Extract<PlayerEvent, { type: 'checked' }>,
): PlayerState {
  const lessonStep = state.lesson.steps[state.current];
  const active = state.phase === 'playing' || state.phase === 'waiting';
  if (!active || event.step !== state.current || !lessonStep || !isTask(lessonStep)) return state;
  const before = state.steps[state.current]!;
  if (before.status === 'solved') return state;
  // A check that was not looked at this time keeps its newest result.
  const results = lessonStep.checks.map((_, index) => event.results[index] ?? before.results[index]);
  const solved = results.every((result) => result?.status === 'pass');
  const step: StepState = {
    ...before,
    results,
    status: solved ? 'solved' : 'active',
    feedback: solved ? undefined : event.feedback,
  };
  const next = editStep(state, state.current, () => step);
  return solved || event.feedback ? followCurrent(next, state.current - 1) : next;
}

/** One more hint of the current step. */
export function withHint(state: PlayerState): PlayerState {
  return withHelp(state, (step, hints) =>
    step.hintsShown < hints ? { ...step, hintsShown: step.hintsShown + 1 } : step,
  );
}

/** The solution of the current step: from now on it does not count as solved unaided. */
export function withSolution(state: PlayerState): PlayerState {
  return withHelp(state, (step) => (step.solutionSeen ? step : { ...step, solutionSeen: true }));
}

function withHelp(state: PlayerState, help: (step: StepState, hints: number) => StepState): PlayerState {
  const lessonStep = state.lesson.steps[state.current];
  if (!lessonStep || !isTask(lessonStep) || state.steps[state.current]!.status === 'solved') return state;
  if (state.viewing !== state.current) return { ...state, viewing: state.current };
  return editStep(state, state.current, (step) => help(step, lessonStep.hints.length));
}

/** An answer goes to the first question of the step that has no right answer yet. */
export function withAnswer(state: PlayerState, text: string): PlayerState {
  const lessonStep = state.lesson.steps[state.current];
  if (!lessonStep || !isTask(lessonStep)) return state;
  const { status, results } = state.steps[state.current]!;
  const index = lessonStep.checks.findIndex(
    (check, number) => check.kind === 'answer' && results[number]?.status !== 'pass',
  );
  if (index < 0 || status === 'solved') return state;
  return editStep(state, state.current, (step) => ({ ...step, answers: { ...step.answers, [index]: text } }));
}

/** An option of a quiz, by its index in the lesson. A wrong one can be followed by another. */
export function withChoice(state: PlayerState, option: number): PlayerState {
  const lessonStep = state.lesson.steps[state.current];
  if (state.phase !== 'playing' || !lessonStep || !isQuiz(lessonStep)) return state;
  const chosen = lessonStep.quiz.options[option];
  const before = state.steps[state.current]!;
  if (!chosen || before.status === 'solved' || before.chosen.includes(option)) return state;
  return editStep(state, state.current, (step) => ({
    ...step,
    chosen: [...step.chosen, option],
    status: chosen.correct ? 'solved' : 'active',
  }));
}
