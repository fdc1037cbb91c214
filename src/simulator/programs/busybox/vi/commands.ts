import { SysError, type ProcessContext } from '../../../host/contract.js';
import { strerror } from '../../lib/errors.js';
import { compileRegex } from '../../lib/regex.js';
import { decode, encode } from '../../lib/text.js';
import { Failure } from '../../lib/failure.js';
import { clamp, remember, textOf, type Editor } from './state.js';

/** Writes the text; tells how it went in the message line. */
function save(context: ProcessContext, editor: Editor, file: string | undefined): boolean {
  const path = file === undefined || file === '' ? editor.file : file;
  if (path === undefined) {
    editor.message = 'No current filename';
    return false;
  }
  try {
    const text = textOf(editor);
    context.fs.writeFile(path, encode(text));
    editor.file ??= path;
    if (path === editor.file) editor.changed = false;
    editor.message = `'${path}' ${editor.lines.length}L, ${encode(text).length}C`;
    return true;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    editor.message = `'${path}' ${strerror(error.code)}`;
    return false;
  }
}

function lineNumber(editor: Editor, text: string): number {
  if (text === '.') return editor.row;
  return text === '$' ? editor.lines.length - 1 : Number(text) - 1;
}

/** Runs a command typed after the colon. */
export function runCommand(context: ProcessContext, editor: Editor, command: string): void {
  const match = /^\s*(?:(%)|(\d+|[.$])(?:,(\d+|[.$]))?)?\s*([a-z]*)(!?)([\s\S]*)$/.exec(command);
  const [, all, from, to, name = '', force = '', rest = ''] = match ?? [];
  const start = all ? 0 : from === undefined ? editor.row : lineNumber(editor, from);
  const end = all ? editor.lines.length - 1 : to === undefined ? start : lineNumber(editor, to);
  const word = rest.trim();
  switch (name) {
    case '':
      if (from !== undefined) editor.row = end;
      break;
    case 'w':
    case 'write':
      save(context, editor, word);
      break;
    case 'q':
    case 'quit':
      if (editor.changed && force === '') editor.message = "No write since last change (':q!' overrides)";
      else editor.done = true;
      break;
    case 'wq':
    case 'x':
    case 'wn':
      if (name === 'x' && !editor.changed) editor.done = true;
      else editor.done = save(context, editor, word);
      break;
    case 'e':
    case 'edit': {
      const path = word || editor.file;
      if (path === undefined) break;
      if (editor.changed && force === '') {
        editor.message = "No write since last change (':e!' overrides)";
        break;
      }
      const text = context.fs.exists(path) ? decode(context.fs.readFile(path)) : '';
      editor.lines = text.replace(/\n$/, '').split('\n');
      Object.assign(editor, { row: 0, column: 0, top: 0, file: path, changed: false, undo: [] });
      break;
    }
    case 'set':
      if (/^(?:nu|number)$/.test(word)) editor.numbers = true;
      if (/^no(?:nu|number)$/.test(word)) editor.numbers = false;
      break;
    case 'd':
    case 'delete':
      remember(editor);
      editor.register = { lines: editor.lines.splice(start, end - start + 1), linewise: true };
      break;
    case 's':
      substitute(editor, start, end, rest);
      break;
    case 'r':
    case 'read':
      if (context.fs.exists(word)) {
        remember(editor);
        editor.lines.splice(
          editor.row + 1,
          0,
          ...decode(context.fs.readFile(word)).replace(/\n$/, '').split('\n'),
        );
      } else editor.message = `'${word}' No such file or directory`;
      break;
    default:
      editor.message = `'${command}' is not implemented`;
  }
  clamp(editor);
}

function substitute(editor: Editor, start: number, end: number, rest: string): void {
  const delimiter = rest[0] ?? '/';
  const [, pattern = '', replacement = '', flags = ''] = rest.split(delimiter);
  remember(editor);
  let count = 0;
  try {
    const regex = new RegExp(compileRegex(pattern, false), flags.includes('g') ? 'g' : '');
    const template = replacement
      .replace(/\$/g, '$$$$')
      .replace(/\\(\d)/g, '$$$1')
      .replace(/&/g, '$$&');
    for (let row = start; row <= end && row < editor.lines.length; row++) {
      const line = editor.lines[row] ?? '';
      const changed = line.replace(regex, template);
      if (changed !== line) {
        count++;
        editor.lines[row] = changed;
        editor.row = row;
      }
    }
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof SyntaxError)) throw error;
  }
  if (count === 0) editor.message = 'No match';
}
