import type { SavedRun, SavedStep } from '../player/saved.js';
import type { LessonProgress, Progress, SolvedStep } from './model.js';

/**
 * What two programs know together. The order of merging does not matter and merging twice changes nothing, so that
 * whoever writes last loses nothing that the other has solved.
 */
export function mergeProgress(a: Progress, b: Progress): Progress {
  return {
    version: a.version,
    last: later(a.last, b.last, (last) => last.at),
    lessons: mergeRecords(a.lessons, b.lessons, mergeLesson),
  };
}

/** What two programs know of one lesson. */
export function mergeLesson(a: LessonProgress, b: LessonProgress): LessonProgress {
  if (a.epoch !== b.epoch) return a.epoch > b.epoch ? a : b;
  const both = {
    epoch: a.epoch,
    startedAt: Math.min(a.startedAt, b.startedAt),
    finished: later(a.finished, b.finished, (finished) => -finished.at),
    solved: mergeRecords(a.solved, b.solved, mergeSolved),
  };
  if (a.generation !== b.generation) {
    const newer = a.generation > b.generation ? a : b;
    return { ...both, generation: newer.generation, run: newer.run, savedAt: newer.savedAt };
  }
  return {
    ...both,
    generation: a.generation,
    run: mergeRun(a, b),
    savedAt: Math.max(a.savedAt, b.savedAt),
  };
}

function mergeSolved(a: SolvedStep, b: SolvedStep): SolvedStep {
  // Unaided is left out of the comparison: it is joined, so it must not decide.
  const unaided = a.unaided || b.unaided;
  return later({ ...a, unaided }, { ...b, unaided }, (step) => -step.at)!;
}

function mergeRun(a: LessonProgress, b: LessonProgress): SavedRun {
  const places = [a, b].map(({ savedAt, run }) => ({ savedAt, at: run.at }));
  const newest = later(places[0], places[1], (place) => place.savedAt);
  return { at: newest?.at, steps: mergeRecords(a.run.steps, b.run.steps, mergeStep) };
}

function mergeStep(a: SavedStep, b: SavedStep): SavedStep {
  const solved = a.solved || b.solved;
  const merged = {
    solved,
    hintsShown: Math.max(a.hintsShown, b.hintsShown),
    solutionSeen: a.solutionSeen || b.solutionSeen,
    chosen: later(a.chosen, b.chosen, (chosen) => chosen.length)!,
    elapsedMs: Math.max(a.elapsedMs, b.elapsedMs),
  };
  if (solved) return merged;
  // The work of two shells can not be joined: the newer one counts.
  const work = later(a.work, b.work, (own) => own.savedAt ?? 0);
  return work ? { ...merged, work } : merged;
}

/** The one that ranks higher; equal ranks are settled by content, so that both orders give the same. */
function later<T>(a: T | undefined, b: T | undefined, rank: (value: T) => number): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const difference = rank(a) - rank(b);
  if (difference !== 0) return difference > 0 ? a : b;
  return canonical(a) >= canonical(b) ? a : b;
}

function mergeRecords<T>(
  a: Record<string, T>,
  b: Record<string, T>,
  merge: (a: T, b: T) => T,
): Record<string, T> {
  const merged = { ...a };
  for (const [key, value] of Object.entries(b)) {
    merged[key] = Object.hasOwn(merged, key) ? merge(merged[key]!, value) : value;
  }
  return merged;
}

/** JSON with sorted keys: the same text for the same content. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
