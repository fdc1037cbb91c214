/** The time that a session and its screen need; injected so that tests own it. */
export interface SessionClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls once after so many milliseconds; the returned function stops it. */
  after(ms: number, call: () => void): () => void;
}

/** The machine's own time. */
export const systemClock: SessionClock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
