import { SysError, type ProcessContext } from '../../../host/contract.js';
import { strerror } from '../../lib/errors.js';
import { readLine, write } from '../../lib/io.js';
import { decode } from '../../lib/text.js';
import { readKeys, type Key } from '../../shell/edit/keys.js';
import { complain, type Applet } from '../applet.js';
import { runCommand } from './commands.js';
import { normalKey } from './normal.js';
import { clamp, createEditor, current, search, type Editor } from './state.js';

/** `vi [-R] [+LINE] [FILE]...` */
export const vi: Applet = async (context, args) => {
  const [file] = args.filter((arg) => !arg.startsWith('-') && !arg.startsWith('+'));
  let text = '';
  let message = '';
  try {
    if (file !== undefined && context.fs.exists(file)) {
      text = decode(context.fs.readFile(file));
      message = `'${file}' ${text.split('\n').length - 1}/${text.split('\n').length - 1} 100%`;
    } else if (file !== undefined) message = `'${file}' [New file]`;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return complain(context, `'${file}' ${strerror(error.code)}`);
  }
  const editor = createEditor(text, file);
  editor.message = message;
  const line = args.find((arg) => /^\+\d+$/.test(arg));
  if (line !== undefined) editor.row = Number(line.slice(1)) - 1;
  clamp(editor);
  if (!context.tty || !context.isTty(0)) return editScript(context, editor);
  const back = context.tty.raw();
  try {
    await write(context.stdout, '\x1b[?1049h');
    while (!editor.done) {
      await show(context, editor);
      const bytes = await context.stdin.read();
      if (!bytes) break;
      for (const key of readKeys(decode(bytes))) press(context, editor, key);
    }
    const { rows } = context.tty.size();
    await write(context.stdout, `\x1b[?1049l\x1b[${rows};1H\x1b[K`);
  } finally {
    back();
  }
  return 0;
};

/** Without a terminal the keys come as they are from standard input. */
async function editScript(context: ProcessContext, editor: Editor): Promise<number> {
  for (let line = await readLine(context.stdin); line && !editor.done; line = await readLine(context.stdin))
    for (const key of readKeys(decode(line))) if (!editor.done) press(context, editor, key);
  return 0;
}

const nameOf = (key: Key): string =>
  key.kind === 'text'
    ? key.text
    : key.kind === 'named'
      ? key.name
      : key.letter === '['
        ? 'escape'
        : `^${key.letter}`;

/** Handles one key; `.` plays the keys of the last change again. */
function press(context: ProcessContext, editor: Editor, key: Key): void {
  const name = nameOf(key);
  if (editor.mode === 'normal' && editor.pending === '' && name === '.') {
    const keys = [...editor.lastChange];
    for (const each of keys) handle(context, editor, each);
    editor.lastChange = keys;
    return;
  }
  handle(context, editor, name);
}

const recording = new WeakMap<Editor, string[]>();

function handle(context: ProcessContext, editor: Editor, name: string): void {
  const page = Math.max(1, (context.tty?.size().rows ?? 24) - 2);
  const keys = recording.get(editor) ?? [];
  keys.push(name);
  recording.set(editor, keys);
  if (editor.mode === 'insert') {
    insertKey(editor, name);
    if (name === 'escape') {
      editor.lastChange = keys;
      recording.set(editor, []);
    }
  } else if (editor.mode === 'normal') {
    editor.message = '';
    const changes = normalKey(editor, name, page);
    // The key may have put the editor into insert mode: the change then ends with Escape.
    const mode = editor.mode as Editor['mode'];
    if (mode === 'normal' && editor.pending === '') {
      if (changes) editor.lastChange = keys;
      recording.set(editor, []);
    }
    if (mode === 'command' && editor.prompt !== '') {
      editor.mode = 'normal';
      runCommand(context, editor, editor.prompt);
    }
  } else promptKey(context, editor, name);
  clamp(editor);
}

function insertKey(editor: Editor, name: string): void {
  const line = current(editor);
  const { row, column } = editor;
  const typed = name === '^I' ? '\t' : [...name].length === 1 ? name : undefined;
  if (typed !== undefined) {
    editor.lines[row] = line.slice(0, column) + typed + line.slice(column);
    editor.column += typed.length;
    return;
  }
  switch (name) {
    case 'escape':
    case '^C':
      editor.mode = 'normal';
      editor.column--;
      break;
    case '^M':
    case '^J':
      editor.lines.splice(row, 1, line.slice(0, column), line.slice(column));
      editor.row++;
      editor.column = 0;
      break;
    case '^H':
      if (column > 0) {
        editor.lines[row] = line.slice(0, column - 1) + line.slice(column);
        editor.column--;
      } else if (row > 0) {
        const before = editor.lines[row - 1] ?? '';
        editor.lines.splice(row - 1, 2, before + line);
        editor.row--;
        editor.column = before.length;
      }
      break;
    case 'delete':
      editor.lines[row] = line.slice(0, column) + line.slice(column + 1);
      break;
    case '^W': {
      const kept = line.slice(0, column).replace(/\S+\s*$/, '');
      editor.lines[row] = kept + line.slice(column);
      editor.column = kept.length;
      break;
    }
    case 'left':
      editor.column--;
      break;
    case 'right':
      editor.column++;
      break;
    case 'up':
      editor.row--;
      break;
    case 'down':
      editor.row++;
      break;
    case 'home':
      editor.column = 0;
      break;
    case 'end':
      editor.column = line.length;
      break;
    default:
      break;
  }
}

function promptKey(context: ProcessContext, editor: Editor, name: string): void {
  recording.set(editor, []);
  if (name === '^M' || name === '^J') {
    const { mode, prompt } = editor;
    editor.mode = 'normal';
    editor.message = '';
    if (mode === 'command') runCommand(context, editor, prompt);
    else {
      editor.pattern = prompt === '' ? editor.pattern : prompt;
      const found = search(editor, editor.pattern, true);
      if (found) Object.assign(editor, found);
      else editor.message = 'Pattern not found';
    }
  } else if (name === 'escape' || name === '^C' || (name === '^H' && editor.prompt === ''))
    editor.mode = 'normal';
  else if (name === '^H') editor.prompt = editor.prompt.slice(0, -1);
  else if (name === '^U') editor.prompt = '';
  else if ([...name].length === 1) editor.prompt += name;
}

async function show(context: ProcessContext, editor: Editor): Promise<void> {
  const { columns, rows } = context.tty?.size() ?? { columns: 80, rows: 24 };
  const height = rows - 1;
  if (editor.row < editor.top) editor.top = editor.row;
  if (editor.row >= editor.top + height) editor.top = editor.row - height + 1;
  const gutter = editor.numbers ? 8 : 0;
  const expand = (text: string) => {
    let shown = '';
    for (const char of text) shown += char === '\t' ? ' '.repeat(8 - (shown.length % 8)) : char;
    return shown;
  };
  const cursor = expand(current(editor).slice(0, editor.column)).length;
  const shift = Math.max(0, cursor - (columns - gutter - 1));
  const lines = Array.from({ length: height }, (_, row) => {
    const line = editor.lines[editor.top + row];
    if (line === undefined) return '~';
    const number = editor.numbers ? `${String(editor.top + row + 1).padStart(7)} ` : '';
    return number + expand(line).slice(shift, shift + columns - gutter);
  });
  const place = `${editor.row + 1}/${editor.lines.length} ${Math.round(((editor.row + 1) * 100) / editor.lines.length)}%`;
  const mode = editor.mode === 'insert' ? 'I' : '-';
  const plain = `${mode} ${editor.file ?? 'No file'}${editor.changed ? ' [modified]' : ''} ${place}`;
  const prompts = editor.mode === 'command' || editor.mode === 'search';
  const status = prompts ? (editor.mode === 'command' ? ':' : '/') + editor.prompt : editor.message || plain;
  const at = prompts
    ? `\x1b[${rows};${status.length + 1}H`
    : `\x1b[${editor.row - editor.top + 1};${cursor - shift + gutter + 1}H`;
  await write(
    context.stdout,
    `\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}\r\n${status.slice(0, columns - 1)}\x1b[K${at}`,
  );
}
