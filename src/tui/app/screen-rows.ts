import type { Place } from '../keys/intents.js';
import { doctorView } from '../screens/doctor/view.js';
import { doneView } from '../screens/done/view.js';
import { homeView } from '../screens/home/view.js';
import { preparingView } from '../screens/preparing/view.js';
import { problemOf, problemView } from '../screens/problem/view.js';
import type { Line } from '../text/line.js';
import type { Glyphs } from '../theme/glyphs.js';
import { courseLesson, lessonAfter } from './next-lesson.js';
import type { AppState } from './state.js';

/** The rows above the status bar of every screen without a terminal. */
export function screenRows(state: AppState, place: Place, glyphs: Glyphs, now: number): Line[] {
  const size = { width: state.size.columns, height: state.size.rows - 1 };
  const { course, home, environment, spin } = state;
  switch (place) {
    case 'doctor':
      return doctorView(state.findings, size, glyphs, spin);
    case 'error':
      return problemView(problemOf(state.error), size, glyphs);
    case 'preparing':
      return preparingRows(state, size, glyphs);
    case 'done': {
      const player = state.lesson?.player;
      return player ? doneView({ player, next: lessonAfter(course, player.lesson.id), size, glyphs }) : [];
    }
    default:
      return homeView({ course, home, environment, size, glyphs, now });
  }
}

function preparingRows(state: AppState, size: { width: number; height: number }, glyphs: Glyphs): Line[] {
  const { lesson, course, spin } = state;
  const player = lesson?.player;
  if (player?.phase === 'failed') {
    const { says, next } = player.notice ?? { says: 'The lesson could not be prepared.' };
    return problemView({ title: `${player.lesson.id} could not be prepared`, says, next }, size, glyphs);
  }
  const about = player?.lesson ??
    courseLesson(course, lesson?.id ?? '') ?? { id: lesson?.id ?? '', title: '', goal: '' };
  return preparingView({ lesson: about, items: lesson?.preparation ?? [], spin, size, glyphs });
}
