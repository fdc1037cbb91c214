import type { CheckResult, Evidence } from '../../../checks/contract.js';
import type { Json } from '../../../json.js';
import { factSpans } from '../../markdown/inline.js';
import { type Line, cut, prefixed, span } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';
import type { Glyphs } from '../../theme/glyphs.js';

/** One line of the checklist: what is wanted, and what is known about it. */
export interface CheckItem {
  says: string;
  result?: CheckResult;
}

/** How an item looks: `open` is not begun yet, `wrong` is begun and differs from what is wanted. */
type ItemState = 'done' | 'waiting' | 'open' | 'wrong';

/** Evidence of these codes means "not done yet": nothing is wrong, so nothing is red. */
const notYet: ReadonlySet<Evidence['code']> = new Set(['missing', 'not-typed', 'no-answer', 'starting']);

/** How an item stands. */
function itemState(item: CheckItem): ItemState {
  const { result } = item;
  if (!result) return 'open';
  if (result.status === 'pass') return 'done';
  if (result.status === 'waiting') return 'waiting';
  return result.evidence.every((one) => notYet.has(one.code)) ? 'open' : 'wrong';
}

/** The checklist with the evidence under each item that is wrong. */
export function checklistRows(items: readonly CheckItem[], cells: number, glyphs: Glyphs): Line[] {
  return items.flatMap((item) => {
    const state = itemState(item);
    const head = prefixed(wrap(wordsOf(item, state), cells - 2), markOf(state, glyphs));
    const facts = state === 'wrong' || state === 'waiting' ? (item.result?.evidence ?? []) : [];
    return [
      ...head,
      ...prefixed(
        facts.slice(0, 2).flatMap((one) => evidenceRows(one, cells - 2)),
        [span('  ')],
      ),
    ];
  });
}

/** The checklist in one row an item, for little room: the first fact stands behind the words. */
export function compactRows(
  items: readonly CheckItem[],
  cells: number,
  rows: number,
  glyphs: Glyphs,
): Line[] {
  const shown = items.length <= rows ? items : [...items].sort(byUrgency).slice(0, rows);
  return shown.map((item) => {
    const state = itemState(item);
    const fact = state === 'wrong' || state === 'waiting' ? item.result?.evidence[0] : undefined;
    const behind: Line = fact
      ? [span(` ${glyphs.dash} `, 'muted'), ...factSpans(shortFact(fact), 'warn')]
      : [];
    return cut([...markOf(state, glyphs), ...wordsOf(item, state), ...behind], cells, glyphs.more);
  });
}

const urgency: Record<ItemState, number> = { wrong: 0, waiting: 1, open: 2, done: 3 };
const byUrgency = (a: CheckItem, b: CheckItem) => urgency[itemState(a)] - urgency[itemState(b)];

function markOf(state: ItemState, glyphs: Glyphs): Line {
  switch (state) {
    case 'done':
      return [span(`${glyphs.done} `, 'ok')];
    case 'waiting':
      return [span(`${glyphs.waiting} `, 'warn')];
    case 'open':
      return [span(`${glyphs.open} `, 'muted')];
    case 'wrong':
      return [span(`${glyphs.failed} `, 'bad')];
  }
}

function wordsOf(item: CheckItem, state: ItemState): Line {
  return factSpans(item.says, state === 'done' ? 'muted' : undefined);
}

/** Expected, actual and the command that shows it, one under the other, so that the eye compares. */
function evidenceRows(evidence: Evidence, cells: number): Line[] {
  const { expected, actual, path, object, next } = evidence;
  const rows: Line[] = [];
  const fact = (name: string, value: string, role?: 'warn' | 'ok' | 'code') =>
    rows.push(...prefixed(wrap([span(value, role)], cells - 10), [span(name.padEnd(10), 'muted')]));
  if (path !== undefined && expected !== undefined && actual !== undefined) {
    rows.push(...wrap([span(`${path} of ${object}`, 'muted')], cells));
    fact('expected', shown(expected), 'ok');
    fact('actual', shown(actual), 'warn');
  } else {
    rows.push(...wrap(factSpans(evidence.says, 'warn'), cells));
  }
  if (next) fact('look at', next, 'code');
  return rows;
}

function shortFact({ path, expected, actual, says }: Evidence): string {
  if (path === undefined || expected === undefined || actual === undefined) return says;
  return `${path.split('.').at(-1)} is ${shown(actual)}, not ${shown(expected)}`;
}

/** A value as people write it. Long ones are cut: the command below shows the rest. */
function shown(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}...` : text === '' ? '(empty)' : text;
}
