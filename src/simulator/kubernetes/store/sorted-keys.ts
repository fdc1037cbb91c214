/** Keys kept in order, so that pages of lists cost what they hold and not what the store holds. */
export interface SortedKeys {
  add(key: string): void;
  remove(key: string): void;
  /** All keys, or those after `start`. Do not change the array. */
  from(start?: string): readonly string[];
  readonly size: number;
}

function indexOf(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Makes an empty set of sorted keys. */
export function sortedKeys(): SortedKeys {
  const keys: string[] = [];
  return {
    add(key) {
      const at = indexOf(keys, key);
      if (keys[at] !== key) keys.splice(at, 0, key);
    },
    remove(key) {
      const at = indexOf(keys, key);
      if (keys[at] === key) keys.splice(at, 1);
    },
    from(start) {
      if (start === undefined) return keys;
      const at = indexOf(keys, start);
      return keys.slice(keys[at] === start ? at + 1 : at);
    },
    get size() {
      return keys.length;
    },
  };
}
