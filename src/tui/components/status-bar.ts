import { isTyping, momentOf, placeOf } from '../app/place.js';
import type { AppState } from '../app/state.js';
import { type IntentRow, type Place } from '../keys/intents.js';
import { keyLabel } from '../keys/names.js';
import { rowsAt } from '../keys/resolve.js';
import { type Line, cut, fit, lineWidth, span } from '../text/line.js';
import type { Glyphs } from '../theme/glyphs.js';

/** The last row of the screen: who has the keyboard, what the keys do, where the lesson runs. */
export function statusBar(state: AppState, leader: string, glyphs: Glyphs): Line {
  const { width } = { width: state.size.columns };
  const pill: Line = [span(` ${pillOf(state, leader)} `, 'selected'), span(' ', 'bar')];
  const room = width - lineWidth(pill);
  if (state.search) return fit([...pill, ...searchLine(state, glyphs)], width, 'bar');
  if (state.message !== undefined) {
    return fit([...pill, ...cut([span(state.message, 'bar')], room, glyphs.more)], width, 'bar');
  }
  const hints = hintsThatFit(state, room);
  const about = state.screen === 'lesson' ? (state.lesson?.summary ?? '') : '';
  const left = room - lineWidth(hints);
  const right: Line = about !== '' && about.length + 3 <= left ? [span(`${about} `, 'bar')] : [];
  const gap = span(' '.repeat(Math.max(0, left - lineWidth(right))), 'bar');
  return fit([...pill, ...hints, gap, ...right], width, 'bar');
}

const pills: Record<Place, string> = {
  home: 'LESSONS',
  preparing: 'PREPARING',
  lesson: 'LESSON',
  quiz: 'QUESTION',
  done: 'DONE',
  doctor: 'DOCTOR',
  error: 'PROBLEM',
  help: 'HELP',
  map: 'MAP',
  confirm: 'QUESTION',
};

function pillOf(state: AppState, leader: string): string {
  if (state.leader) return leader;
  if (state.search) return 'SEARCH';
  if (state.home.searching && placeOf(state) === 'home') return 'SEARCH';
  return isTyping(state) ? 'TERMINAL' : pills[placeOf(state)];
}

function searchLine({ search }: AppState, glyphs: Glyphs): Line {
  const result = search?.found === false ? ' not found' : '';
  return [
    span('/ ', 'barKey'),
    span(search?.text ?? '', 'bar'),
    span(' ', 'selected'),
    span(result, 'bar'),
    span(`   ${glyphs.up}${glyphs.down}`, 'barKey'),
    span(' next match  ', 'bar'),
    span('Esc', 'barKey'),
    span(' back to the shell', 'bar'),
  ];
}

/** Hints in table order; those of least weight are left out when there is no room. */
function hintsThatFit(state: AppState, room: number): Line {
  const rows = rowsAt(placeOf(state)).filter(
    (row) => row.bar !== undefined && keyFor(row, state) !== undefined,
  );
  for (let weight = 10; weight > 0; weight--) {
    const kept = rows.filter((row) => row.bar! <= weight);
    for (const gap of ['  ', ' ']) {
      const line = kept.flatMap((row) => hint(row, state, gap));
      if (lineWidth(line) <= room) return line;
    }
  }
  return [];
}

function hint(row: IntentRow, state: AppState, gap: string): Line {
  const off = row.disabled?.(momentOf(state)) !== undefined;
  const label = row.id === 'focus' ? (isTyping(state) ? 'Lesson' : 'Terminal') : row.label;
  return [span(keyFor(row, state)!, off ? 'bar' : 'barKey'), span(` ${label}${gap}`, 'bar')];
}

/** The key to name: the letter after the leader when that was pressed, a function key in lessons, a letter elsewhere. */
function keyFor(row: IntentRow, state: AppState): string | undefined {
  if (state.leader) return row.leader;
  const key = isTyping(state) ? row.keys?.[0] : (row.keys?.[0] ?? row.plain?.[0]);
  return key === undefined ? undefined : keyLabel(key);
}
