import type { Api, KubeObject, ObjectMeta, ResourceKey } from '../contract.js';
import { controllerOf, keyOf } from '../lib/meta.js';

/** Tells of a change: `previous` is undefined when the object is new, `current` when it is gone. */
export type OnChange<T> = (current: T | undefined, previous: T | undefined) => void;

/** All objects of a resource as they are now, with indexes. The objects are the store's own: never change them. */
export interface Informer<T> {
  get(key: string): T | undefined;
  all(): Iterable<T>;
  /** Those that the named index files under this value, in the order they came. */
  by(index: string, value: string): T[];
  stop(): void;
}

type Indexes<T> = Readonly<Record<string, (object: T) => readonly (string | undefined)[]>>;

/** By namespace, and by the uid of the controlling owner: what most controllers look things up by. */
export const ownerIndexes = {
  namespace: (object: { metadata: ObjectMeta }) => [object.metadata.namespace],
  owner: (object: { metadata: ObjectMeta }) => [controllerOf(object)?.uid],
};

/**
 * Lists a resource and follows it. As the store tells watchers before a write returns, what an informer holds is always
 * current, and controllers need no expectations of what they wrote.
 */
export function informer<T extends { metadata: ObjectMeta }>(
  api: Api,
  resource: ResourceKey,
  options: { indexes?: Indexes<T>; on?: OnChange<T> } = {},
): Informer<T> {
  const objects = new Map<string, T>();
  const indexes = Object.entries(options.indexes ?? {}).map(([name, values]) => ({
    name,
    values,
    entries: new Map<string, Map<string, T>>(),
  }));

  function file(key: string, current: T | undefined, previous: T | undefined) {
    if (current) objects.set(key, current);
    else objects.delete(key);
    for (const { values, entries } of indexes) {
      const now = current ? values(current) : [];
      for (const value of previous ? values(previous) : []) {
        if (value === undefined || now.includes(value)) continue;
        const entry = entries.get(value);
        entry?.delete(key);
        if (entry?.size === 0) entries.delete(value);
      }
      for (const value of now) {
        if (value === undefined || !current) continue;
        let entry = entries.get(value);
        if (!entry) entries.set(value, (entry = new Map<string, T>()));
        entry.set(key, current);
      }
    }
  }

  function change(object: KubeObject, gone: boolean) {
    const current = object as unknown as T;
    const key = keyOf(object);
    const previous = objects.get(key);
    file(key, gone ? undefined : current, previous);
    // What is gone is told as it last was.
    options.on?.(gone ? undefined : current, gone ? current : previous);
  }

  const stop = api.watch(resource, ({ type, object }) => change(object, type === 'DELETED'));
  for (const object of api.list(resource)) change(object, false);

  return {
    get: (key) => objects.get(key),
    all: () => objects.values(),
    by(index, value) {
      const entry = indexes.find(({ name }) => name === index)?.entries.get(value);
      return entry ? [...entry.values()] : [];
    },
    stop,
  };
}

/** One stop for many parts. */
export function stopAll(...parts: { stop(): void }[]): { stop(): void } {
  return {
    stop() {
      for (const part of parts) part.stop();
    },
  };
}
