import { Writable } from 'node:stream';
import headless from '@xterm/headless';
import type { Size, TerminalView } from '../../../src/terminal/contract.js';
import type { Display, PaneArea } from '../../../src/tui/contract.js';

/** A screen as a person sees it: a real emulator shows the frames of Ink and the rows of the terminal. */
export interface TestScreen {
  display: Display;
  terminal: headless.Terminal;
  /** The text on the screen, rows without blanks at their end. */
  text(): string;
  rows(): string[];
  /** Resolves when the text is on the screen; rejects with the screen when it does not come. */
  waitFor(wanted: string | RegExp | ((text: string) => boolean)): Promise<string>;
  resize(size: Size): void;
  frames(): number;
  area(): PaneArea | undefined;
}

const patience = 8_000;

/** Makes a screen of a size. */
export function testScreen(size: Size): TestScreen {
  const terminal = new headless.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  const waiting = new Set<() => void>();
  const resizeListeners = new Set<(size: Size) => void>();
  let current = size;
  let chrome: string[] = [];
  let view: TerminalView | undefined;
  let area: PaneArea | undefined;
  let unsubscribe: (() => void) | undefined;
  let frames = 0;

  const draw = () => {
    let bytes = '\u001b[H';
    for (let row = 0; row < current.rows; row++) {
      bytes += `\u001b[${row + 1};1H\u001b[0m${chrome[row] ?? ''}\u001b[0m\u001b[K`;
    }
    if (view && area) bytes += paneBytes(view, area);
    terminal.write(bytes, () => [...waiting].forEach((look) => look()));
  };
  const sink = Object.assign(
    new Writable({
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        const frame = chunk.replaceAll(/\u001b\[\?25[lh]/g, '');
        if (frame !== '') {
          frames++;
          chrome = frame.split('\n');
          draw();
        }
        done();
      },
    }),
    { columns: size.columns, rows: size.rows, isTTY: true },
  );
  const text = () => screenRows(terminal).join('\n');
  return {
    terminal,
    text,
    rows: () => screenRows(terminal),
    frames: () => frames,
    area: () => area,
    waitFor: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const shown = text();
          const found =
            typeof wanted === 'function'
              ? wanted(shown)
              : typeof wanted === 'string'
                ? shown.includes(wanted)
                : wanted.test(shown);
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(shown);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`Not on the screen: ${String(wanted)}\n${text()}`));
        }, patience);
        waiting.add(look);
        look();
      }),
    resize(next) {
      current = next;
      Object.assign(sink, next);
      terminal.resize(next.columns, next.rows);
      resizeListeners.forEach((listener) => listener(next));
    },
    display: {
      stdout: sink as unknown as NodeJS.WriteStream,
      size: () => current,
      onResize(listener) {
        resizeListeners.add(listener);
        return () => resizeListeners.delete(listener);
      },
      showTerminal(nextView, nextArea) {
        area = nextArea;
        if (view !== nextView) {
          unsubscribe?.();
          view = nextView;
          unsubscribe = view?.onChange(draw);
        }
        draw();
      },
    },
  };
}

function paneBytes(view: TerminalView, { rect, covered }: PaneArea): string {
  let bytes = '';
  for (let row = 0; row < Math.min(rect.height, view.size.rows); row++) {
    const y = rect.top + row;
    if (covered.some((one) => y >= one.top && y < one.top + one.height)) continue;
    bytes += `\u001b[${y + 1};${rect.left + 1}H${view.row(row).ansi}\u001b[0m`;
  }
  return bytes;
}

function screenRows(terminal: headless.Terminal): string[] {
  const { active } = terminal.buffer;
  return Array.from(
    { length: terminal.rows },
    (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
  );
}
