import type { Unsubscribe } from '../environments/contract.js';

/** The smallest event source: listeners in order of subscription. */
export interface Emitter<T> {
  on(listener: (value: T) => void): Unsubscribe;
  emit(value: T): void;
}

/** Makes an event source. A listener that ends its own subscription while called is fine. */
export function emitter<T>(): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    on(listener) {
      const own = (value: T) => listener(value);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    emit(value) {
      for (const listener of [...listeners]) listener(value);
    },
  };
}
