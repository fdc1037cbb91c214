import { readLine, write } from '../../lib/io.js';
import { columnsOf } from '../../lib/columns.js';
import { decode } from '../../lib/text.js';
import { sink } from '../report.js';
import type { Shell } from '../state.js';
import { commonStart, complete } from './complete.js';
import { edit, emptyLine, insert, lineOf, type Line } from './line.js';
import { readKeys, type Key } from './keys.js';

/** What came of editing: a line, ^C, or the end of the input. */
export type Edited = { kind: 'line'; text: string } | { kind: 'interrupt' } | { kind: 'end' };

/** Lets the user edit a line after a prompt, in raw mode; reads a plain line where there is no terminal. */
export async function editLine(shell: Shell, prompt: string): Promise<Edited> {
  const { tty, stdin } = shell.context;
  const show = () => write(sink(shell, 2), prompt.replaceAll('\n', '\r\n'));
  if (!tty || !shell.context.isTty(0)) {
    await show();
    const bytes = await readLine(stdin);
    return bytes ? { kind: 'line', text: decode(bytes).replace(/\n$/, '') } : { kind: 'end' };
  }
  // Raw before the prompt: who types as soon as it is there must not meet the line discipline.
  const back = tty.raw();
  try {
    await show();
    return await editRaw(shell, prompt.slice(prompt.lastIndexOf('\n') + 1), tty.size().columns);
  } finally {
    back();
  }
}

async function editRaw(shell: Shell, prompt: string, columns: number): Promise<Edited> {
  const { stdin } = shell.context;
  const screen = sink(shell, 2);
  const promptWidth = prompt.replace(/\x1b\[[0-9;]*[a-zA-Z]/g, '').length;
  let line = emptyLine;
  let draft = '';
  let place = shell.history.length;
  let shownCursor = 0;
  let searching: { text: string; hit: string } | undefined;
  const show = async (next: Line) => {
    const plainAppend = next.cursor === next.text.length && next.text.startsWith(line.text) && line.cursor === line.text.length && shownCursor === line.cursor; // prettier-ignore
    const old = line;
    line = next;
    if (plainAppend && next.text !== old.text) {
      shownCursor = next.cursor;
      const added = next.text.slice(old.text.length);
      const wraps = (promptWidth + next.text.length) % columns === 0;
      return write(screen, wraps ? `${added}\r\n` : added);
    }
    const up = Math.floor((promptWidth + shownCursor) / columns);
    const rowsUp = up > 0 ? `\x1b[${up}A` : '';
    const endRow = Math.floor((promptWidth + next.text.length) / columns);
    const row = Math.floor((promptWidth + next.cursor) / columns);
    const column = (promptWidth + next.cursor) % columns;
    const lift = endRow > row ? `\x1b[${endRow - row}A` : '';
    shownCursor = next.cursor;
    const full = (promptWidth + next.text.length) % columns === 0 ? '\r\n' : '';
    return write(
      screen,
      `${rowsUp}\r${prompt}${next.text}${full}\x1b[J${lift}\r${column ? `\x1b[${column}C` : ''}`,
    );
  };
  const recall = async (step: number) => {
    const next = place + step;
    if (next < 0 || next > shell.history.length) return;
    if (place === shell.history.length) draft = line.text;
    place = next;
    await show(lineOf(shell.history[place] ?? draft, line.cut));
  };
  const tab = async () => {
    const { start, words } = complete(shell, line.text.slice(0, line.cursor));
    if (words.length === 0) return write(screen, '\x07');
    const common = commonStart(words);
    const typed = line.text.slice(start, line.cursor);
    const ends = words.length === 1 && !common.endsWith('/') ? ' ' : '';
    if (common.length > typed.length || ends) return show(insert(line, common.slice(typed.length) + ends));
    const names = words.map(
      (word) => word.replace(/\/$/, '').split('/').at(-1) + (word.endsWith('/') ? '/' : ''),
    );
    await write(screen, `\r\n${columnsOf(names, columns).replaceAll('\n', '\r\n')}${prompt}`);
    shownCursor = 0;
    const { cursor, text } = line;
    line = emptyLine;
    await show({ ...lineOf(text), cursor });
  };
  /** ^R: looks back in the history while the user types. */
  const search = async (key: Key): Promise<boolean> => {
    if (!searching) return false;
    if (key.kind === 'text') searching.text += key.text;
    else if (key.kind === 'control' && key.letter === 'H') searching.text = searching.text.slice(0, -1);
    else if (!(key.kind === 'control' && key.letter === 'R')) {
      const { hit } = searching;
      searching = undefined;
      await write(screen, `\r\x1b[J${prompt}`);
      line = emptyLine;
      shownCursor = 0;
      await show(lineOf(hit));
      return false;
    }
    const { text } = searching;
    searching.hit = shell.history.findLast((each) => text !== '' && each.includes(text)) ?? searching.hit;
    await write(screen, `\r\x1b[J(reverse-i-search)'${searching.text}': ${searching.hit}`);
    return true;
  };

  for (let bytes = await stdin.read(); bytes; bytes = await stdin.read()) {
    const text = decode(bytes);
    const keys = readKeys(text);
    for (const [index, key] of keys.entries()) {
      if (await search(key)) continue;
      const edited = edit(line, key);
      if (edited) {
        await show(edited);
        continue;
      }
      switch (key.kind === 'named' ? key.name : key.kind === 'control' ? key.letter : '') {
        case 'M':
        case 'J': {
          if (line.cursor < line.text.length) await show({ ...line, cursor: line.text.length });
          await write(screen, '\r\n');
          giveBack(shell, text, keys.length - index - 1);
          return { kind: 'line', text: line.text };
        }
        case 'C':
          await write(screen, '^C\r\n');
          return { kind: 'interrupt' };
        case 'D':
          if (line.text === '') return { kind: 'end' };
          await show(edit(line, { kind: 'named', name: 'delete' }) ?? line);
          break;
        case 'L': {
          await write(screen, `\x1b[H\x1b[J${prompt}`);
          const { cursor, text: kept } = line;
          line = emptyLine;
          shownCursor = 0;
          await show({ ...lineOf(kept), cursor });
          break;
        }
        case 'P':
        case 'up':
          await recall(-1);
          break;
        case 'N':
        case 'down':
          await recall(1);
          break;
        case 'R':
          searching = { text: '', hit: line.text };
          await write(screen, `\r\x1b[J(reverse-i-search)'': ${line.text}`);
          break;
        case 'I':
          await tab();
          break;
        default:
          break;
      }
    }
  }
  return { kind: 'end' };
}

/** Keys after Enter are for the command that is about to run, or for the next prompt. */
function giveBack(shell: Shell, text: string, left: number): void {
  if (left === 0) return;
  // A line discipline would have made a newline of Enter.
  const rest = [...text].slice(-left).join('').replaceAll('\r', '\n');
  shell.context.stdin.unread(new TextEncoder().encode(rest));
}
