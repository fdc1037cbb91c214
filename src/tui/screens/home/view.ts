import { bar } from '../../components/bar.js';
import { framed } from '../../components/frame.js';
import type { CourseLesson, CourseTrack } from '../../contract.js';
import { type Line, fit, lineWidth, span, spread } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';
import type { Glyphs } from '../../theme/glyphs.js';
import { windowOf } from '../../components/window.js';
import { agoOf } from '../../words/time.js';
import { type HomeState, lessonToContinue, matches, standing } from './state.js';

/** What the list of lessons is drawn from. */
interface HomeInput {
  course: readonly CourseTrack[];
  home: HomeState;
  environment: string;
  size: { width: number; height: number };
  glyphs: Glyphs;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Wider lists are harder to read: the rest stays empty at both sides. */
const maxWidth = 132;
/** From here on there is room for a column about the chosen lesson. */
const detailFrom = 104;

/** The first screen: go on, the tracks and their lessons. Exactly `height` rows. */
export function homeView(input: HomeInput): Line[] {
  const { size, glyphs } = input;
  const width = Math.min(size.width - 4, maxWidth);
  const margin = ' '.repeat(Math.max(0, Math.floor((size.width - width) / 2)));
  const header = [[], headerLine(input, width), [], ...topCard(input, width), []];
  const rows = Math.max(1, size.height - header.length);
  const detail = width >= detailFrom - 4;
  const listWidth = detail ? Math.floor(width * 0.6) : width;
  const list = listRows(input, listWidth, rows);
  const aside = detail ? asideRows(input, width - listWidth - 4, rows) : [];
  const body = Array.from({ length: rows }, (_, index): Line => {
    const line = list[index] ?? [];
    return detail ? [...fit(line, listWidth), span('    '), ...(aside[index] ?? [])] : line;
  });
  return [...header, ...body].slice(0, size.height).map((line) => [{ text: margin }, ...line]);

  function headerLine({ environment }: HomeInput, cells: number): Line {
    const name: Line = [span(`${glyphs.wheel} `, 'accent'), span('kube-tutor', 'title')];
    return spread(name, [span(environment, 'muted')], cells);
  }
}

/** The card at the top: go on where the learner left, or the search. */
function topCard(input: HomeInput, width: number): Line[] {
  const { glyphs, home, course } = input;
  if (home.searching || home.query !== '') {
    const cursor: Line = home.searching ? [span(' ', 'selected')] : [];
    const hint = home.searching ? 'Enter keeps, Esc clears' : '/ changes it';
    const row = spread([span('/ ', 'key'), span(home.query), ...cursor], [span(hint, 'muted')], width - 4);
    return framed([row], { width, height: 3 }, { title: [span('Search', 'strong')] }, glyphs, 'borderFocus');
  }
  const lesson = lessonToContinue(course);
  if (!lesson) return [];
  const begun = standing(lesson) === 'begun';
  const state = begun
    ? `Step ${Math.min(lesson.solved + 1, lesson.steps)} of ${lesson.steps}`
    : `${lesson.steps} steps, about ${lesson.minutes} minutes`;
  const next = begun && lesson.nextStep ? ` ${glyphs.separator} ${lesson.nextStep}` : '';
  const ago = begun && lesson.lastVisited !== undefined ? agoOf(input.now - lesson.lastVisited) : '';
  const rows = [
    spread(
      [span(`${lesson.id}  `, 'accent'), span(lesson.title, 'strong')],
      [span('Enter', 'key'), span(begun ? ' goes on' : ' begins', 'muted')],
      width - 4,
    ),
    spread([span(state + next, 'muted')], [span(ago, 'muted')], width - 4),
  ];
  const title = begun ? 'Continue' : standing(lesson) === 'done' ? 'All done. Again?' : 'Start here';
  return framed(rows, { width, height: 4 }, { title: [span(title, 'strong')] }, glyphs, 'borderFocus');
}

function listRows(input: HomeInput, width: number, rows: number): Line[] {
  const { course, home, glyphs } = input;
  const lines: Line[] = [];
  let selectedRow = 0;
  for (const track of course) {
    const lessons = track.lessons.filter((lesson) => matches(lesson, track, home.query));
    if (lessons.length === 0) continue;
    if (lines.length > 0) lines.push([]);
    lines.push(trackLine(track, width, glyphs));
    for (const lesson of lessons) {
      if (lesson.id === home.selected) selectedRow = lines.length;
      lines.push(lessonLine(lesson, lesson.id === home.selected, width, glyphs));
    }
  }
  if (lines.length === 0)
    lines.push([span(`No lesson has "${home.query}". Esc clears the search.`, 'muted')]);
  return windowOf(lines, rows, selectedRow, glyphs);
}

function trackLine(track: CourseTrack, width: number, glyphs: Glyphs): Line {
  const done = track.lessons.filter((lesson) => standing(lesson) === 'done').length;
  const count: Line = [span(` ${done} of ${track.lessons.length} lessons`, 'muted')];
  const barCells = width >= 70 ? 20 : 10;
  const solved = track.lessons.reduce((sum, lesson) => sum + Math.min(lesson.solved, lesson.steps), 0);
  const steps = track.lessons.reduce((sum, lesson) => sum + lesson.steps, 0);
  return spread(
    [span(track.title, 'strong')],
    [...bar(steps === 0 ? 0 : solved / steps, barCells, glyphs), ...count],
    width,
  );
}

function lessonLine(lesson: CourseLesson, selected: boolean, width: number, glyphs: Glyphs): Line {
  const state = standing(lesson);
  const mark = {
    done: span(glyphs.done, 'ok'),
    begun: span(glyphs.half, 'accent'),
    new: span(glyphs.open, 'muted'),
  }[state];
  const count = state === 'new' ? '' : `${lesson.solved}/${lesson.steps}`;
  const right = `${count.padStart(6)}  ${String(lesson.minutes).padStart(3)} min`;
  const pointer = selected ? `${glyphs.pointer} ` : '  ';
  if (selected) {
    const left = `${pointer}${mark.text} ${lesson.id}  ${lesson.title}`;
    return spread([span(left, 'selected')], [span(`${right} `, 'selected')], width).map((part) => ({
      ...part,
      role: 'selected' as const,
    }));
  }
  return spread(
    [span(pointer), mark, span(` ${lesson.id}  `, 'muted'), span(lesson.title)],
    [span(`${right} `, 'muted')],
    width,
  );
}

/** About the chosen lesson, beside the list. */
function asideRows(input: HomeInput, width: number, rows: number): Line[] {
  const { course, home, glyphs } = input;
  const track = course.find((one) => one.lessons.some((lesson) => lesson.id === home.selected));
  const lesson = track?.lessons.find((one) => one.id === home.selected);
  if (!track || !lesson) return [];
  const inner = width - 4;
  const fact = (name: string, value: string): Line => [span(name.padEnd(14), 'muted'), span(value)];
  const lines: Line[] = [
    [],
    ...wrap([span(lesson.title, 'strong')], inner),
    [],
    ...wrap([span(lesson.goal)], inner),
    [],
    fact('Steps', String(lesson.steps)),
    fact('Time', `about ${lesson.minutes} minutes`),
    fact('Solved', `${lesson.solved} of ${lesson.steps}`),
    ...(lesson.solved > 0 ? [fact('Without help', String(lesson.unaided))] : []),
    ...(lesson.lastVisited === undefined ? [] : [fact('Last visit', agoOf(input.now - lesson.lastVisited))]),
    [],
    ...wrap([span(`${track.title}: ${track.summary}`, 'muted')], inner),
  ];
  const height = Math.min(rows, lines.length + 3);
  const title = [span(lesson.id, 'accent')];
  return framed(lines, { width, height }, { title }, glyphs).map((line) =>
    lineWidth(line) > width ? fit(line, width) : line,
  );
}
