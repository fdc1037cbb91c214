import { type IntentRow, groups, intents } from '../../keys/intents.js';
import { keyLabel } from '../../keys/names.js';
import { type Line, fit, span } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';

/** Every key and what it does, by group. Made from the key table. */
export function helpRows(cells: number, leader: string): Line[] {
  const rows: Line[] = wrap(
    [
      span('In the terminal all keys go to the shell, except function keys and '),
      span(leader, 'key'),
      span(`: press it, then a letter. Twice sends it to the shell. The shell also knows `),
      span('tutor hint', 'code'),
      span(', '),
      span('tutor check', 'code'),
      span(' and so on.'),
    ],
    cells,
  );
  for (const group of groups) {
    rows.push([], [span(group, 'title')]);
    for (const row of intents.filter((one) => one.group === group))
      rows.push(...intentRows(row, cells, leader));
  }
  return rows;
}

/** Cells for the keys; long lists take several rows. */
const keyCells = 24;

function intentRows(row: IntentRow, cells: number, leader: string): Line[] {
  const keys = [
    ...(row.keys ?? []).map(keyLabel),
    ...(row.leader ? [`${leader} ${row.leader}`] : []),
    ...(row.plain ?? []).map(keyLabel),
  ].join(', ');
  const left = wrap([span(keys, 'key')], keyCells - 2);
  const right = wrap([span(row.about)], cells - keyCells);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => [
    ...fit(left[index] ?? [], keyCells),
    ...(right[index] ?? []),
  ]);
}
