import { isQuiz, isTask } from '../lesson.js';
import type { QuizStep, Step } from '../schema.js';
import { shuffledIndexes } from './shuffle.js';
import type { PlayerState, StepState } from './state.js';

/** A step with what the learner did in it. */
export interface StepView {
  index: number;
  step: Step;
  state: StepState;
}

/** The step on screen. */
export function viewedStep(state: PlayerState): StepView {
  return stepAt(state, state.viewing)!;
}

/** The step being worked on; undefined when the lesson is done. */
export function currentStep(state: PlayerState): StepView | undefined {
  return stepAt(state, state.current);
}

function stepAt(state: PlayerState, index: number): StepView | undefined {
  const step = state.lesson.steps[index];
  const own = state.steps[index];
  return step && own && { index, step, state: own };
}

/** Whether something can be done now; if not, why, in one sentence. */
export type Possible = { can: true } | { can: false; why: string };

const yes: Possible = { can: true };
const no = (why: string): Possible => ({ can: false, why });

/** Whether `next` does something. */
export function canGoNext(state: PlayerState): Possible {
  if (state.phase === 'done') return no('The lesson is done.');
  if (state.viewing < state.current) return yes;
  if (state.phase === 'preparing') return no('The lesson is being prepared.');
  if (state.phase !== 'playing') return no(state.notice?.says ?? 'The lesson can not go on now.');
  const { step, state: own } = viewedStep(state);
  if (own.status === 'solved') return yes;
  if (isQuiz(step))
    return no(own.chosen.length > 0 ? 'Choose again: that was not it.' : 'Choose an answer first.');
  const passed = own.results.filter((result) => result?.status === 'pass').length;
  const total = isTask(step) ? step.checks.length : 0;
  return no(
    total === 1
      ? 'The task is not done yet.'
      : `The task is not done yet: ${passed} of ${total} checks pass.`,
  );
}

/** Whether `back` does something. */
export function canGoBack(state: PlayerState): Possible {
  return state.viewing > 0 ? yes : no('This is the first step.');
}

/** Whether `hint` unfolds a hint of the current step (or brings that step into view first). */
export function canHint(state: PlayerState): Possible {
  const current = currentStep(state);
  if (!current || !isTask(current.step))
    return no(current ? 'A question has no hints.' : 'The lesson is done.');
  if (current.state.status === 'solved') return no('The step is solved.');
  return current.state.hintsShown < current.step.hints.length
    ? yes
    : no('There are no more hints; the solution is next.');
}

/** Whether the solution of a task may be shown: it was asked for, or the step is solved anyway. */
export function solutionVisible({ step, state }: StepView): boolean {
  return isTask(step) && (state.solutionSeen || state.status === 'solved');
}

/** Hints of a task to show: those unfolded, all of them once it is solved. */
export function visibleHints({ step, state }: StepView): string[] {
  if (!isTask(step)) return [];
  return state.status === 'solved' ? step.hints : step.hints.slice(0, state.hintsShown);
}

/** An option of a quiz as it stands on screen. */
export interface OptionView {
  /** Index in the lesson: what a `choose` event names. */
  option: number;
  text: string;
  chosen: boolean;
  /** Shown once the option was chosen, for all options once the right one was. */
  explain?: string;
  /** Known once the explanation is shown. */
  correct?: boolean;
}

/** The options of a quiz in the order that the seed gives; the same seed always gives the same order. */
export function quizOptions(quiz: QuizStep['quiz'], state: StepState, seed: string): OptionView[] {
  return shuffledIndexes(quiz.options.length, `${seed}/${state.id}`).map((index) => {
    const { text, explain, correct } = quiz.options[index]!;
    const chosen = state.chosen.includes(index);
    const explained = chosen || state.status === 'solved';
    return { option: index, text, chosen, ...(explained && { explain, correct }) };
  });
}

/** Whether a step was solved without the solution; for a quiz, at the first choice. Hints are fine. */
function solvedUnaided({ state }: Pick<StepView, 'state'>): boolean {
  return state.status === 'solved' && !state.solutionSeen && state.chosen.length <= 1;
}

/** How a lesson went so far. */
export interface LessonSummary {
  steps: number;
  solved: number;
  unaided: number;
  hintsUsed: number;
  solutionsSeen: number;
  /** Milliseconds that steps were being worked on; reading a debrief is not counted. */
  elapsedMs: number;
}

/** Adds up how a lesson went. */
export function lessonSummary(state: Pick<PlayerState, 'steps'>): LessonSummary {
  const count = (test: (step: StepState) => boolean) => state.steps.filter(test).length;
  const sum = (of: (step: StepState) => number) => state.steps.reduce((total, step) => total + of(step), 0);
  return {
    steps: state.steps.length,
    solved: count((step) => step.status === 'solved'),
    unaided: count((step) => solvedUnaided({ state: step })),
    hintsUsed: sum((step) => step.hintsShown),
    solutionsSeen: count((step) => step.solutionSeen),
    elapsedMs: sum((step) => step.elapsedMs),
  };
}
