import type { ProcessContext } from '../../host/contract.js';
import { pump, readAll, write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { decode } from '../lib/text.js';
import { readKeys } from '../shell/edit/keys.js';
import { complainOf, open, type Applet } from './applet.js';
import type { Source } from '../../host/contract.js';

/** Keys come from the terminal, wherever standard input comes from. */
function keyboard(context: ProcessContext): Source {
  return context.isTty(0) ? context.stdin : context.openRead('/dev/tty');
}

/** `less [-EFIMNSh~] [FILE]...`: without a terminal it is cat. */
export const less: Applet = async (context, args) => {
  const options = getopt(
    args.filter((arg) => !arg.startsWith('+')),
    'EFIiMmNSRXh~',
  );
  const paths = options.operands.length ? options.operands : ['-'];
  if (!context.tty || !context.isTty(1)) {
    for (const path of paths) await pump(open(context, path), context.stdout);
    return 0;
  }
  for (const path of paths) {
    let text: string;
    try {
      text = decode(await readAll(open(context, path)));
    } catch (error) {
      return complainOf(context, path, error);
    }
    const lines = text.replace(/\n$/, '').split('\n');
    const { rows } = context.tty.size();
    if (options.has('F') && lines.length < rows) await write(context.stdout, text);
    else if ((await page(context, lines, path, options.has('N'))) === 'quit') break;
  }
  return 0;
};

async function page(
  context: ProcessContext,
  lines: readonly string[],
  name: string,
  numbers: boolean,
): Promise<'quit'> {
  const { tty } = context;
  if (!tty) return 'quit';
  const back = tty.raw();
  const keys = keyboard(context);
  let top = 0;
  let pattern = '';
  let typing: string | undefined;
  let message = name === '-' ? '' : name;
  try {
    for (;;) {
      const { columns, rows } = tty.size();
      const height = rows - 1;
      top = Math.max(0, Math.min(top, lines.length - height));
      const shown = Array.from({ length: height }, (_, row) => {
        const line = lines[top + row];
        if (line === undefined) return '~';
        return (numbers ? `${String(top + row + 1).padStart(7)} ${line}` : line).slice(0, columns);
      });
      const end = top + height >= lines.length ? '(END)' : ':';
      const status = typing ?? (message === '' ? end : `\x1b[7m${message}\x1b[m`);
      await write(context.stdout, `\x1b[H\x1b[J${shown.join('\r\n')}\r\n${status}`);
      message = '';
      const bytes = await keys.read();
      if (!bytes) return 'quit';
      for (const key of readKeys(decode(bytes))) {
        if (typing !== undefined) {
          if (key.kind === 'text') typing += key.text;
          else if (key.kind === 'control' && key.letter === 'H')
            typing = typing.length > 1 ? typing.slice(0, -1) : undefined;
          else if (key.kind === 'control' && (key.letter === 'M' || key.letter === 'J')) {
            pattern = typing.slice(1) || pattern;
            typing = undefined;
            const at = lines.findIndex((line, index) => index > top && line.includes(pattern));
            if (at >= 0) top = at;
            else message = 'Pattern not found';
          } else typing = undefined;
          continue;
        }
        switch (key.kind === 'named' ? key.name : key.kind === 'text' ? key.text : `^${key.letter}`) {
          case 'q':
          case 'Q':
          case '^C':
            await write(context.stdout, '\r\x1b[K');
            return 'quit';
          case 'j':
          case 'down':
          case '^M':
          case '^J':
            top++;
            break;
          case 'k':
          case 'up':
            top--;
            break;
          case ' ':
          case 'f':
          case 'pagedown':
            top += height;
            break;
          case 'b':
          case 'pageup':
            top -= height;
            break;
          case 'g':
          case 'home':
            top = 0;
            break;
          case 'G':
          case 'end':
            top = lines.length;
            break;
          case '/':
            typing = '/';
            break;
          case 'n': {
            const at = lines.findIndex(
              (line, index) => index > top && pattern !== '' && line.includes(pattern),
            );
            if (at >= 0) top = at;
            else message = 'Pattern not found';
            break;
          }
          default:
            break;
        }
      }
    }
  } finally {
    back();
  }
}

/** `more [FILE]...`: a page at a time on a terminal. */
export const more: Applet = async (context, args) => {
  for (const path of args.length ? args : ['-']) {
    if (!context.tty || !context.isTty(1)) {
      await pump(open(context, path), context.stdout);
      continue;
    }
    let lines: string[];
    try {
      lines = decode(await readAll(open(context, path))).split(/(?<=\n)/);
    } catch (error) {
      return complainOf(context, path, error);
    }
    const keys = keyboard(context);
    let left = context.tty.size().rows - 1;
    for (const [index, line] of lines.entries()) {
      if (left === 0) {
        const back = context.tty.raw();
        await write(context.stdout, `--More-- (${Math.round((index * 100) / lines.length)}%)`);
        const key = decode((await keys.read()) ?? new Uint8Array([113]));
        back();
        await write(context.stdout, '\r\x1b[K');
        if (/^[qQ\x03]/.test(key)) return 0;
        left = /^[\r\n]/.test(key) ? 1 : context.tty.size().rows - 1;
      }
      await write(context.stdout, line);
      left--;
    }
  }
  return 0;
};
