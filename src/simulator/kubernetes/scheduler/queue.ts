import type { Cancel, Clock } from '../../clock.js';
import { keyOf } from '../lib/meta.js';
import type { Pod } from '../lib/types.js';
import type { ClusterEvent } from './framework.js';
import { priorityOf } from './preemption.js';

/** Pods that wait for a node: ready to be tried, in back-off, or refused until something changes. */
export interface SchedulingQueue {
  add(pod: Pod): void;
  /** Forgets a pod that is gone or placed. */
  remove(key: string): void;
  /** After a failed attempt: waits for one of the events, and at least its back-off. */
  refused(pod: Pod, helpedBy: readonly ClusterEvent[]): void;
  /** Something happened: whoever it may help is tried again. */
  moved(event: ClusterEvent): void;
  /** The next pod: highest priority first, then the longest waiting. */
  next(): Pod | undefined;
  stop(): void;
}

const firstBackoff = 1000;
const lastBackoff = 10_000;
/** Refused pods are tried again after this long, whatever happened. */
const patience = 300_000;

interface Entry {
  pod: Pod;
  order: number;
  attempts: number;
  /** Undefined while ready. */
  refusal?: { at: number; helpedBy: readonly ClusterEvent[] };
  timer?: Cancel;
}

/** Makes the queue; `wake` is called whenever a pod becomes ready. */
export function schedulingQueue(clock: Clock, wake: () => void): SchedulingQueue {
  const entries = new Map<string, Entry>();
  const ready = new Set<Entry>();
  let order = 0;

  function makeReady(entry: Entry) {
    entry.timer?.();
    delete entry.timer;
    delete entry.refusal;
    ready.add(entry);
    wake();
  }
  const backoff = ({ attempts }: Entry) =>
    Math.min(firstBackoff * 2 ** Math.max(0, attempts - 1), lastBackoff);

  return {
    add(pod) {
      const known = entries.get(keyOf(pod));
      const entry: Entry = known ?? { pod, order: order++, attempts: 0 };
      entry.pod = pod;
      entries.set(keyOf(pod), entry);
      makeReady(entry);
    },
    remove(key) {
      const entry = entries.get(key);
      if (!entry) return;
      entry.timer?.();
      ready.delete(entry);
      entries.delete(key);
    },
    refused(pod, helpedBy) {
      const entry = entries.get(keyOf(pod));
      if (!entry) return;
      entry.attempts++;
      entry.refusal = { at: clock.now(), helpedBy };
      entry.timer = clock.after(patience, () => makeReady(entry));
    },
    moved(event) {
      for (const entry of entries.values()) {
        if (!entry.refusal?.helpedBy.includes(event)) continue;
        const left = entry.refusal.at + backoff(entry) - clock.now();
        if (left <= 0) {
          makeReady(entry);
          continue;
        }
        entry.timer?.();
        entry.timer = clock.after(left, () => makeReady(entry));
      }
    },
    next() {
      let first: Entry | undefined;
      for (const entry of ready) {
        if (!first || compare(entry, first) < 0) first = entry;
      }
      if (first) ready.delete(first);
      return first?.pod;
    },
    stop() {
      for (const entry of entries.values()) entry.timer?.();
      entries.clear();
      ready.clear();
    },
  };
}

function compare(a: Entry, b: Entry): number {
  return priorityOf(b.pod) - priorityOf(a.pod) || a.order - b.order;
}
