import { motion, type Motion } from './motions.js';
import { clamp, current, remember, type Editor } from './state.js';

function startInsert(editor: Editor, row: number, column: number): void {
  editor.mode = 'insert';
  editor.row = row;
  editor.column = column;
}

/** Cuts (or, for y, copies) the text between the cursor and where a motion leads. */
function operate(editor: Editor, operator: string, to: Motion): void {
  const forward = to.row > editor.row || (to.row === editor.row && to.column >= editor.column);
  const [start, end] = forward ? [editor, to] : [to, editor];
  const first = { row: start.row, column: start.column };
  if (operator !== 'y') remember(editor);
  if (to.linewise) {
    const taken = editor.lines.slice(first.row, end.row + 1);
    editor.register = { lines: taken, linewise: true };
    if (operator === 'y') editor.message = taken.length > 2 ? `${taken.length} lines yanked` : '';
    else editor.lines.splice(first.row, taken.length, ...(operator === 'c' ? [''] : []));
    editor.row = first.row;
    if (operator === 'c') startInsert(editor, first.row, 0);
    return;
  }
  const last = { row: end.row, column: end.column + (to.inclusive ? 1 : 0) };
  const head = (editor.lines[first.row] ?? '').slice(0, first.column);
  const tail = (editor.lines[last.row] ?? '').slice(last.column);
  const taken = editor.lines.slice(first.row, last.row + 1);
  taken[taken.length - 1] = (taken.at(-1) ?? '').slice(0, last.column);
  taken[0] = (taken[0] ?? '').slice(first.column);
  editor.register = { lines: taken, linewise: false };
  if (operator !== 'y') editor.lines.splice(first.row, last.row - first.row + 1, head + tail);
  editor.row = first.row;
  editor.column = first.column;
  if (operator === 'c') editor.mode = 'insert';
}

function put(editor: Editor, after: boolean, times: number): void {
  remember(editor);
  const { lines, linewise } = editor.register;
  if (linewise) {
    const at = editor.row + (after ? 1 : 0);
    for (let left = times; left > 0; left--) editor.lines.splice(at, 0, ...lines);
    editor.row = at;
    editor.column = Math.max(0, (lines[0] ?? '').search(/\S/));
    return;
  }
  const line = current(editor);
  const at = line === '' ? 0 : editor.column + (after ? 1 : 0);
  const text = Array.from({ length: times }, () => lines.join('\n')).join('');
  const parts = (line.slice(0, at) + text + line.slice(at)).split('\n');
  editor.lines.splice(editor.row, 1, ...parts);
  editor.column = at + (lines.length === 1 ? text.length - 1 : 0);
}

const changing = new Set(['x', 'X', 'D', 'C', 's', 'S', 'p', 'P', 'J', '~', 'i', 'I', 'a', 'A', 'o', 'O']);

function replaceChars(editor: Editor, char: string, times: number): void {
  remember(editor);
  const line = current(editor);
  editor.lines[editor.row] =
    line.slice(0, editor.column) + char.repeat(times) + line.slice(editor.column + times);
}

/** Handles a key in normal mode. Gives true for keys that begin a change that `.` repeats. */
export function normalKey(editor: Editor, key: string, page: number): boolean {
  const typed = editor.pending + key;
  const replaced = /^([1-9]\d*)?r([\s\S]+)$/.exec(typed);
  if (replaced && key !== 'escape') {
    editor.pending = '';
    replaceChars(editor, replaced[2] ?? '', Number(replaced[1] ?? 1));
    return true;
  }
  const match = /^([1-9]\d*)?([dcy><]|g|r|Z)?([1-9]\d*)?([\s\S]*)$/.exec(typed);
  const [, first, operator, second, rest = ''] = match ?? [];
  const count =
    first === undefined && second === undefined ? undefined : Number(first ?? 1) * Number(second ?? 1);
  if (key === 'escape') {
    editor.pending = '';
    return false;
  }
  if (rest === '') {
    editor.pending = typed;
    return false;
  }
  editor.pending = '';
  const times = count ?? 1;
  if (operator === 'Z') {
    if (rest === 'Z') editor.prompt = 'x';
    if (rest === 'Q') editor.prompt = 'q!';
    editor.mode = 'command';
    return false;
  }
  if (operator === 'g') {
    const to = rest === 'g' ? motion(editor, 'gg', count, page) : undefined;
    if (to) Object.assign(editor, { row: to.row, column: to.column });
    return false;
  }
  if (operator !== undefined) {
    if (operator === '>' || operator === '<') {
      if (rest !== operator) return false;
      remember(editor);
      for (let row = editor.row; row < editor.row + times && row < editor.lines.length; row++) editor.lines[row] = operator === '>' ? `\t${editor.lines[row]}` : (editor.lines[row] ?? '').replace(/^(?:\t| {1,8})/, ''); // prettier-ignore
      return true;
    }
    const whole: Motion = {
      row: Math.min(editor.lines.length - 1, editor.row + times - 1),
      column: 0,
      linewise: true,
    };
    const wordwise = operator === 'c' && rest === 'w' ? 'e' : rest;
    const found = rest === operator ? whole : motion(editor, wordwise, count, page);
    if (!found) return false;
    // `dw` on the last word of a line stops at its end.
    const crosses = (rest === 'w' || rest === 'W') && found.row > editor.row;
    operate(
      editor,
      operator,
      crosses && operator !== 'c'
        ? { row: editor.row, column: current(editor).length, linewise: false }
        : found,
    );
    return operator !== 'y';
  }
  const to = motion(editor, rest, count, page);
  if (to) {
    editor.row = to.row;
    editor.column = to.column;
    return false;
  }
  simple(editor, rest, times);
  return changing.has(rest);
}

function simple(editor: Editor, key: string, times: number): void {
  const line = current(editor);
  const { row, column } = editor;
  const to = (end: number): Motion => ({ row, column: end, linewise: false });
  switch (key) {
    case 'x':
    case 'delete':
      if (line !== '') operate(editor, 'd', to(Math.min(line.length, column + times)));
      break;
    case 'X':
      if (column > 0) operate(editor, 'd', to(Math.max(0, column - times)));
      break;
    case 'D':
      operate(editor, 'd', to(line.length));
      break;
    case 'C':
      operate(editor, 'c', to(line.length));
      break;
    case 's':
      operate(editor, 'c', to(Math.min(line.length, column + times)));
      break;
    case 'S':
      operate(editor, 'c', { row, column: 0, linewise: true });
      break;
    case 'Y':
      operate(editor, 'y', {
        row: Math.min(editor.lines.length - 1, row + times - 1),
        column: 0,
        linewise: true,
      });
      break;
    case 'p':
    case 'P':
      put(editor, key === 'p', times);
      break;
    case 'i':
    case 'I':
    case 'a':
    case 'A':
      remember(editor);
      startInsert(
        editor,
        row,
        key === 'i'
          ? column
          : key === 'I'
            ? Math.max(0, line.search(/\S/))
            : key === 'a'
              ? Math.min(line.length, column + 1)
              : line.length,
      );
      break;
    case 'o':
    case 'O':
      remember(editor);
      editor.lines.splice(row + (key === 'o' ? 1 : 0), 0, '');
      startInsert(editor, row + (key === 'o' ? 1 : 0), 0);
      break;
    case 'J':
      if (row + 1 >= editor.lines.length) break;
      remember(editor);
      editor.lines.splice(row, 2, `${line} ${(editor.lines[row + 1] ?? '').trimStart()}`);
      editor.column = line.length;
      break;
    case '~': {
      remember(editor);
      const char = line[column] ?? '';
      editor.lines[row] =
        line.slice(0, column) +
        (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()) +
        line.slice(column + 1);
      editor.column++;
      break;
    }
    case 'u': {
      const before = editor.undo.pop();
      if (before) Object.assign(editor, before);
      else editor.message = 'Already at oldest change';
      break;
    }
    case ':':
      editor.mode = 'command';
      editor.prompt = '';
      break;
    case '/':
      editor.mode = 'search';
      editor.prompt = '';
      break;
    case '^G':
      editor.message = `"${editor.file ?? 'No file'}"${editor.changed ? ' [modified]' : ''} ${editor.lines.length} lines --${Math.round(((row + 1) * 100) / editor.lines.length)}%--`;
      break;
    default:
      break;
  }
  clamp(editor);
}
