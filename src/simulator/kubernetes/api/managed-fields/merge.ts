import type { Fields, Value } from '../../contract.js';
import type { Schema } from '../../schema/definitions.js';
import { isFields } from '../../schema/value.js';
import { itemElement, structureOf } from './structure.js';

/** Merges an applied value into the live one by the structure that the schema declares. */
export function mergeTyped(schema: Schema, live: Value | undefined, applied: Value): Value {
  const structure = structureOf(schema, applied);
  if (structure.kind === 'map' && isFields(applied)) {
    const result: Fields = isFields(live) ? { ...live } : {};
    for (const [name, value] of Object.entries(applied)) {
      if (value === null) delete result[name];
      else result[name] = mergeTyped(structure.field(name).schema, result[name], value);
    }
    return result;
  }
  if (structure.kind !== 'list' || !Array.isArray(applied)) return applied;
  const before = Array.isArray(live) ? live : [];
  const element = (item: Value) => itemElement(item, structure.items, structure.keys);
  const mine = new Map(applied.map((item) => [element(item), item]));
  const seen = new Set(before.map(element));
  return [
    ...before.map((item) => {
      const other = mine.get(element(item));
      return other === undefined ? item : mergeTyped(structure.items, item, other);
    }),
    ...applied.filter((item) => !seen.has(element(item))),
  ];
}
