import type { Cancel, Clock } from '../../clock.js';

/** Names of things to look at, each at most once at a time, worked off on the clock. */
export interface WorkQueue {
  /** Soon. Something already waiting is not added twice. */
  add(key: string): void;
  /** After so many milliseconds; of several times for one key the soonest counts. */
  addAfter(key: string, ms: number): void;
  stop(): void;
}

/** How many keys are worked off before other timers and input get their turn. */
const batch = 100;
/** The exponential back-off of client-go's default rate limiter for controllers. */
const firstRetry = 5;
const lastRetry = 1_000_000;

/**
 * A queue in the manner of client-go's rate-limiting workqueue: keys are deduplicated; a `process` that throws is called
 * again for that key, later each time; success forgets the failures.
 */
export function workQueue(clock: Clock, process: (key: string) => void): WorkQueue {
  const waiting = new Set<string>();
  const delayed = new Map<string, { at: number; cancel: Cancel }>();
  const failures = new Map<string, number>();
  let scheduled: Cancel | undefined;
  let stopped = false;

  const wake = () => {
    if (!stopped) scheduled ??= clock.after(0, drain);
  };

  function drain() {
    scheduled = undefined;
    let left = batch;
    for (const key of waiting) {
      if (stopped || left-- === 0) break;
      waiting.delete(key);
      work(key);
    }
    if (waiting.size > 0) wake();
  }

  function work(key: string) {
    try {
      process(key);
      failures.delete(key);
    } catch {
      // Every failure of a controller is retried: the world has changed, or refuses for now.
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      addAfter(key, Math.min(firstRetry * 2 ** count, lastRetry));
    }
  }

  function add(key: string) {
    if (stopped) return;
    waiting.add(key);
    wake();
  }

  function addAfter(key: string, ms: number) {
    if (stopped) return;
    if (ms <= 0) return add(key);
    const at = clock.now() + ms;
    const before = delayed.get(key);
    if (before && before.at <= at) return;
    before?.cancel();
    const cancel = clock.after(ms, () => {
      delayed.delete(key);
      add(key);
    });
    delayed.set(key, { at, cancel });
  }

  return {
    add,
    addAfter,
    stop() {
      stopped = true;
      scheduled?.();
      for (const { cancel } of delayed.values()) cancel();
      delayed.clear();
      waiting.clear();
    },
  };
}
