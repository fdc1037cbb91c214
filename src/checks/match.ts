import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { assign } from './assign.js';
import { isOperator, matchOperators } from './operators.js';
import { formatPath, type Key } from './path.js';
import { isNothing, own } from './same-value.js';

/** One place where a value is not as the pattern wants it. */
export interface Mismatch {
  /** As people write it: `Config.Env[2]`; empty for the whole value. */
  path: string;
  /** The same path, step by step. */
  keys: readonly Key[];
  /** The part of the pattern that did not match. */
  expected: Json;
  /** What is there; undefined when nothing is. */
  actual: Json | undefined;
}

/**
 * Matches a value against a partial pattern; an empty list means that it matches.
 *
 * - An object matches when each key of the pattern matches; other keys do not matter. `{}` wants the key to be there.
 * - A list matches when each wanted element finds an element of its own, in any order. When one is not found, the
 *   evidence compares it with the element of the same name: `name` of an object, KEY of a text `KEY=value`.
 * - An object whose keys all start with `$` is one or more operators; all of them must hold.
 * - Everything else matches when equal.
 * - null, `[]`, `{}` and a missing key are one value, "nothing": engines differ in which they write. So the patterns
 *   null and `[]` match a missing key; only `{}` and `$exists` look at whether the key is there.
 *
 * Pure. `$same` and `$remembered` must have been resolved before.
 */
export function match(pattern: Json, actual: Json | undefined, keys: readonly Key[] = []): Mismatch[] {
  if (Array.isArray(pattern)) return matchList(pattern, actual, keys);
  if (isJsonObject(pattern)) {
    return isOperator(pattern)
      ? matchOperators(pattern, actual, keys, match)
      : matchObject(pattern, actual, keys);
  }
  const equal = pattern === null ? isNothing(actual) : pattern === actual;
  return equal ? [] : [mismatch(keys, pattern, actual)];
}

/** Whether a value matches a pattern. */
export function matches(pattern: Json, actual: Json | undefined): boolean {
  return match(pattern, actual).length === 0;
}

/** Makes a mismatch at a path. */
function mismatch(keys: readonly Key[], expected: Json, actual: Json | undefined): Mismatch {
  return { path: formatPath(keys), keys, expected, actual };
}

function matchObject(pattern: JsonObject, actual: Json | undefined, keys: readonly Key[]): Mismatch[] {
  const wanted = Object.entries(pattern);
  if (wanted.length === 0) {
    const there = isJsonObject(actual) || (actual !== undefined && isNothing(actual));
    return there ? [] : [mismatch(keys, pattern, actual)];
  }
  if (!isJsonObject(actual) && !isNothing(actual)) return [mismatch(keys, pattern, actual)];
  // Where nothing is, each wanted key is looked for in vain: the evidence names the key, and {$exists: false} holds.
  const values = isJsonObject(actual) ? actual : {};
  return wanted.flatMap(([key, value]) => match(value, own(values, key), [...keys, key]));
}

function matchList(wanted: Json[], actual: Json | undefined, keys: readonly Key[]): Mismatch[] {
  if (!Array.isArray(actual)) {
    if (isNothing(actual) && wanted.length === 0) return [];
    return [mismatch(keys, wanted, actual)];
  }
  const pairs = assign(wanted.length, actual.length, (w, o) => matches(wanted[w] ?? null, actual[o]));
  const free = actual.map((_, o) => o).filter((o) => !pairs.includes(o));
  return wanted.flatMap((element, w) =>
    pairs[w] === undefined ? explainMissing(element, actual, free, keys) : [],
  );
}

/** A wanted element was not found: compares it with the element that was probably meant, if there is one. */
function explainMissing(wanted: Json, actual: Json[], free: number[], keys: readonly Key[]): Mismatch[] {
  const whole = [mismatch(keys, { $contains: wanted }, actual)];
  const candidates = free.map((o) => ({ o, found: match(wanted, actual[o], [...keys, o]) }));
  const name = nameOf(wanted);
  if (name !== undefined) {
    // The name tells which element is meant: without one of that name, none is.
    return closestOf(candidates.filter(({ o }) => nameOf(actual[o]) === name)) ?? whole;
  }
  if (!isJsonObject(wanted) || isOperator(wanted)) return whole;
  const closest = closestOf(candidates);
  const isMeant = candidates.length === 1 || (closest && closest.length < Object.keys(wanted).length);
  return closest && isMeant ? closest : whole;
}

function closestOf(candidates: { found: Mismatch[] }[]): Mismatch[] | undefined {
  return candidates.map(({ found }) => found).sort((a, b) => a.length - b.length)[0];
}

/** What tells an element from its neighbours: the `name` of an object, the KEY of a text `KEY=value`. */
function nameOf(element: Json | undefined): string | undefined {
  if (typeof element === 'string') return /^(\w+)=/.exec(element)?.[1];
  const name = isJsonObject(element) ? own(element, 'name') : undefined;
  return typeof name === 'string' ? name : undefined;
}
