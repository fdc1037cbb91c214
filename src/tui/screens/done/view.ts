import { lessonSummary } from '../../../course/player/selectors.js';
import type { PlayerState } from '../../../course/player/state.js';
import { framed } from '../../components/frame.js';
import { inlineSpans } from '../../markdown/inline.js';
import { type Line, centre, prefixed, span } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';
import type { Glyphs } from '../../theme/glyphs.js';
import { plural, spanOf } from '../../words/time.js';
import { inTheMiddle } from '../../components/middle.js';

/** What the end of a lesson is drawn from. */
interface DoneInput {
  player: PlayerState;
  next?: { id: string; title: string; minutes: number };
  size: { width: number; height: number };
  glyphs: Glyphs;
}

/** The end of a lesson: what was learned, how it went, what comes next. */
export function doneView({ player, next, size, glyphs }: DoneInput): Line[] {
  const width = Math.min(76, size.width - 2);
  const inner = width - 8;
  const { lesson } = player;
  const rows: Line[] = [
    [],
    centre(
      [span(`${glyphs.spark}  `, 'ok'), span('Lesson complete', 'ok'), span(`  ${glyphs.spark}`, 'ok')],
      inner,
    ),
    centre([span(`${lesson.id} `, 'muted'), span(lesson.title, 'strong')], inner),
    [],
    [span('You can now', 'accent')],
    ...lesson.learned.flatMap((line) =>
      prefixed(wrap(inlineSpans(line), inner - 2), [span(`${glyphs.done} `, 'ok')]),
    ),
    [],
    ...wrap(summaryOf(player), inner),
    ...readingRows(player, inner, glyphs, size.height),
    [],
    ...(next
      ? [
          [span('Enter', 'key'), span('  '), span(`${next.id} ${next.title}`, 'strong')],
          [span('g', 'key'), span('      list of lessons', 'muted')],
        ]
      : [[span('Enter', 'key'), span('  list of lessons', 'muted')]]),
    [],
  ];
  const framedRows = framed(
    rows.map((row) => [span('  '), ...row]),
    { width, height: Math.min(size.height, rows.length + 2) },
    { title: [] },
    glyphs,
    'borderOk',
  );
  return inTheMiddle(framedRows, size);
}

function summaryOf(player: PlayerState): Line {
  const { elapsedMs, hintsUsed, unaided, steps } = lessonSummary(player);
  const alone =
    unaided === steps ? 'every step on your own' : `${unaided} of ${plural(steps, 'step')} on your own`;
  const parts = [spanOf(elapsedMs), hintsUsed === 0 ? 'no hints' : plural(hintsUsed, 'hint'), alone];
  return [
    span('It took '),
    ...parts.flatMap((part, index) => [span(part, 'strong'), span(index < 2 ? ', ' : '.')]),
  ];
}

function readingRows(player: PlayerState, inner: number, glyphs: Glyphs, height: number): Line[] {
  const { reading } = player.lesson;
  if (reading.length === 0 || height < 26) return [];
  return [
    [],
    [span('Read more', 'accent')],
    ...reading.flatMap(({ title, url }) =>
      prefixed(wrap([span(`${title} `), span(url, 'link')], inner - 2), [
        span(`${glyphs.bullet} `, 'accent'),
      ]),
    ),
  ];
}
