import type { Course } from '../course/load.js';
import { lessonStanding, type Progress } from '../course/progress/model.js';
import type { CourseTrack } from '../tui/contract.js';

/** The course with the learner's progress, as the list of lessons shows it. */
export function courseForScreen(course: Course, progress: Progress): CourseTrack[] {
  return course.tracks.map(({ id, title, summary, lessons }) => ({
    id,
    title,
    summary,
    lessons: lessons.map((entry) => {
      const { solved, unaided, total } = lessonStanding(progress, entry.id, entry.steps);
      const known = progress.lessons[entry.id];
      return {
        id: entry.id,
        title: entry.title,
        goal: entry.goal,
        minutes: entry.minutes,
        steps: total,
        solved,
        unaided,
        ...(known && known.savedAt > 0 && { lastVisited: known.savedAt }),
      };
    }),
  }));
}
