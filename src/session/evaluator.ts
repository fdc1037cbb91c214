import type { Trigger } from '../checks/contract.js';

/** Runs the checks of the current step when something changed: one run at a time, nothing missed in between. */
export interface Evaluator {
  /** Something of this kind changed. */
  changed(...triggers: Trigger[]): void;
  /** Looks at everything; resolves when that look is done. */
  all(): Promise<void>;
  /** Resolves when no look is under way or due. */
  idle(): Promise<void>;
  close(): void;
}

/** What the evaluator needs: the look itself, and timers. */
export interface EvaluatorOptions {
  /** Looks at the checks that these triggers concern (undefined: all); says whether a later look may see more. */
  look(changed: ReadonlySet<Trigger> | undefined): Promise<{ lookAgain: boolean }>;
  after(ms: number, call: () => void): () => void;
}

/**
 * Events of one command come in bursts (create, connect, start): they are gathered for this many milliseconds. Short
 * enough not to be felt, long enough to save most of the looks.
 */
const gatherMs = 12;
/** Servers answer and health turns a moment after the event: looks go on for a while, ever more slowly. */
const againMs = [
  100, 200, 300, 500, 800, 1200, 2000, 2000, 3000, 3000, 5000, 5000, 5000, 5000, 5000, 5000, 5000,
];

/** Makes an evaluator. */
export function createEvaluator({ look, after }: EvaluatorOptions): Evaluator {
  let due: Set<Trigger> | 'all' | undefined;
  let running: Promise<void> | undefined;
  let cancelGather: (() => void) | undefined;
  let cancelAgain: (() => void) | undefined;
  let again = 0;
  let closed = false;

  async function run(): Promise<void> {
    while (due && !closed) {
      const changed = due === 'all' ? undefined : due;
      due = undefined;
      cancelAgain?.();
      const { lookAgain } = await look(changed);
      const wait = againMs[again];
      if (lookAgain && !closed && wait !== undefined) {
        again++;
        cancelAgain = after(wait, () => void start('all'));
      }
    }
  }

  function start(what: Set<Trigger> | 'all'): Promise<void> {
    due = what === 'all' || due === 'all' ? 'all' : new Set([...(due ?? []), ...what]);
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  }

  const gathered = new Set<Trigger>();
  return {
    changed(...triggers) {
      if (closed) return;
      again = 0;
      for (const trigger of triggers) gathered.add(trigger);
      cancelGather ??= after(gatherMs, () => {
        cancelGather = undefined;
        const what = new Set(gathered);
        gathered.clear();
        void start(what);
      });
    },
    async all() {
      again = 0;
      await start('all');
      while (running) await running;
    },
    async idle() {
      while (running) await running;
    },
    close() {
      closed = true;
      cancelGather?.();
      cancelAgain?.();
    },
  };
}
