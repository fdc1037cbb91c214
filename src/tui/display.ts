import type { Frame } from '../screen/frame.js';
import { createFrameSink } from '../screen/frame-sink.js';
import { createPainter, type PaintClock } from '../screen/painter.js';
import type { Size, TerminalView } from '../terminal/contract.js';
import type { Display, PaneArea } from './contract.js';

/** The real terminal that the display draws on. */
export interface DisplayTarget {
  columns: number;
  rows: number;
  write(bytes: string): boolean;
  once(event: 'drain', listener: () => void): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** A display and its end. */
export interface OpenDisplay extends Display {
  /** Paints the whole screen anew: somebody else wrote to it. */
  repaint(): void;
  close(): void;
}

/** Joins Ink's frames and the terminal's rows into one screen on a real terminal. */
export function createDisplay(target: DisplayTarget, clock: PaintClock): OpenDisplay {
  const size = (): Size => ({ columns: target.columns || 80, rows: target.rows || 24 });
  let chrome: readonly string[] = [];
  let view: TerminalView | undefined;
  let area: PaneArea | undefined;
  let stopView = () => {};
  const resizeListeners = new Set<(size: Size) => void>();

  const painter = createPainter(frame, target, clock);
  const sink = createFrameSink(size(), (rows) => {
    chrome = rows;
    painter.request();
  });

  function frame(): Frame {
    if (!view || !area) return { size: size(), chrome };
    const { rect, covered } = area;
    const lines = Array.from(
      { length: Math.min(rect.height, view.size.rows) },
      (_, row) => view?.row(row).ansi ?? '',
    );
    const cursor = view.cursor();
    const over = covered.map(({ left, top, width, height }) => ({ left, top, columns: width, rows: height }));
    return {
      size: size(),
      chrome,
      pane: { left: rect.left, top: rect.top, columns: rect.width, rows: rect.height, lines, covered: over },
      // A dialog has the keys: the shell's cursor would mislead.
      ...(cursor &&
        covered.length === 0 && {
          cursor: { column: rect.left + cursor.column, row: rect.top + cursor.row },
        }),
    };
  }

  const onResize = () => {
    sink.resize(size());
    for (const listener of [...resizeListeners]) listener(size());
    painter.repaint();
  };
  target.on('resize', onResize);

  return {
    stdout: sink as unknown as NodeJS.WriteStream,
    size,
    onResize(listener) {
      resizeListeners.add(listener);
      return () => resizeListeners.delete(listener);
    },
    showTerminal(nextView, nextArea) {
      if (nextView !== view) {
        stopView();
        stopView = nextView?.onChange(() => painter.request()) ?? (() => {});
      }
      view = nextView;
      area = nextArea;
      painter.request();
    },
    repaint: () => painter.repaint(),
    close() {
      target.off('resize', onResize);
      stopView();
      painter.stop();
    },
  };
}
