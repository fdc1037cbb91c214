import type { Lesson } from '../lesson.js';
import type { SavedRun, SavedStep } from './saved.js';
import type { PlayerState, StepState } from './state.js';

/**
 * A lesson at its start, or where it was left. It is `preparing` until the environment says otherwise. A lesson whose
 * steps changed since goes on at the first step that is not solved.
 */
export function startLesson(lesson: Lesson, saved?: SavedRun): PlayerState {
  const steps = lesson.steps.map(({ id }) => {
    const kept = saved && Object.hasOwn(saved.steps, id) ? saved.steps[id] : undefined;
    return kept ? restoredStep(id, kept) : freshStep(id);
  });
  const current = startingPoint(lesson, steps, saved);
  const active = steps[current];
  if (active?.status === 'ahead') steps[current] = { ...active, status: 'active' };
  return {
    lesson,
    phase: 'preparing',
    current,
    viewing: Math.min(current, steps.length - 1),
    steps,
  };
}

/** A step that nothing happened in. */
function freshStep(id: string): StepState {
  return {
    id,
    status: 'ahead',
    hintsShown: 0,
    solutionSeen: false,
    results: [],
    commands: [],
    answers: {},
    remembered: {},
    chosen: [],
    elapsedMs: 0,
  };
}

function restoredStep(id: string, { solved, work, ...kept }: SavedStep): StepState {
  // A command that was running when the program ended will never report its end.
  const commands = work?.commands.filter((command) => command.finishedAt !== undefined);
  return {
    ...freshStep(id),
    ...kept,
    status: solved ? 'solved' : 'ahead',
    ...(work && { answers: work.answers, remembered: work.remembered, commands }),
  };
}

/** Where it was left, but never beyond a step that is not solved. */
function startingPoint(lesson: Lesson, steps: readonly StepState[], saved: SavedRun | undefined): number {
  const unsolved = steps.findIndex((step) => step.status !== 'solved');
  const first = unsolved < 0 ? steps.length : unsolved;
  if (saved?.at === undefined) return first;
  const left = lesson.steps.findIndex((step) => step.id === saved.at);
  return left < 0 ? first : Math.min(left, first);
}
