import type { KubeObject, ResourceKey, StoreEvent } from '../contract.js';
import { collection, keyOf, type Collection } from './collection.js';
import type { LabelRequirement } from './label-selector.js';
import { matchesLabels } from './label-selector.js';

/** A part of a list: its objects, and the key to continue after when there are more. */
export interface Page {
  items: KubeObject[];
  /** Key of the last object, when more follow. */
  next?: string;
  remaining?: number;
}

/** What a list wants. */
export interface Query {
  namespace?: string;
  labels?: readonly LabelRequirement[];
  /** Keeps what it says true to. */
  filter?: (object: KubeObject) => boolean;
  limit?: number;
  /** Key after which to go on. */
  start?: string;
}

/** Objects in memory, versions and watchers. Checks nothing: that is the work of the API. */
export interface Store {
  /** Version of the last change. */
  revision(): number;
  get(resource: ResourceKey, namespace: string | undefined, name: string): KubeObject | undefined;
  list(resource: ResourceKey, query?: Query): Page;
  /** Stores the object with the next version, tells the watchers, and returns it as stored. */
  put(resource: ResourceKey, object: KubeObject): KubeObject;
  /** Removes the object; watchers get its last state with the version of the removal. */
  remove(resource: ResourceKey, namespace: string | undefined, name: string): KubeObject | undefined;
  watch(resource: ResourceKey, listener: (event: StoreEvent) => void): () => void;
  /** Events after a version; undefined when they are no longer known. */
  since(resource: ResourceKey, revision: number): StoreEvent[] | undefined;
  /** Forgets all objects of a resource (its definition is gone). */
  drop(resource: ResourceKey): void;
}

interface Shelf {
  objects: Collection;
  listeners: Set<(event: StoreEvent) => void>;
  history: StoreEvent[];
  /** Versions up to this one are forgotten. */
  forgotten: number;
}

/** Makes an empty store. `history`: events remembered per resource before versions expire. */
export function createStore({ history = 2000, first = 1 } = {}): Store {
  let revision = first;
  const shelves = new Map<ResourceKey, Shelf>();
  const shelf = (resource: ResourceKey): Shelf => {
    let found = shelves.get(resource);
    if (!found) {
      found = { objects: collection(), listeners: new Set(), history: [], forgotten: first - 1 };
      shelves.set(resource, found);
    }
    return found;
  };
  const publish = (to: Shelf, event: StoreEvent) => {
    to.history.push(event);
    // Trimmed in halves, so that the cost of a write does not depend on the length of the history.
    if (to.history.length > history * 2) {
      to.forgotten = to.history[history - 1]!.resourceVersion;
      to.history = to.history.slice(history);
    }
    for (const listener of [...to.listeners]) listener(event);
  };
  const versioned = (object: KubeObject): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(++revision) },
  });

  return {
    revision: () => revision,
    get: (resource, namespace, name) => shelves.get(resource)?.objects.get(keyOf(namespace, name)),
    list(resource, query = {}) {
      const { objects } = shelf(resource);
      const items: KubeObject[] = [];
      const keys = candidates(objects, query);
      for (const [at, key] of keys.entries()) {
        const object = objects.get(key);
        if (!object || (query.labels && !matchesLabels(query.labels, object.metadata.labels))) continue;
        if (query.filter && !query.filter(object)) continue;
        items.push(object);
        if (query.limit && items.length === query.limit && at < keys.length - 1)
          return { items, next: key, remaining: keys.length - 1 - at };
      }
      return { items };
    },
    put(resource, object) {
      const to = shelf(resource);
      const key = keyOf(object.metadata.namespace, object.metadata.name);
      const previous = to.objects.get(key);
      const stored = versioned(object);
      to.objects.set(key, stored);
      publish(to, {
        type: previous ? 'MODIFIED' : 'ADDED',
        object: stored,
        ...(previous ? { previous } : {}),
        resourceVersion: revision,
      });
      return stored;
    },
    remove(resource, namespace, name) {
      const from = shelf(resource);
      const key = keyOf(namespace, name);
      const previous = from.objects.get(key);
      if (!previous) return undefined;
      from.objects.delete(key);
      const last = versioned(previous);
      publish(from, { type: 'DELETED', object: last, previous, resourceVersion: revision });
      return last;
    },
    watch(resource, listener) {
      const { listeners } = shelf(resource);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    since(resource, from) {
      const { history: events, forgotten } = shelf(resource);
      if (from < forgotten) return undefined;
      return events.filter((event) => event.resourceVersion > from);
    },
    drop: (resource) => void shelves.delete(resource),
  };
}

/** The keys worth looking at, in order: those of the rarest label asked for, else all of the namespace. */
function candidates(objects: Collection, query: Query): readonly string[] {
  const exact = query.labels?.filter((label) => label.operator === 'In' && label.values.length === 1) ?? [];
  const sets = exact.map((label) => objects.labelled(label.key, label.values[0]!));
  if (!sets.length) return objects.keys(query.namespace, query.start);
  const rarest = sets.reduce((a, b) => (b.size < a.size ? b : a));
  const prefix = query.namespace === undefined ? '' : `${query.namespace}/`;
  return [...rarest]
    .filter((key) => key.startsWith(prefix) && (query.start === undefined || key > query.start))
    .sort();
}
