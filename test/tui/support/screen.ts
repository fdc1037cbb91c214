import { EventEmitter } from 'node:events';
import headless from '@xterm/headless';
import type { Size } from '../../../src/terminal/contract.js';
import type { Display, PaneArea } from '../../../src/tui/contract.js';
import { createDisplay } from '../../../src/tui/display.js';

/** A screen as a person sees it: what the compositor writes goes into a real emulator. */
export interface TestScreen {
  display: Display;
  terminal: headless.Terminal;
  /** The text on the screen, rows without blanks at their end. */
  text(): string;
  rows(): string[];
  /** Resolves when the text is on the screen; rejects with the screen when it does not come. */
  waitFor(wanted: string | RegExp | ((text: string) => boolean)): Promise<string>;
  resize(size: Size): void;
  /** How often something was painted. */
  paints(): number;
  /** Where the terminal pane was shown last. */
  area(): PaneArea | undefined;
}

const patience = 15_000;

/** Makes a screen of a size. */
export function testScreen(size: Size): TestScreen {
  const terminal = new headless.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  const waiting = new Set<() => void>();
  let paints = 0;
  let area: PaneArea | undefined;
  const outer = Object.assign(new EventEmitter(), {
    ...size,
    write(bytes: string) {
      paints++;
      terminal.write(bytes, () => [...waiting].forEach((look) => look()));
      return true;
    },
  });
  const display = createDisplay(outer, {
    now: () => Date.now(),
    after(ms, call) {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  });
  const text = () => screenRows(terminal).join('\n');
  return {
    terminal,
    text,
    rows: () => screenRows(terminal),
    paints: () => paints,
    area: () => area,
    waitFor: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const shown = text();
          if (!holds(wanted, shown)) return;
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
      terminal.resize(next.columns, next.rows);
      Object.assign(outer, next);
      outer.emit('resize');
    },
    display: {
      ...display,
      showTerminal(view, nextArea) {
        area = nextArea;
        display.showTerminal(view, nextArea);
      },
    },
  };
}

function holds(wanted: string | RegExp | ((text: string) => boolean), shown: string): boolean {
  if (typeof wanted === 'function') return wanted(shown);
  return typeof wanted === 'string' ? shown.includes(wanted) : wanted.test(shown);
}

function screenRows(terminal: headless.Terminal): string[] {
  const { active } = terminal.buffer;
  return Array.from(
    { length: terminal.rows },
    (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
  );
}
