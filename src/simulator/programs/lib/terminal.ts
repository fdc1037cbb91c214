import type { ProcessContext } from '../../host/contract.js';
import { edit, emptyLine, lineOf, type Line } from '../shell/edit/line.js';
import { readKeys } from '../shell/edit/keys.js';
import { readLine, write } from './io.js';
import { decode, encode } from './text.js';

/** Reads lines from a terminal with editing and a history of its own. */
export interface Terminal {
  /** The next line; undefined at ^D, ^C or the end. */
  readLine(prompt: string): Promise<string | undefined>;
}

/** Makes a line reader for programs with a prompt; reads plain lines where there is no terminal. */
export function createTerminal(context: ProcessContext): Terminal {
  const history: string[] = [];
  return {
    async readLine(prompt) {
      if (!context.tty) {
        await write(context.stdout, prompt);
        const bytes = await readLine(context.stdin);
        return bytes && decode(bytes).replace(/\n$/, '');
      }
      const back = context.tty.raw();
      try {
        await write(context.stdout, prompt);
        const line = await editWith(context, prompt, history);
        if (line) history.push(line);
        return line;
      } finally {
        back();
      }
    },
  };
}

async function editWith(
  context: ProcessContext,
  prompt: string,
  history: readonly string[],
): Promise<string | undefined> {
  let line: Line = emptyLine;
  let place = history.length;
  const show = (next: Line) => {
    line = next;
    const back = next.text.length - next.cursor;
    return write(context.stdout, `\r${prompt}${next.text}\x1b[K${back > 0 ? `\x1b[${back}D` : ''}`);
  };
  for (let bytes = await context.stdin.read(); bytes; bytes = await context.stdin.read()) {
    const keys = readKeys(decode(bytes));
    for (const [index, key] of keys.entries()) {
      const name = key.kind === 'control' ? key.letter : key.kind === 'named' ? key.name : '';
      if (name === 'M' || name === 'J') {
        await write(context.stdout, '\r\n');
        const rest = keys.slice(index + 1).map((each) => (each.kind === 'text' ? each.text : each.kind === 'control' ? String.fromCharCode(each.letter.charCodeAt(0) - 64) : '')).join(''); // prettier-ignore
        if (rest !== '') context.stdin.unread(encode(rest));
        return line.text;
      }
      if (name === 'C' || (name === 'D' && line.text === '')) {
        await write(context.stdout, '\r\n');
        return undefined;
      }
      if (name === 'up' || name === 'P') {
        place = Math.max(0, place - 1);
        await show(lineOf(history[place] ?? ''));
        continue;
      }
      if (name === 'down' || name === 'N') {
        place = Math.min(history.length, place + 1);
        await show(lineOf(history[place] ?? ''));
        continue;
      }
      const edited = edit(line, key);
      if (edited) await show(edited);
    }
  }
  return undefined;
}
