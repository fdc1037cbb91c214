import type { Fields, Value } from '../../contract.js';
import type { Schema } from '../../schema/definitions.js';
import { equal, isFields } from '../../schema/value.js';
import { itemElement, structureOf } from './structure.js';

/**
 * A set of field paths as FieldsV1 writes it: nested objects with keys f:NAME, k:{KEYS}, v:VALUE; "." or an empty object
 * stands for the field itself.
 */
export type FieldSet = Fields;

const self = '.';
const isLeaf = (set: FieldSet) => Object.keys(set).length === 0;
const has = (set: FieldSet) => isLeaf(set) || self in set;

function child(set: FieldSet, element: string): FieldSet | undefined {
  const found = set[element];
  return isFields(found) ? found : undefined;
}

/** Puts the paths of `inner` (and the element itself, where `own`) under an element. */
function put(into: FieldSet, element: string, inner: FieldSet, own: boolean): void {
  if (isLeaf(inner)) {
    if (own) into[element] = {};
  } else into[element] = own ? { [self]: {}, ...inner } : inner;
}

/** All fields of a value. `applied`: as a configuration owns them; else as a change that adds them does. */
export function setOf(schema: Schema, value: Value, applied: boolean): FieldSet {
  const structure = structureOf(schema, value);
  const result: FieldSet = {};
  if (structure.kind === 'map' && isFields(value))
    for (const [name, inner] of Object.entries(value)) {
      const field = structure.field(name);
      const set = setOf(field.schema, inner, applied);
      const own = isLeaf(set) || (applied ? !field.declared : !field.present);
      put(result, `f:${name}`, set, own);
    }
  if (structure.kind === 'list' && Array.isArray(value))
    for (const item of value)
      put(
        result,
        itemElement(item, structure.items, structure.keys),
        setOf(structure.items, item, applied),
        true,
      );
  return result;
}

/** What a change did: the fields that are new or other than before, and those that are gone. */
export interface Difference {
  changed: FieldSet;
  removed: FieldSet;
}

/** Compares two values of a schema. */
export function difference(schema: Schema, before: Value, after: Value): Difference {
  const changed: FieldSet = {};
  const removed: FieldSet = {};
  const structure = structureOf(schema, after);
  const step = (
    element: string,
    inner: Schema,
    a: Value | undefined,
    b: Value | undefined,
    present: boolean,
  ) => {
    if (b === undefined) {
      if (a !== undefined) put(removed, element, setOf(inner, a, false), true);
    } else if (a === undefined) {
      const set = setOf(inner, b, false);
      put(changed, element, set, isLeaf(set) || !present);
    } else if (!equal(a, b)) {
      const deeper = structureOf(inner, b);
      if (deeper.kind === 'atomic' || structureOf(inner, a).kind !== deeper.kind) {
        changed[element] = {};
        return;
      }
      const both = difference(inner, a, b);
      if (!isLeaf(both.changed)) changed[element] = both.changed;
      if (!isLeaf(both.removed)) removed[element] = both.removed;
    }
  };
  if (structure.kind === 'map' && isFields(before) && isFields(after))
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const field = structure.field(name);
      step(`f:${name}`, field.schema, before[name], after[name], field.present);
    }
  if (structure.kind === 'list' && Array.isArray(before) && Array.isArray(after)) {
    const index = (list: Value[]) =>
      new Map(list.map((item) => [itemElement(item, structure.items, structure.keys), item]));
    const [a, b] = [index(before), index(after)];
    for (const element of new Set([...a.keys(), ...b.keys()]))
      step(element, structure.items, a.get(element), b.get(element), false);
  }
  return { changed, removed };
}

/** The fields in a or b. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = { ...a };
  for (const [element, inner] of Object.entries(b)) {
    if (element === self) {
      result[self] = {};
      continue;
    }
    const [mine, other] = [child(a, element), inner as FieldSet];
    if (!mine) result[element] = other;
    else {
      const joined = union(isLeaf(mine) ? {} : mine, isLeaf(other) ? {} : other);
      const own = has(mine) || has(other);
      result[element] = isLeaf(joined) ? {} : own ? { [self]: {}, ...joined } : joined;
    }
  }
  return result;
}

/** The fields of a that are not in b. */
export function without(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = {};
  for (const [element, value] of Object.entries(a)) {
    if (element === self) continue;
    const mine = value as FieldSet;
    const other = child(b, element);
    if (!other) {
      result[element] = mine;
      continue;
    }
    const own = has(mine) && !has(other);
    const rest = isLeaf(mine) ? {} : without(mine, isLeaf(other) ? {} : other);
    put(result, element, rest, own);
  }
  return result;
}

/** The fields in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = {};
  for (const [element, value] of Object.entries(a)) {
    const other = child(b, element);
    if (element === self || !other) continue;
    const mine = value as FieldSet;
    const both = isLeaf(mine) || isLeaf(other) ? {} : intersection(mine, other);
    put(result, element, both, has(mine) && has(other));
  }
  return result;
}

/** Paths of the fields in the words of conflict messages: .spec.containers[name="c"].image */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  return Object.entries(set).flatMap(([element, value]) => {
    if (element === self) return [];
    const inner = value as FieldSet;
    const path = prefix + elementText(element);
    return [...(has(inner) ? [path] : []), ...(isLeaf(inner) ? [] : pathsOf(inner, path))];
  });
}

function elementText(element: string): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('v:')) return `[=${rest}]`;
  const keys = JSON.parse(rest) as Fields;
  return `[${Object.entries(keys)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',')}]`;
}

/** Takes the fields of a set out of a value. Returns the value without them; undefined when it is all gone. */
export function removeFields(schema: Schema, value: Value, set: FieldSet): Value | undefined {
  const structure = structureOf(schema, value);
  if (structure.kind === 'map' && isFields(value)) {
    const result: Fields = {};
    for (const [name, inner] of Object.entries(value)) {
      const gone = child(set, `f:${name}`);
      const left = !gone
        ? inner
        : isLeaf(gone)
          ? undefined
          : removeFields(structure.field(name).schema, inner, gone);
      if (left !== undefined) result[name] = left;
    }
    return Object.keys(result).length || !has(set) ? result : undefined;
  }
  if (structure.kind === 'list' && Array.isArray(value)) {
    const result = value.flatMap((item) => {
      const gone = child(set, itemElement(item, structure.items, structure.keys));
      if (!gone) return [item];
      // An item whose own entry goes, goes as a whole.
      if (has(gone)) return [];
      return [removeFields(structure.items, item, gone) ?? {}];
    });
    return result.length || !has(set) ? result : undefined;
  }
  return has(set) ? undefined : value;
}
