/** Time as the app needs it. */
interface Timing {
  now(): number;
  after(ms: number, call: () => void): () => void;
}

/** Calls at once, and then at most once in so many milliseconds; the last wish is never lost. */
export function throttled(call: () => void, ms: number, timing: Timing): { ask(): void; stop(): void } {
  let last = -Infinity;
  let cancel: (() => void) | undefined;
  const run = () => {
    cancel = undefined;
    last = timing.now();
    call();
  };
  return {
    ask() {
      if (cancel) return;
      const wait = last + ms - timing.now();
      if (wait <= 0) run();
      else cancel = timing.after(wait, run);
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
