import type { CourseLesson, CourseTrack } from '../contract.js';

/** The lesson after this one in course order. */
export function lessonAfter(course: readonly CourseTrack[], id: string): CourseLesson | undefined {
  const lessons = course.flatMap((track) => track.lessons);
  const index = lessons.findIndex((lesson) => lesson.id === id);
  return index < 0 ? undefined : lessons[index + 1];
}

/** A lesson of the course. */
export function courseLesson(course: readonly CourseTrack[], id: string): CourseLesson | undefined {
  return course.flatMap((track) => track.lessons).find((lesson) => lesson.id === id);
}
