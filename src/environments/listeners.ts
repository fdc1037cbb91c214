import type { Unsubscribe } from './contract.js';

/** A list of listeners for one kind of news. */
export interface Listeners<News> {
  add(listener: (news: News) => void): Unsubscribe;
  tell(news: News): void;
}

/** Makes an empty list. Listeners may leave while they are being told. */
export function listeners<News>(): Listeners<News> {
  const all = new Set<{ listener: (news: News) => void }>();
  return {
    add(listener) {
      const entry = { listener };
      all.add(entry);
      return () => void all.delete(entry);
    },
    tell(news) {
      for (const { listener } of [...all]) listener(news);
    },
  };
}
