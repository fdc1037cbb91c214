/** Stops a timer. Calling it twice, or after it fired, is allowed. */
export type Cancel = () => void;

/** All time in the simulator: injected everywhere, so that worlds can be paused, scaled and tested without waiting. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls once after so many milliseconds of this clock. */
  after(ms: number, call: () => void): Cancel;
}

/** The machine's own time. */
export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

interface Due {
  at: number;
  order: number;
  call: () => void;
}

/** A clock that only moves when told to; timers fire in order of their time, then of their making. */
export interface ManualClock extends Clock {
  /** Moves time on, firing what comes due; promises get their turn between two timers. */
  advance(ms: number): Promise<void>;
}

/** Makes a clock for tests. */
export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let time = start;
  let order = 0;
  const due = new Set<Due>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => time,
    after(ms, call) {
      const entry = { at: time + Math.max(0, ms), order: order++, call };
      due.add(entry);
      return () => due.delete(entry);
    },
    async advance(ms) {
      const end = time + ms;
      await settle();
      for (;;) {
        const next = [...due]
          .filter((entry) => entry.at <= end)
          .sort((a, b) => a.at - b.at || a.order - b.order)[0];
        if (!next) break;
        due.delete(next);
        time = next.at;
        next.call();
        await settle();
      }
      time = end;
    },
  };
}

/** Resolves after so many milliseconds of the clock; rejects with the signal's reason when that aborts first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const stop = () => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
}
