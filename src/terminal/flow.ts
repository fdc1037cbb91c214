/** Output that was handed out and not yet taken in; above the high mark the source is paused. */
const highMark = 1 << 20;
const lowMark = 1 << 18;

/** Slows a source down while its consumers are behind. */
export interface Flow {
  /** Counts a chunk until what the consumers returned for it has settled. */
  track(size: number, taken: readonly unknown[]): void;
}

/** Makes a flow for a source that can be paused. Sizes are characters. */
export function createFlow(source: { pause(): void; resume(): void }): Flow {
  let queued = 0;
  let paused = false;
  return {
    track(size, taken) {
      const pending = taken.filter((value) => value instanceof Promise);
      if (pending.length === 0) return;
      queued += size;
      if (queued > highMark && !paused) {
        paused = true;
        source.pause();
      }
      void Promise.allSettled(pending).then(() => {
        queued -= size;
        if (queued >= lowMark || !paused) return;
        paused = false;
        source.resume();
      });
    },
  };
}
