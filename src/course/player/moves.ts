import type { PlayerState, StepState } from './state.js';

/** One step on: through older steps in view, or from a solved step to the following one. */
export function goNext(state: PlayerState): PlayerState {
  if (state.viewing < state.current) return goTo(state, state.viewing + 1);
  if (state.steps[state.current]?.status !== 'solved' || state.phase !== 'playing') return state;
  return followCurrent(advance(state), state.current);
}

/** Makes the step after the current one current; after the last one the lesson is done. Leaves the view alone. */
export function advance(state: PlayerState): PlayerState {
  const current = state.current + 1;
  if (current >= state.steps.length) return { ...state, current, phase: 'done', notice: undefined };
  return editStep({ ...state, current }, current, (step) =>
    step.status === 'ahead' ? { ...step, status: 'active' } : step,
  );
}

/** Brings the current step into view when the view stands at `from`; who looks at older steps is not disturbed. */
export function followCurrent(state: PlayerState, from: number): PlayerState {
  return state.viewing === from ? goTo(state, state.current) : state;
}

/** Puts a step into view; steps ahead of the current one stay hidden. */
export function goTo(state: PlayerState, step: number): PlayerState {
  const viewing = Math.max(0, Math.min(step, state.current, state.steps.length - 1));
  return viewing === state.viewing || !Number.isInteger(step) ? state : { ...state, viewing };
}

/** Changes one step; the same state comes back when the step does. */
export function editStep(
  state: PlayerState,
  index: number,
  edit: (step: StepState) => StepState,
): PlayerState {
  const before = state.steps[index];
  if (!before) return state;
  const step = edit(before);
  return step === before ? state : { ...state, steps: state.steps.with(index, step) };
}
