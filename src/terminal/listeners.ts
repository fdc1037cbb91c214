import type { Unsubscribe } from '../environments/contract.js';

/** A list of listeners that all get the same value, in the order they came. */
export interface Listeners<T, R = void> {
  add(listener: (value: T) => R): Unsubscribe;
  /** Calls every listener; returns what they said. */
  emit(value: T): R[];
}

/** Makes an empty list of listeners. A listener may unsubscribe itself while it is called. */
export function createListeners<T, R = void>(): Listeners<T, R> {
  const entries = new Set<{ listener: (value: T) => R }>();
  return {
    add(listener) {
      const entry = { listener };
      entries.add(entry);
      return () => entries.delete(entry);
    },
    emit: (value) => [...entries].map((entry) => entry.listener(value)),
  };
}
