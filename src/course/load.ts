import { TutorError } from '../errors.js';
import { findLessons, type Found, type LessonEntry } from './find.js';
import type { Lesson } from './lesson.js';
import type { LessonProblem } from './problems.js';
import type { Track } from './schema.js';

export type { LessonEntry } from './find.js';

/** A track with its lessons in order. */
export interface CourseTrack extends Track {
  lessons: LessonEntry[];
}

/** All lessons, as far as a list needs them: no lesson is parsed until it is opened. */
export interface Course {
  /** In the order they are meant to be learned. */
  tracks: CourseTrack[];
  /** Files that can not be listed at all. A lesson that is listed can still turn out wrong when it is opened. */
  problems: LessonProblem[];
}

/** Lessons in a folder without track.yaml belong here. */
const ownTrack: Track = {
  id: 'own',
  title: 'Your own lessons',
  summary: 'Lessons from a folder of yours.',
  after: [],
};

/**
 * Lists the lessons of some folders. Each may hold a course, a track, some lessons, or be one lesson. Later folders add
 * to earlier ones, and replace lessons (by id) and tracks. Never throws for what is in the folders: see `problems`.
 */
export async function loadCourse(dirs: readonly string[]): Promise<Course> {
  const tracks = new Map<string, Track>();
  const lessons = new Map<string, LessonEntry>();
  const problems: LessonProblem[] = [];
  for (const found of await Promise.all(dirs.map(findLessons))) {
    for (const track of found.tracks) tracks.set(track.id, track);
    problems.push(...found.problems, ...duplicateIds(found));
    for (const lesson of found.lessons) {
      lessons.set(lesson.id, {
        ...lesson,
        track: lesson.track ?? lessons.get(lesson.id)?.track ?? ownTrack.id,
      });
    }
  }
  const sorted = [...lessons.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { track } of sorted) {
    if (!tracks.has(track)) tracks.set(track, { ...ownTrack, id: track });
  }
  return {
    tracks: inOrder([...tracks.values()]).map((track) => ({
      ...track,
      lessons: sorted.filter((lesson) => lesson.track === track.id),
    })),
    problems,
  };
}

function duplicateIds({ lessons }: Found): LessonProblem[] {
  return lessons.flatMap((lesson, index) => {
    const first = lessons.findIndex((other) => other.id === lesson.id);
    if (first === index) return [];
    const message = `the id ${lesson.id} is taken by ${lessons[first]!.file}`;
    return [{ code: 'duplicate', severity: 'error', file: lesson.file, line: 1, column: 1, message }];
  });
}

/** Tracks after those they name in `after`; otherwise as they were found. Circles and unknown names do not matter. */
function inOrder(tracks: readonly Track[]): Track[] {
  const ordered: Track[] = [];
  const seen = new Set<string>();
  const visit = (track: Track) => {
    if (seen.has(track.id)) return;
    seen.add(track.id);
    for (const other of tracks) if (track.after.includes(other.id)) visit(other);
    ordered.push(track);
  };
  tracks.forEach(visit);
  return ordered;
}

/** The lesson of that id, written in any case ("dk-01"); undefined when there is none. */
export function findLesson(course: Course, id: string): LessonEntry | undefined {
  return allLessons(course).find((lesson) => lesson.id === id.toUpperCase());
}

/** Every lesson in the order of the course. */
export function allLessons(course: Course): LessonEntry[] {
  return course.tracks.flatMap((track) => track.lessons);
}

/**
 * Reads a lesson in full. Throws TutorError `lesson-not-found` (with the nearest id as advice) or `lesson-invalid`
 * (with every mistake at its place; `cause` holds them as LessonProblem[]).
 */
export async function openLesson(course: Course, id: string): Promise<Lesson> {
  const entry = findLesson(course, id);
  if (!entry) {
    const { closest } = await import('./source/closest.js');
    const near = closest(
      id,
      allLessons(course).map((lesson) => lesson.id),
    );
    throw new TutorError('lesson-not-found', `There is no lesson ${id}.`, {
      next: near ? `Did you mean ${near}?` : '`kube-tutor list` shows all lessons.',
    });
  }
  // The validating half of this room is big: it is loaded when the first lesson is opened, not for the first screen.
  const [{ readLesson }, { lessonInvalid }] = await Promise.all([
    import('./read-lesson.js'),
    import('./problems.js'),
  ]);
  const { lesson, problems } = readLesson(entry);
  if (lesson) return lesson;
  throw lessonInvalid(`Lesson ${entry.id}`, problems);
}
