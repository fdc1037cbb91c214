import type { SavedRun } from '../player/saved.js';
import { progressDisk, type Notice } from './disk.js';
import { stateError, stateFolder } from './files.js';
import { mergeLesson, mergeProgress } from './merge.js';
import type { LessonProgress, Progress } from './model.js';

export type { Notice } from './disk.js';

/** The progress of one learner on this machine. Several programs may have it open. */
export interface ProgressStore {
  /** What is known now: this program's work, and what others had saved when this one last did. */
  progress(): Progress;
  /** What was found damaged and repaired, in the order it was found. */
  notices(): readonly Notice[];
  /** The place of one lesson's runs. */
  lesson(id: string): LessonSlot;
  /** Forgets everything about a lesson, or about all of them. */
  forget(id?: string): Promise<void>;
}

/** Where one program keeps the run of one lesson. */
export interface LessonSlot {
  /** The run to go on with; undefined when there is none. */
  saved(): SavedRun | undefined;
  /**
   * Keeps the run (resolves once it is on disk; calls while a write is under way share the next one). Rejects with
   * TutorError `state-unreadable` when it can not be kept; the next save tries again with everything.
   */
  save(run: SavedRun, environment: string): Promise<void>;
  /** The lesson begins anew. Steps that were solved stay known as solved once. */
  startOver(): Promise<void>;
}

/** Opens the store. Throws TutorError `state-unreadable`, also for a file of a newer version, which is left alone. */
export async function openProgress(options: {
  dir?: string;
  clock: { now(): number };
}): Promise<ProgressStore> {
  const dir = options.dir ?? stateFolder();
  const { clock } = options;
  const notices: Notice[] = [];
  const disk = progressDisk(
    dir,
    () => clock.now(),
    (notice) => notices.push(notice),
  );
  let known = await disk.read().catch((error: unknown) => {
    throw stateError(dir, error);
  });
  let unsaved = false;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    while (unsaved) {
      unsaved = false;
      try {
        known = mergeProgress(await disk.write(known), known);
      } catch (error) {
        unsaved = true;
        throw stateError(dir, error);
      }
    }
  }

  function update(change: (progress: Progress) => Progress): Promise<void> {
    known = change(known);
    unsaved = true;
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  const editLesson = (id: string, edit: (lesson: LessonProgress) => LessonProgress) =>
    update((progress) => ({
      ...progress,
      last: { lesson: id, at: clock.now() },
      lessons: { ...progress.lessons, [id]: edit(lessonOf(progress, id, clock.now())) },
    }));

  return {
    progress: () => known,
    notices: () => notices,
    lesson(id) {
      const begun = lessonOf(known, id, 0);
      let { generation } = begun;
      const { epoch } = begun;
      return {
        saved() {
          const { run } = lessonOf(known, id, 0);
          return Object.keys(run.steps).length > 0 ? run : undefined;
        },
        save: (run, environment) =>
          editLesson(id, (lesson) =>
            withRun(lesson, { run, environment, generation, epoch, now: clock.now() }),
          ),
        startOver: () =>
          editLesson(id, (lesson) => {
            generation = lesson.generation + 1;
            return { ...lesson, generation, run: { steps: {} }, savedAt: clock.now() };
          }),
      };
    },
    forget: (id) =>
      update((progress) => {
        const ids = id === undefined ? Object.keys(progress.lessons) : [id];
        const forgotten = ids.map((each) => {
          const { epoch } = lessonOf(progress, each, 0);
          return [each, { ...newLesson(clock.now()), epoch: epoch + 1 }] as const;
        });
        return { ...progress, lessons: { ...progress.lessons, ...Object.fromEntries(forgotten) } };
      }),
  };
}

interface RunToKeep {
  run: SavedRun;
  environment: string;
  generation: number;
  epoch: number;
  now: number;
}

/** A lesson with a newer state of one of its runs. A run that was started over elsewhere only adds what it solved. */
function withRun(
  lesson: LessonProgress,
  { run, environment, generation, epoch, now }: RunToKeep,
): LessonProgress {
  if (lesson.epoch > epoch) return lesson;
  const solved = Object.entries(run.steps)
    .filter(([, step]) => step.solved)
    .map(([id, step]) => {
      const unaided = !step.solutionSeen && step.chosen.length <= 1;
      return [id, { at: now, unaided, environment }] as const;
    });
  // Later than what it follows, also when the clock stands still or was set back.
  const savedAt = Math.max(now, lesson.savedAt + 1);
  const steps = Object.entries(run.steps).map(([id, step]) => {
    return [id, step.work ? { ...step, work: { ...step.work, savedAt } } : step] as const;
  });
  const ended = run.at === undefined && solved.length > 0;
  const own: LessonProgress = {
    epoch,
    generation,
    startedAt: lesson.startedAt,
    ...(ended && { finished: { at: now, environment } }),
    run: { at: run.at, steps: Object.fromEntries(steps) },
    savedAt,
    solved: Object.fromEntries(solved),
  };
  return mergeLesson(lesson, own);
}

function lessonOf(progress: Progress, id: string, now: number): LessonProgress {
  return Object.hasOwn(progress.lessons, id) ? progress.lessons[id]! : newLesson(now);
}

function newLesson(now: number): LessonProgress {
  return { epoch: 0, generation: 0, startedAt: now, run: { steps: {} }, savedAt: 0, solved: {} };
}
