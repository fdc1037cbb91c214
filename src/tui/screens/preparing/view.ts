import type { PrepareProgress } from '../../../environments/contract.js';
import { bar } from '../../components/bar.js';
import { framed } from '../../components/frame.js';
import { inTheMiddle } from '../../components/middle.js';
import { type Line, fit, span, spread } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';
import type { Glyphs } from '../../theme/glyphs.js';

/** What the preparation of a lesson is drawn from. */
interface PreparingInput {
  lesson: { id: string; title: string; goal: string };
  items: readonly PrepareProgress[];
  spin: number;
  size: { width: number; height: number };
  glyphs: Glyphs;
}

/** A bar for each image and phase, until the lesson can begin. */
export function preparingView({ lesson, items, spin, size, glyphs }: PreparingInput): Line[] {
  const width = Math.min(84, size.width - 2);
  const inner = width - 8;
  const spinner = glyphs.spinner[spin % glyphs.spinner.length]!;
  const rows: Line[] = [
    [],
    [span(`${lesson.id}  `, 'accent'), span(lesson.title, 'strong')],
    ...wrap([span(lesson.goal, 'muted')], inner),
    [],
    ...(items.length === 0 ? [[span(`${spinner} `, 'accent'), span('Getting ready', 'muted')]] : []),
    ...items.map((item) => itemRow(item, spinner, inner, glyphs)),
    [],
  ];
  const title = [span('Preparing', 'strong')];
  return inTheMiddle(
    framed(
      rows.map((row) => [span('  '), ...row]),
      { width, height: Math.min(size.height, rows.length + 2) },
      { title },
      glyphs,
    ),
    size,
  );
}

function itemRow(item: PrepareProgress, spinner: string, cells: number, glyphs: Glyphs): Line {
  const mark = {
    waiting: span(glyphs.open, 'muted'),
    running: span(spinner, 'accent'),
    done: span(glyphs.done, 'ok'),
    failed: span(glyphs.failed, 'bad'),
  }[item.state];
  const detail =
    item.detail ?? { waiting: 'waiting', running: '', done: 'ready', failed: 'failed' }[item.state];
  const barCells = Math.max(8, Math.floor(cells * 0.22));
  const fraction = item.state === 'done' ? 1 : (item.fraction ?? 0);
  const right: Line = [
    ...bar(fraction, barCells, glyphs),
    ...fit([span(` ${detail}`, 'muted')], Math.floor(cells * 0.3)),
  ];
  return spread([mark, span(` ${item.label}`)], right, cells);
}
