/** A value of the key space. */
export type Value =
  | { kind: 'string'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'hash'; fields: Map<string, string> }
  | { kind: 'set'; members: Set<string> }
  | { kind: 'zset'; scores: Map<string, number> };

/** A value and when it ends (milliseconds of the clock), if it does. */
export interface Entry {
  value: Value;
  expires?: number;
}

/** The command was for another kind of value. */
export class WrongType extends Error {
  override readonly name = 'WrongType';
}

/** One numbered database. */
export interface Database {
  /** The live entry of a key; an expired one is gone. */
  get(key: string): Entry | undefined;
  set(key: string, value: Value, expires?: number): void;
  delete(key: string): boolean;
  keys(): string[];
  clear(): void;
  /** The value of this kind, undefined for none; throws WrongType. */
  read<K extends Value['kind']>(key: string, kind: K): Extract<Value, { kind: K }> | undefined;
  /** All entries, for persistence. */
  entries(): [string, Entry][];
}

/** Makes an empty database on a clock. */
export function createDatabase(now: () => number): Database {
  const map = new Map<string, Entry>();
  const database: Database = {
    get(key) {
      const entry = map.get(key);
      if (entry?.expires === undefined || entry.expires > now()) return entry;
      map.delete(key);
      return undefined;
    },
    set(key, value, expires) {
      map.set(key, { value, ...(expires === undefined ? {} : { expires }) });
    },
    delete: (key) => database.get(key) !== undefined && map.delete(key),
    keys: () => [...map.keys()].filter((key) => database.get(key) !== undefined),
    clear: () => map.clear(),
    read(key, kind) {
      const value = database.get(key)?.value;
      if (value === undefined) return undefined;
      if (value.kind !== kind) throw new WrongType();
      return value as Extract<Value, { kind: typeof kind }>;
    },
    entries: () =>
      database.keys().flatMap((key): [string, Entry][] => {
        const entry = map.get(key);
        return entry ? [[key, entry]] : [];
      }),
  };
  return database;
}

/** Bytes that a value takes, roughly as redis counts them. */
export function sizeOf(key: string, value: Value): number {
  const texts =
    value.kind === 'string'
      ? [value.text]
      : value.kind === 'list'
        ? value.items
        : value.kind === 'hash'
          ? [...value.fields].flat()
          : value.kind === 'set'
            ? [...value.members]
            : [...value.scores.keys()];
  return 56 + key.length + texts.reduce((sum, text) => sum + text.length + 16, 0);
}
