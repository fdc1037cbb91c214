/** An editing session: the text, the cursor, and what was typed so far of a command. */
export interface Editor {
  lines: string[];
  row: number;
  column: number;
  /** First line on the screen. */
  top: number;
  mode: 'normal' | 'insert' | 'command' | 'search';
  /** Count and operator typed so far ("2d"). */
  pending: string;
  /** What is typed after : or /. */
  prompt: string;
  register: { lines: string[]; linewise: boolean };
  undo: { lines: string[]; row: number; column: number }[];
  message: string;
  file: string | undefined;
  changed: boolean;
  pattern: string;
  numbers: boolean;
  /** Keys of the last change, for `.`. */
  lastChange: string[];
  done: boolean;
}

/** Starts on a text. */
export function createEditor(text: string, file: string | undefined): Editor {
  const lines = text.replace(/\n$/, '').split('\n');
  return {
    lines,
    row: 0,
    column: 0,
    top: 0,
    mode: 'normal',
    pending: '',
    prompt: '',
    register: { lines: [''], linewise: true },
    undo: [],
    message: '',
    file,
    changed: false,
    pattern: '',
    numbers: false,
    lastChange: [],
    done: false,
  };
}

/** The text as it is written to the file. */
export function textOf(editor: Editor): string {
  return `${editor.lines.join('\n')}\n`;
}

/** The line that the cursor is on. */
export function current(editor: Editor): string {
  return editor.lines[editor.row] ?? '';
}

/** Keeps the state before a change, for `u`. */
export function remember(editor: Editor): void {
  editor.undo.push({ lines: [...editor.lines], row: editor.row, column: editor.column });
  if (editor.undo.length > 200) editor.undo.shift();
  editor.changed = true;
}

/** Puts the cursor where it may be. */
export function clamp(editor: Editor): void {
  if (editor.lines.length === 0) editor.lines = [''];
  editor.row = Math.max(0, Math.min(editor.row, editor.lines.length - 1));
  const last = current(editor).length - (editor.mode === 'insert' ? 0 : 1);
  editor.column = Math.max(0, Math.min(editor.column, last));
}

/** The place of the next (or previous) match of a text, wrapping around; undefined for none. */
export function search(
  editor: Editor,
  pattern: string,
  forward: boolean,
): { row: number; column: number } | undefined {
  const count = editor.lines.length;
  for (let step = 0; step <= count; step++) {
    const row = (editor.row + (forward ? step : count - step)) % count;
    const line = editor.lines[row] ?? '';
    const from = forward ? (step === 0 ? editor.column + 1 : 0) : step === 0 ? editor.column - 1 : Infinity;
    const column = forward ? line.indexOf(pattern, from) : from < 0 ? -1 : line.lastIndexOf(pattern, from);
    if (column >= 0) return { row, column };
  }
  return undefined;
}
