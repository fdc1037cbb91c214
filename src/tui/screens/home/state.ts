import type { CourseLesson, CourseTrack } from '../../contract.js';

/** The list of lessons. */
export interface HomeState {
  /** Id of the chosen lesson; undefined when the search finds none. */
  selected?: string;
  query: string;
  /** The search has the keyboard. */
  searching: boolean;
}

export type HomeAction =
  | { type: 'move'; by: number }
  | { type: 'search' }
  | { type: 'query'; text: string }
  | { type: 'search-done'; keep: boolean };

/** The list with the lesson chosen where the learner goes on. */
export function initialHome(course: readonly CourseTrack[], selected?: string): HomeState {
  return { selected: selected ?? lessonToContinue(course)?.id, query: '', searching: false };
}

/** Pure reducer of the list. */
export function reduceHome(state: HomeState, action: HomeAction, course: readonly CourseTrack[]): HomeState {
  switch (action.type) {
    case 'move': {
      const found = foundLessons(course, state.query);
      const index = found.findIndex((lesson) => lesson.id === state.selected);
      const next = found[Math.max(0, Math.min(found.length - 1, index + action.by))];
      return { ...state, selected: next?.id };
    }
    case 'search':
      return { ...state, searching: true };
    case 'query': {
      const found = foundLessons(course, action.text);
      const keeps = found.some((lesson) => lesson.id === state.selected);
      return { ...state, query: action.text, selected: keeps ? state.selected : found[0]?.id };
    }
    case 'search-done':
      return action.keep
        ? { ...state, searching: false }
        : { ...state, searching: false, query: '', selected: state.selected ?? lessonToContinue(course)?.id };
  }
}

/** The lessons that contain every word of the query in their id, title or goal. */
function foundLessons(course: readonly CourseTrack[], query: string): CourseLesson[] {
  return course.flatMap((track) => track.lessons.filter((lesson) => matches(lesson, track, query)));
}

/** True when each word of the query is found in the lesson. */
export function matches(lesson: CourseLesson, track: CourseTrack, query: string): boolean {
  const text = `${lesson.id} ${lesson.title} ${lesson.goal} ${track.title}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** How a lesson stands. */
export function standing(lesson: CourseLesson): 'done' | 'begun' | 'new' {
  if (lesson.steps > 0 && lesson.solved >= lesson.steps) return 'done';
  return lesson.lastVisited === undefined && lesson.solved === 0 ? 'new' : 'begun';
}

/** The lesson to go on with: the one left last, or else the first that is not done. */
export function lessonToContinue(course: readonly CourseTrack[]): CourseLesson | undefined {
  const lessons = course.flatMap((track) => track.lessons);
  const begun = lessons
    .filter((lesson) => standing(lesson) === 'begun')
    .sort((a, b) => (b.lastVisited ?? 0) - (a.lastVisited ?? 0));
  return begun[0] ?? lessons.find((lesson) => standing(lesson) === 'new') ?? lessons[0];
}
