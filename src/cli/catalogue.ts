import { loadCourse, type Course, type LessonEntry } from '../course/load.js';
import { lessonStanding, type LessonStanding, type Progress } from '../course/progress/model.js';
import { openProgress, type ProgressStore } from '../course/progress/store.js';
import { TutorError } from '../errors.js';
import type { GlobalOptions } from './options.js';
import { builtInLessons } from './package-root.js';

/** The course and what the learner has done of it. */
export interface Catalogue {
  course: Course;
  progress: ProgressStore;
}

/** Loads the lessons that come with kube-tutor, those of `--lessons`, and the learner's progress. */
export async function openCatalogue(globals: Pick<GlobalOptions, 'lessons'>): Promise<Catalogue> {
  const [course, progress] = await Promise.all([
    loadCourse([builtInLessons, ...globals.lessons]),
    openProgress({ clock: { now: () => Date.now() } }),
  ]);
  return { course, progress };
}

/** A lesson with how it stands. */
export interface Listed {
  entry: LessonEntry;
  standing: LessonStanding;
}

/** The lessons of each track that a filter leaves: a track's id, or text in id, title or goal. */
export function listed(
  course: Course,
  progress: Progress,
  filter = '',
): { id: string; title: string; lessons: Listed[] }[] {
  const wanted = filter.toLowerCase();
  return course.tracks
    .map(({ id, title, lessons }) => ({
      id,
      title,
      lessons: lessons
        .filter(
          (entry) =>
            id === wanted || `${entry.id} ${entry.title} ${entry.goal}`.toLowerCase().includes(wanted),
        )
        .map((entry) => ({ entry, standing: lessonStanding(progress, entry.id, entry.steps) })),
    }))
    .filter(({ lessons }) => lessons.length > 0);
}

/** Entries of the lessons and tracks of these names; all lessons for no names. Throws TutorError lesson-not-found. */
export function chosenLessons(course: Course, names: readonly string[]): LessonEntry[] {
  const all = course.tracks.flatMap((track) => track.lessons);
  if (names.length === 0) return all;
  return names.flatMap((name) => {
    const found = all.filter(({ id, track }) => id === name.toUpperCase() || track === name.toLowerCase());
    if (found.length > 0) return found;
    throw new TutorError('lesson-not-found', `There is no lesson or track "${name}".`, {
      next: '`kube-tutor list` shows all lessons.',
    });
  });
}
