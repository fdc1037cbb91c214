import type { Terminal } from '@xterm/headless';
import type { Unsubscribe } from '../environments/contract.js';
import type { Size, StyledRow, TerminalView } from './contract.js';
import { createListeners } from './listeners.js';
import { loadXterm } from './load-xterm.js';
import { rowToAnsi } from './row.js';
import { findMatch, type Match } from './search.js';
import type { ColorDepth } from './sgr.js';

/** A terminal emulator in memory. */
export interface Emulator extends TerminalView {
  /** Takes output of the shell; resolves when it is on the screen. */
  write(chunk: string): Promise<void>;
  resize(size: Size): void;
  /** Answers to what programs ask the terminal (device attributes, cursor position): they belong to their input. */
  onReply(listener: (bytes: string) => void): Unsubscribe;
  dispose(): void;
}

/** Loads xterm and makes an emulator. `scrollback` is in lines. */
export async function createEmulator(
  size: Size,
  options: { scrollback?: number; depth?: ColorDepth } = {},
): Promise<Emulator> {
  const { Terminal, GraphemesAddon } = await loadXterm();
  const terminal = new Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: options.scrollback ?? 5000,
    allowProposedApi: true,
    // Its complaints about broken sequences would go to the console, which is our screen.
    logLevel: 'off',
  });
  // Without it xterm has the widths of Unicode 6, and emoji would shift the rest of their line.
  terminal.loadAddon(new GraphemesAddon());
  return view(terminal, options.depth ?? 'truecolor');
}

function view(terminal: Terminal, depth: ColorDepth): Emulator {
  const changes = createListeners<void>();
  const replies = createListeners<string>();
  const scratch = terminal.buffer.active.getNullCell();
  const isCursorShown = followCursor(terminal);
  let rows = new Map<number, string>();
  let match: Match | undefined;

  terminal.onData((bytes) => replies.emit(bytes));
  const changed = () => {
    rows = new Map();
    changes.emit();
  };
  const buffer = () => terminal.buffer.active;
  const offset = () => buffer().baseY - buffer().viewportY;
  const forgetMatch = () => {
    match?.marker.dispose();
    match = undefined;
  };
  const serialise = (index: number) => {
    const line = buffer().viewportY + index;
    const highlight = match?.marker.line === line ? match : undefined;
    return rowToAnsi(buffer().getLine(line), terminal.cols, { depth, highlight, scratch });
  };

  return {
    get size() {
      return { columns: terminal.cols, rows: terminal.rows };
    },
    row(index): StyledRow {
      const ansi = rows.get(index) ?? serialise(index);
      rows.set(index, ansi);
      return { ansi };
    },
    cursor() {
      const row = buffer().cursorY + offset();
      if (!isCursorShown() || row >= terminal.rows) return undefined;
      return { column: Math.min(buffer().cursorX, terminal.cols - 1), row };
    },
    scrollOffset: offset,
    scrollBy(lines) {
      terminal.scrollLines(lines);
      changed();
    },
    scrollToEnd() {
      forgetMatch();
      terminal.scrollToBottom();
      changed();
    },
    search(text, direction) {
      // The line of the last match may have left the scroll-back.
      if (match?.marker.isDisposed) match = undefined;
      const found = findMatch(terminal, text, direction, match);
      if (!found) return false;
      forgetMatch();
      match = found;
      const { viewportY } = buffer();
      const inView = found.marker.line >= viewportY && found.marker.line < viewportY + terminal.rows;
      // In the middle of the view a match has context on both sides.
      if (!inView) terminal.scrollToLine(Math.max(0, found.marker.line - (terminal.rows >> 1)));
      changed();
      return true;
    },
    modes: () => ({
      mouse: terminal.modes.mouseTrackingMode !== 'none',
      bracketedPaste: terminal.modes.bracketedPasteMode,
      applicationCursor: terminal.modes.applicationCursorKeysMode,
      alternateScreen: buffer().type === 'alternate',
    }),
    onChange: (listener) => changes.add(listener),
    write: (chunk) =>
      new Promise((resolve) => {
        terminal.write(chunk, () => {
          changed();
          resolve();
        });
      }),
    resize({ columns, rows: height }) {
      forgetMatch();
      terminal.resize(Math.max(2, columns), Math.max(1, height));
      changed();
    },
    onReply: (listener) => replies.add(listener),
    dispose: () => terminal.dispose(),
  };
}

/** xterm tells whether the cursor is shown (DECTCEM) to its renderer only: listen to the same sequences. */
function followCursor(terminal: Terminal): () => boolean {
  let shown = true;
  const set = (value: boolean) => {
    shown = value;
    return false;
  };
  const { parser } = terminal;
  parser.registerCsiHandler({ prefix: '?', final: 'h' }, (params) => params.includes(25) && set(true));
  parser.registerCsiHandler({ prefix: '?', final: 'l' }, (params) => params.includes(25) && set(false));
  parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => set(true));
  parser.registerEscHandler({ final: 'c' }, () => set(true));
  return () => shown;
}
