import type { IBuffer, IMarker, Terminal } from '@xterm/headless';

/** A match in the buffer. The marker follows its line while old lines leave the scroll-back. */
export interface Match {
  marker: IMarker;
  /** First column and the one after the last. */
  from: number;
  to: number;
}

/** Finds the next match before or after `current`, or from the live end backwards when there is none. */
export function findMatch(
  terminal: Terminal,
  text: string,
  direction: 'back' | 'forward',
  current: Match | undefined,
): Match | undefined {
  const buffer = terminal.buffer.active;
  const needle = text.toLowerCase();
  if (needle === '') return undefined;
  const step = direction === 'back' ? -1 : 1;
  const start = current?.marker.line ?? (direction === 'back' ? buffer.length - 1 : 0);
  for (let row = start; row >= 0 && row < buffer.length; row += step) {
    const { haystack, columnOf } = lineText(buffer, row);
    const hits = [...positions(haystack, needle)].map((at) => ({
      from: columnOf(at),
      to: columnOf(at + needle.length),
    }));
    const ahead = hits.filter(
      ({ from }) =>
        !current || row !== start || (direction === 'back' ? from < current.from : from > current.from),
    );
    const hit = direction === 'back' ? ahead.at(-1) : ahead[0];
    const marker = hit && terminal.registerMarker(row - buffer.baseY - buffer.cursorY);
    if (hit && marker) return { marker, ...hit };
  }
  return undefined;
}

function* positions(haystack: string, needle: string): Generator<number> {
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) yield at;
}

/** The text of a line in lower case, and the column where a character of it stands: wide ones take two. */
function lineText(buffer: IBuffer, row: number): { haystack: string; columnOf: (at: number) => number } {
  const line = buffer.getLine(row);
  let haystack = '';
  const columns: number[] = [];
  for (let column = 0; column < (line?.length ?? 0); column++) {
    const cell = line?.getCell(column);
    if (!cell || cell.getWidth() === 0) continue;
    const chars = (cell.getChars() || ' ').toLowerCase();
    for (let unit = 0; unit < chars.length; unit++) columns.push(column);
    haystack += chars;
  }
  return { haystack, columnOf: (at) => columns[at] ?? line?.length ?? 0 };
}
