import { createFrameSink } from '../screen/frame-sink.js';
import { type PaintClock, type PaintTarget, createPainter } from '../screen/painter.js';
import type { Frame, Rectangle } from '../screen/frame.js';
import type { Size, TerminalView } from '../terminal/contract.js';
import type { Display, PaneArea, Rect } from './contract.js';

/** The real terminal: its size, its resizes and where bytes go. process.stdout is one. */
interface Outer extends PaintTarget {
  columns?: number;
  rows?: number;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** A display and its end. */
interface OpenDisplay extends Display {
  /** Paints the whole screen anew: somebody else wrote to it. */
  repaint(): void;
  close(): void;
}

/** Puts Ink's frames and the terminal's rows together and paints what has changed. */
export function createDisplay(outer: Outer, clock: PaintClock): OpenDisplay {
  const size = (): Size => ({ columns: outer.columns || 80, rows: outer.rows || 24 });
  const listeners = new Set<(size: Size) => void>();
  let chrome: readonly string[] = [];
  let view: TerminalView | undefined;
  let area: PaneArea | undefined;
  let unfollow: (() => void) | undefined;

  const painter = createPainter(frame, outer, clock);
  const sink = createFrameSink(size(), (rows) => {
    chrome = rows;
    painter.request();
  });
  const onResize = () => {
    sink.resize(size());
    for (const listener of [...listeners]) listener(size());
    painter.repaint();
  };
  outer.on('resize', onResize);

  function frame(): Frame {
    if (!view || !area) return { size: size(), chrome };
    const { rect, covered } = area;
    // After a resize the emulator is told a little later than the layout: rows that it does not have stay blank.
    const rows = Math.min(rect.height, view.size.rows);
    const lines = Array.from({ length: rows }, (_, index) => view!.row(index).ansi);
    const pane = { ...rectangle(rect), lines, covered: covered.map(rectangle) };
    return { size: size(), chrome, pane, cursor: cursorIn(view, area) };
  }

  return {
    // Ink needs columns, rows, write and resize events of its stream; the sink has these.
    stdout: sink as unknown as NodeJS.WriteStream,
    size,
    onResize(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    showTerminal(nextView, nextArea) {
      if (view !== nextView) {
        unfollow?.();
        unfollow = nextView?.onChange(painter.request);
      }
      view = nextView;
      area = nextArea;
      painter.request();
    },
    repaint: painter.repaint,
    close() {
      outer.off('resize', onResize);
      unfollow?.();
      painter.stop();
    },
  };
}

function rectangle({ left, top, width, height }: Rect): Rectangle {
  return { left, top, columns: width, rows: height };
}

/** The cell of the real cursor; none while a dialog has the keyboard or the emulator hides it. */
function cursorIn(view: TerminalView, { rect, covered, cursor }: PaneArea): Frame['cursor'] {
  const inner = view.cursor();
  if (!cursor || !inner || covered.length > 0) return undefined;
  if (inner.column >= rect.width || inner.row >= rect.height) return undefined;
  return { column: rect.left + inner.column, row: rect.top + inner.row };
}
