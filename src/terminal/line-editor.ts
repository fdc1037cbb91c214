import stringWidth from 'string-width';

/** A line being typed where no terminal driver edits it: what stands there, and the lines that came before. */
export interface EditedLine {
  text: string;
  history: readonly string[];
  /** Place in the history while going through it with the arrow keys; history.length is the new line. */
  at: number;
}

/** What a key does: the line after it, what appears on screen, and what goes to the shell. */
export interface Edit {
  line: EditedLine;
  echo: string;
  send: string;
}

/** Nothing typed yet. */
export const emptyLine: EditedLine = { text: '', history: [], at: 0 };

const keys = /\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z]|.)?|[\s\S]/gu;

/**
 * Edits a line as a terminal driver in cooked mode does (termios(3): ERASE, WERASE, KILL, EOF, INTR), with the arrow keys
 * for lines typed before. Pure; takes any number of keys at once.
 */
export function editLine(line: EditedLine, typed: string): Edit {
  let edit: Edit = { line, echo: '', send: '' };
  for (const key of typed.match(keys) ?? []) {
    const { line: next, echo, send } = press(edit.line, key);
    edit = { line: next, echo: edit.echo + echo, send: edit.send + send };
  }
  return edit;
}

function press(line: EditedLine, key: string): Edit {
  const { text, history } = line;
  switch (key) {
    case '\r':
    case '\n':
      return { line: enter(line), echo: '\r\n', send: `${text}\n` };
    case '\x7f':
    case '\b':
      return replace(line, text.slice(0, text.length - (lastSign(text)?.length ?? 0)), line.at);
    case '\x15':
      return replace(line, '', line.at);
    case '\x17':
      return replace(line, text.replace(/\S+\s*$/, ''), line.at);
    case '\x03':
      return { line: { ...line, text: '', at: history.length }, echo: '^C\r\n', send: '\x03' };
    case '\x04':
      return { line, echo: '', send: text === '' ? '\x04' : '' };
    case '\x1b[A':
    case '\x1bOA':
      return recall(line, line.at - 1);
    case '\x1b[B':
    case '\x1bOB':
      return recall(line, line.at + 1);
    default:
      // Other control keys mean nothing to a plain line; a tab is a character of it.
      if (key !== '\t' && /^[\x00-\x1f]/.test(key)) return { line, echo: '', send: '' };
      return { line: { ...line, text: text + key }, echo: key, send: '' };
  }
}

function enter({ text, history }: EditedLine): EditedLine {
  const kept = text.trim() === '' || text === history.at(-1) ? history : [...history, text].slice(-500);
  return { text: '', history: kept, at: kept.length };
}

function recall(line: EditedLine, at: number): Edit {
  if (at < 0 || at > line.history.length) return { line, echo: '', send: '' };
  return replace(line, line.history[at] ?? '', at);
}

/** Takes away what stands there, cell by cell, and writes the new text. */
function replace(line: EditedLine, text: string, at: number): Edit {
  const shared = text !== '' && line.text.startsWith(text) ? text : '';
  const gone = [...segments(line.text.slice(shared.length))].reduce(
    (cells, sign) => cells + stringWidth(sign),
    0,
  );
  const echo = '\b \b'.repeat(gone) + text.slice(shared.length);
  return { line: { ...line, text, at }, echo, send: '' };
}

function lastSign(text: string): string | undefined {
  return [...segments(text)].at(-1);
}

const segmenter = new Intl.Segmenter();

function* segments(text: string): Generator<string> {
  for (const { segment } of segmenter.segment(text)) yield segment;
}
