import { compose } from './compositor.js';
import type { Frame } from './frame.js';

/** The time that a painter needs; injected so that tests own it. */
export interface PaintClock {
  now(): number;
  /** Calls once after so many milliseconds; the returned function stops it. */
  after(ms: number, call: () => void): () => void;
}

/** Where frames go: standard output, or a test's terminal. */
export interface PaintTarget {
  /** False when the terminal takes the bytes slower than they come: then nothing is painted before it drained. */
  write(bytes: string): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

/** Paints frames when asked, but not more often than a person can see. */
export interface Painter {
  /** Something on the screen changed. The first request after a rest paints at once. */
  request(): void;
  /** Forgets what is on the screen (after a resize, or when others wrote to it) and paints it whole. */
  repaint(): void;
  /** Paints no more. */
  stop(): void;
}

/** Shortest time between two frames, in milliseconds: some 60 a second. */
const interval = 16;

/** Makes a painter. `frame` is asked for the screen as it is when a paint happens, so that nothing is drawn twice. */
export function createPainter(frame: () => Frame, target: PaintTarget, clock: PaintClock): Painter {
  let shown: Frame | undefined;
  let lastPaint = -Infinity;
  let cancel: (() => void) | undefined;
  let draining = false;
  let wanted = false;
  let stopped = false;

  const paint = () => {
    cancel = undefined;
    wanted = false;
    lastPaint = clock.now();
    const next = frame();
    const bytes = compose(shown, next);
    shown = next;
    if (bytes === '' || target.write(bytes)) return;
    draining = true;
    target.once('drain', () => {
      draining = false;
      if (wanted) request();
    });
  };
  const request = () => {
    if (stopped || cancel) return;
    if (draining) {
      wanted = true;
      return;
    }
    const wait = lastPaint + interval - clock.now();
    if (wait <= 0) paint();
    else cancel = clock.after(wait, paint);
  };

  return {
    request,
    repaint() {
      shown = undefined;
      request();
    },
    stop() {
      stopped = true;
      cancel?.();
      cancel = undefined;
    },
  };
}
