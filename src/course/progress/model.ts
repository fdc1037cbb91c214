import type { SavedRun } from '../player/saved.js';

/** The version that this program writes. A change of the shape gets a new number and a step in migrate.ts. */
export const progressVersion = 1;

/** Everything a learner has done, as the file keeps it. Times are milliseconds since the epoch. */
export interface Progress {
  version: typeof progressVersion;
  /** The lesson played last, for "continue". */
  last?: { lesson: string; at: number };
  /** By lesson id. Lessons that this course does not have are kept. */
  lessons: Record<string, LessonProgress>;
}

/** What is known of one lesson. */
export interface LessonProgress {
  /** How often it was forgotten; what is older than the newest forgetting does not count at all. */
  epoch: number;
  /** How often it was started over; a run of an older generation can not overwrite a newer one. */
  generation: number;
  /** When the lesson was first opened. */
  startedAt: number;
  /** When all its steps were done for the first time. */
  finished?: { at: number; environment: string };
  /** The run that can be resumed, and when it was last saved. */
  run: SavedRun;
  savedAt: number;
  /** Every step ever solved, also in runs before the last start-over. */
  solved: Record<string, SolvedStep>;
}

/** A step that was solved once. */
export interface SolvedStep {
  /** First time. */
  at: number;
  /** In any run, without looking at the solution first. */
  unaided: boolean;
  /** Where it was solved first. */
  environment: string;
}

/** How a lesson stands, for lists: `total` steps of the lesson as it is now. */
export interface LessonStanding {
  state: 'new' | 'begun' | 'done';
  solved: number;
  unaided: number;
  total: number;
}

/** How a lesson of so many steps stands. */
export function lessonStanding(progress: Progress, lesson: string, total: number): LessonStanding {
  const own = Object.hasOwn(progress.lessons, lesson) ? progress.lessons[lesson] : undefined;
  const solved = Object.values(own?.solved ?? {});
  const begun = solved.length > 0 || Object.keys(own?.run.steps ?? {}).length > 0;
  return {
    state: own?.finished ? 'done' : begun ? 'begun' : 'new',
    solved: Math.min(solved.length, total),
    unaided: Math.min(solved.filter((step) => step.unaided).length, total),
    total,
  };
}

/** Progress of someone who has not begun. */
export function emptyProgress(): Progress {
  return { version: progressVersion, lessons: {} };
}
