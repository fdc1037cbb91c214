import { isTask } from '../../../course/lesson.js';
import { cardEdge } from '../../components/card.js';
import { type Line, cut, prefixed, span } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';
import { inlineSpans } from '../../markdown/inline.js';
import { compactRows } from './checklist.js';
import { type Section, type StepInput, checkItems } from './sections.js';

/** The text of the lesson, ready to be put into its rectangle. */
export interface Panel {
  /** Exactly as many as there is room for. */
  rows: Line[];
  /** Greatest useful `scroll`. */
  maxScroll: number;
  /** Row where each section begins, for scrolling to it. */
  starts: Partial<Record<Section['name'], number>>;
}

/**
 * Puts sections one under the other and shows the rows from `scroll` on. When not all fit, the task and its checklist
 * stay at the bottom in short form, so that they are always in sight.
 */
export function panelOf(
  sections: readonly Section[],
  pinned: readonly Line[],
  rows: number,
  scroll: number,
): Panel {
  const whole = stack(sections);
  if (whole.rows.length <= rows)
    return { rows: filled(whole.rows, rows), maxScroll: 0, starts: whole.starts };
  const { rows: body, starts } =
    pinned.length === 0 ? whole : stack(sections.filter((one) => !isPinned(one)));
  const room = Math.max(1, rows - pinned.length);
  const maxScroll = Math.max(0, body.length - room);
  const first = Math.min(scroll, maxScroll);
  return { rows: [...filled(body.slice(first, first + room), room), ...pinned], maxScroll, starts };
}

function isPinned(section: Section): boolean {
  return ['task', 'checklist', 'solved'].includes(section.name);
}

function stack(sections: readonly Section[]): { rows: Line[]; starts: Panel['starts'] } {
  const rows: Line[] = [];
  const starts: Panel['starts'] = {};
  for (const section of sections) {
    if (rows.length > 0) rows.push([]);
    starts[section.name] = rows.length;
    rows.push(...section.rows);
  }
  return { rows, starts };
}

function filled(lines: readonly Line[], rows: number): Line[] {
  return Array.from({ length: rows }, (_, index) => lines[index] ?? []);
}

/**
 * Task and checklist for the bottom of the panel, under a thin line: with all evidence when that leaves enough room to
 * read the text above, else in short form.
 */
export function pinnedRows(input: StepInput, sections: readonly Section[], rows: number): Line[] {
  const { player, cells, glyphs } = input;
  const step = player.lesson.steps[player.viewing];
  const state = player.steps[player.viewing];
  if (!step || !state || !isTask(step)) return [];
  const line: Line = [span(glyphs.box.across.repeat(cells), 'border')];
  if (state.status === 'solved') {
    const how = state.solutionSeen ? 'Solved with help' : 'Step solved';
    return [line, [span(`${glyphs.spark} ${how}`, 'ok'), span('  F8', 'key'), span(' goes on', 'muted')]];
  }
  const whole = [line, ...stack(sections.filter(isPinned)).rows];
  if (whole.length <= Math.floor(rows * 0.6)) return whole;
  const edge: Line = [span(`${glyphs.edge} `, 'accent')];
  const words = wrap(inlineSpans(step.task.replaceAll(/\s+/g, ' ').trim(), 'strong'), cells - cardEdge);
  const most = Math.max(3, Math.floor(rows * 0.6));
  const items = checkItems(step, state, input.describeCheck);
  const taskRows = Math.max(1, Math.min(words.length, 2, most - 1 - items.length));
  const shown = words.slice(0, taskRows);
  if (taskRows < words.length)
    shown[taskRows - 1] = [...cut(shown.at(-1)!, cells - cardEdge - 1, ''), span(glyphs.more, 'muted')];
  const short = compactRows(items, cells, Math.max(1, most - 1 - taskRows), glyphs);
  return [line, ...prefixed(shown, edge, edge), ...short];
}
