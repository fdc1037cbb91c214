import { type Line, type Span, lineWidth, takeCells, widthOf } from './line.js';

/** Pieces without a blank between them: they stay on one row when they fit. */
type Word = Span[];

/** Breaks spans into lines of at most so many cells: at blanks, and inside a word only when it is longer than a row. */
export function wrap(spans: Line, cells: number): Line[] {
  const width = Math.max(1, cells);
  const lines: Line[] = [];
  let row: Span[] = [];
  let used = 0;
  const flush = () => {
    lines.push(joined(row));
    row = [];
    used = 0;
  };
  for (const { word, gap } of words(spans)) {
    const size = lineWidth(word);
    if (used > 0 && used + 1 + size > width) flush();
    if (used > 0 && gap) {
      row.push(gap);
      used += 1;
    }
    for (const piece of size > width ? broken(word, width) : [word]) {
      if (used > 0 && used + lineWidth(piece) > width) flush();
      row.push(...piece);
      used += lineWidth(piece);
    }
  }
  if (row.length > 0 || lines.length === 0) flush();
  return lines;
}

function* words(spans: Line): Generator<{ word: Word; gap?: Span }> {
  let word: Word = [];
  let gap: Span | undefined;
  for (const part of spans) {
    for (const [index, text] of part.text.split(/\s+/).entries()) {
      if (index > 0) {
        if (word.length > 0) yield { word, gap };
        word = [];
        gap = { ...part, text: ' ' };
      }
      if (text !== '') word.push({ ...part, text });
    }
  }
  if (word.length > 0) yield { word, gap };
}

function broken(word: Word, width: number): Word[] {
  return word.flatMap((part) => {
    const pieces: Word[] = [];
    for (let rest = part.text; rest !== '';) {
      // A character wider than the row still has to go somewhere.
      const text = takeCells(rest, width) || (Array.from(rest)[0] ?? rest);
      pieces.push([{ ...part, text }]);
      rest = rest.slice(text.length);
    }
    return pieces;
  });
}

/** Neighbours of one role become one span, so that a row is painted with few escape sequences. */
function joined(row: readonly Span[]): Line {
  const result: Span[] = [];
  for (const part of row) {
    const last = result.at(-1);
    if (last && last.role === part.role) result[result.length - 1] = { ...last, text: last.text + part.text };
    else result.push(part);
  }
  return result;
}

/**
 * Breaks a line of code into rows of at most so many cells: at a blank where one is near, blanks are kept. `mark` ends
 * each row but the last (" \\" keeps a shell command whole when it is copied).
 */
export function chop(text: string, cells: number, mark = ''): string[] {
  const rows: string[] = [];
  let rest = text;
  while (widthOf(rest) > cells) {
    const most = takeCells(rest, Math.max(1, cells - widthOf(mark))) || (Array.from(rest)[0] ?? rest);
    const blank = most.lastIndexOf(' ');
    const atBlank = rest[most.length] === ' ';
    const row = atBlank || blank < most.length / 3 ? most : most.slice(0, blank);
    const next = rest.slice(row.length);
    // Inside a word there is nothing to mark: a mark would change the word.
    rows.push(next.startsWith(' ') ? row + mark : row);
    rest = next.startsWith(' ') ? next.slice(1) : next;
  }
  return [...rows, rest];
}
