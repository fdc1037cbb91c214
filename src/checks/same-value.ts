import { isJsonObject, type Json } from '../json.js';

/**
 * True for what engines write when there is nothing: null, an empty list, an empty object, or no key at all.
 * Which of them the Docker Engine writes for a field differs between versions, so matching treats them as one.
 */
export function isNothing(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** Deep equality; the order of keys does not count, and all spellings of "nothing" are equal. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i]));
  }
  if (isJsonObject(a)) {
    if (!isJsonObject(b)) return false;
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) =>
      sameValue(own(a, key), own(b, key)),
    );
  }
  return a === b;
}

/** The value of an object's own key. */
export function own(object: { [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
