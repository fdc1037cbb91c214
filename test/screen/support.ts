import type { Terminal } from '@xterm/headless';
import { onTestFinished, vi } from 'vitest';
import { loadXterm } from '../../src/terminal/load-xterm.js';

// Real terminals on a loaded machine: none of these tests is about time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** A real emulator in the place of the learner's terminal. */
export interface Outer {
  terminal: Terminal;
  write(bytes: string): Promise<void>;
  /** Rows as text, blanks at the end cut. */
  rows(): string[];
}

/** Makes an outer terminal that ends with the test. */
export async function outerTerminal(size: { columns: number; rows: number }): Promise<Outer> {
  const { Terminal, GraphemesAddon } = await loadXterm();
  const terminal = new Terminal({
    cols: size.columns,
    rows: size.rows,
    allowProposedApi: true,
    logLevel: 'off',
  });
  terminal.loadAddon(new GraphemesAddon());
  onTestFinished(() => terminal.dispose());
  return {
    terminal,
    write: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    rows: () =>
      Array.from({ length: terminal.rows }, (_, row) => {
        const { active } = terminal.buffer;
        return (
          active
            .getLine(active.baseY + row)
            ?.translateToString()
            .trimEnd() ?? ''
        );
      }),
  };
}

/** One cell as a person would see it. */
export function cellAt({ terminal }: Outer, column: number, row: number): string {
  const { active } = terminal.buffer;
  const cell = active.getLine(active.baseY + row)?.getCell(column);
  if (!cell) return 'no cell';
  const flags = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isBlink()];
  const more = [cell.isInverse(), cell.isInvisible(), cell.isStrikethrough(), cell.isOverline()];
  const style = [...flags, ...more].map((flag) => (flag ? 1 : 0)).join('');
  const color = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()];
  return [cell.getChars() || (cell.getWidth() ? ' ' : ''), cell.getWidth(), style, ...color].join('/');
}
