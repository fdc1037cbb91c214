/**
 * Keeps the order that a reader needs: what a command printed, what the tutor says about it, and only then the next
 * prompt. After a command has finished its followers wait for the verdict, but never longer than `limitMs`.
 */
export interface HoldBack {
  /** What the terminal printed. */
  data(chunk: string): void;
  /** A command finished: what follows waits. */
  hold(): void;
  /** The verdict is out: what waited goes on. */
  release(): void;
}

/** Makes a hold-back before a writer. */
export function createHoldBack(options: {
  write(text: string): void;
  after(ms: number, call: () => void): () => void;
  limitMs: number;
}): HoldBack {
  let held: string[] | undefined;
  let cancel: (() => void) | undefined;
  const release = () => {
    cancel?.();
    cancel = undefined;
    const waiting = held;
    held = undefined;
    if (waiting && waiting.length > 0) options.write(waiting.join(''));
  };
  return {
    data(chunk) {
      if (held) held.push(chunk);
      else options.write(chunk);
    },
    hold() {
      held ??= [];
      cancel?.();
      cancel = options.after(options.limitMs, release);
    },
    release,
  };
}
