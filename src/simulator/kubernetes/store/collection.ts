import type { KubeObject } from '../contract.js';
import { sortedKeys, type SortedKeys } from './sorted-keys.js';

/** The objects of one resource with the indexes that lists use. Keys are "namespace/name" ("/name" without). */
export interface Collection {
  get(key: string): KubeObject | undefined;
  set(key: string, object: KubeObject): void;
  delete(key: string): void;
  /** Keys in order, of one namespace or of all, after `start` where given. */
  keys(namespace: string | undefined, start?: string): readonly string[];
  /** Keys of the objects that carry this label, in no order. */
  labelled(label: string, value: string): ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** The key of an object in its collection. */
export function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** Makes an empty collection. */
export function collection(): Collection {
  const objects = new Map<string, KubeObject>();
  const all = sortedKeys();
  const namespaces = new Map<string, SortedKeys>();
  const labels = new Map<string, Set<string>>();

  const labelsOf = (object: KubeObject) =>
    Object.entries(object.metadata.labels ?? {}).map(([k, v]) => `${k}=${v}`);
  const index = (key: string, object: KubeObject) => {
    for (const label of labelsOf(object)) {
      let keys = labels.get(label);
      if (!keys) labels.set(label, (keys = new Set()));
      keys.add(key);
    }
  };
  const unindex = (key: string, object: KubeObject) => {
    for (const label of labelsOf(object)) {
      const keys = labels.get(label);
      keys?.delete(key);
      if (keys?.size === 0) labels.delete(label);
    }
  };

  return {
    get: (key) => objects.get(key),
    set(key, object) {
      const previous = objects.get(key);
      if (previous) {
        if (previous.metadata.labels !== object.metadata.labels) unindex(key, previous);
      } else {
        all.add(key);
        const namespace = object.metadata.namespace ?? '';
        let own = namespaces.get(namespace);
        if (!own) namespaces.set(namespace, (own = sortedKeys()));
        own.add(key);
      }
      objects.set(key, object);
      index(key, object);
    },
    delete(key) {
      const previous = objects.get(key);
      if (!previous) return;
      objects.delete(key);
      all.remove(key);
      const namespace = previous.metadata.namespace ?? '';
      namespaces.get(namespace)?.remove(key);
      if (namespaces.get(namespace)?.size === 0) namespaces.delete(namespace);
      unindex(key, previous);
    },
    keys: (namespace, start) =>
      (namespace === undefined ? all : namespaces.get(namespace))?.from(start) ?? [],
    labelled: (label, value) => labels.get(`${label}=${value}`) ?? none,
  };
}
