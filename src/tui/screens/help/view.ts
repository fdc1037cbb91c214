import { intents } from '../../keys/intents.js';
import { keyLabel } from '../../keys/names.js';
import { type Line, prefixed, span } from '../../text/line.js';
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
  for (const group of [...new Set(intents.map((row) => row.group))]) {
    rows.push([], [span(group, 'title')]);
    for (const row of intents.filter((one) => one.group === group)) {
      const keys = [
        ...(row.keys ?? []).map(keyLabel),
        ...(row.leader ? [`${leader} ${row.leader}`] : []),
        ...shortened((row.plain ?? []).map(keyLabel)),
      ].join(', ');
      rows.push(...prefixed(wrap([span(row.about)], cells - keyCells), [span(keys.padEnd(keyCells), 'key')]));
    }
  }
  return rows;
}

/** Cells for the keys; the longest list of the table fits. */
const keyCells = 34;

function shortened(keys: readonly string[]): string[] {
  return keys.length > 4 ? [`${keys[0]}-${keys.at(-1)}`] : [...keys];
}
