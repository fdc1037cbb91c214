import type { Lesson } from '../course/lesson.js';
import type { LessonRoom } from '../environments/contract.js';

/** What an environment must know of a lesson. */
export function roomOf(lesson: Lesson): LessonRoom {
  const { id, requires, images, files, setup, cleanup } = lesson;
  return { id, requires, images, files, setup, cleanup };
}
