import { current, search, type Editor } from './state.js';

/** Where a motion leads; linewise ones take whole lines when an operator uses them. */
export interface Motion {
  row: number;
  column: number;
  linewise: boolean;
  /** The character at the end belongs to the text moved over. */
  inclusive?: boolean;
}

const kind = (char: string | undefined): number =>
  char === undefined || /\s/.test(char) ? 0 : /\w/.test(char) ? 1 : 2;

function nextWord(editor: Editor, count: number): Motion {
  let { row, column } = editor;
  for (let left = count; left > 0; left--) {
    const line = editor.lines[row] ?? '';
    const start = kind(line[column]);
    while (start !== 0 && column < line.length && kind(line[column]) === start) column++;
    while (column < line.length && kind(line[column]) === 0) column++;
    if (column >= line.length && row < editor.lines.length - 1) {
      row++;
      column = Math.max(0, (editor.lines[row] ?? '').search(/\S/));
    }
  }
  return { row, column, linewise: false };
}

function previousWord(editor: Editor, count: number): Motion {
  let { row, column } = editor;
  for (let left = count; left > 0; left--) {
    if (column === 0 && row > 0) {
      row--;
      column = (editor.lines[row] ?? '').length;
    }
    const line = editor.lines[row] ?? '';
    column--;
    while (column > 0 && kind(line[column]) === 0) column--;
    while (column > 0 && kind(line[column - 1]) === kind(line[column])) column--;
    column = Math.max(0, column);
  }
  return { row, column, linewise: false };
}

function wordEnd(editor: Editor, count: number): Motion {
  let { row, column } = editor;
  for (let left = count; left > 0; left--) {
    column++;
    while (row < editor.lines.length - 1 && /^\s*$/.test((editor.lines[row] ?? '').slice(column))) {
      row++;
      column = 0;
    }
    const line = editor.lines[row] ?? '';
    while (column < line.length && kind(line[column]) === 0) column++;
    while (column + 1 < line.length && kind(line[column + 1]) === kind(line[column])) column++;
  }
  return { row, column, linewise: false, inclusive: true };
}

/** Where a key moves the cursor; undefined when it is no motion. `count` is undefined when none was typed. */
export function motion(
  editor: Editor,
  key: string,
  count: number | undefined,
  page: number,
): Motion | undefined {
  const { row, column } = editor;
  const times = count ?? 1;
  const line = current(editor);
  const at = (newRow: number, newColumn: number, linewise = false): Motion => ({
    row: newRow,
    column: newColumn,
    linewise,
  });
  switch (key) {
    case 'h':
    case 'left':
    case '^H':
      return at(row, Math.max(0, column - times));
    case 'l':
    case 'right':
    case ' ':
      return at(row, column + times);
    case 'j':
    case 'down':
    case '^M':
    case '^J':
    case '+':
      return at(
        Math.min(editor.lines.length - 1, row + times),
        key === '+' || key === '^M' ? 0 : column,
        true,
      );
    case 'k':
    case 'up':
    case '-':
      return at(Math.max(0, row - times), column, true);
    case '0':
    case 'home':
      return at(row, 0);
    case '^':
      return at(row, Math.max(0, line.search(/\S/)));
    case '$':
    case 'end':
      return { ...at(row, Math.max(0, line.length - 1)), inclusive: true };
    case 'w':
    case 'W':
      return nextWord(editor, times);
    case 'b':
    case 'B':
      return previousWord(editor, times);
    case 'e':
    case 'E':
      return wordEnd(editor, times);
    case 'G':
      return at(
        count === undefined ? editor.lines.length - 1 : Math.min(editor.lines.length, count) - 1,
        0,
        true,
      );
    case 'gg':
      return at((count ?? 1) - 1, 0, true);
    case '^F':
    case 'pagedown':
      return at(row + page, column, true);
    case '^B':
    case 'pageup':
      return at(row - page, column, true);
    case '^D':
      return at(row + Math.floor(page / 2), column, true);
    case '^U':
      return at(row - Math.floor(page / 2), column, true);
    case 'n':
    case 'N': {
      const found = editor.pattern === '' ? undefined : search(editor, editor.pattern, key === 'n');
      if (!found) editor.message = 'Pattern not found';
      return found ? at(found.row, found.column) : at(row, column);
    }
    case '{':
    case '}': {
      const step = key === '}' ? 1 : -1;
      let to = row + step;
      while (to > 0 && to < editor.lines.length - 1 && editor.lines[to] !== '') to += step;
      return at(to, 0);
    }
    default:
      return undefined;
  }
}
