import type { Fields, Value } from '../../contract.js';
import { resolve, type Schema } from '../../schema/definitions.js';
import { fieldFlags } from '../../schema/field-flags.js';
import { isFields } from '../../schema/value.js';

/** How a value merges: as one piece, field by field, or item by item. */
export type Structure =
  | { kind: 'atomic' }
  | { kind: 'map'; field(name: string): { schema: Schema; declared: boolean; present: boolean } }
  | { kind: 'list'; items: Schema; keys: readonly string[] | 'set' };

const atomic: Structure = { kind: 'atomic' };
const embedded = new Set([
  'Quantity',
  'IntOrString',
  'Time',
  'MicroTime',
  'FieldsV1',
  'RawExtension',
  'JSON',
]);

/** The structure of a value of this schema. Values without a schema merge field by field, their lists as one piece. */
export function structureOf(schema: Schema, value: Value): Structure {
  const name = schema.$ref;
  if (name && embedded.has(name.slice(name.lastIndexOf('.') + 1))) return atomic;
  const type = resolve(schema);
  if (schema['x-kubernetes-map-type'] === 'atomic' || type['x-kubernetes-map-type'] === 'atomic')
    return atomic;
  if (isFields(value)) {
    const flags = name ? fieldFlags(name) : undefined;
    return {
      kind: 'map',
      field(field) {
        const property = type.properties?.[field];
        if (property) {
          const how = flags?.get(field);
          // A Go struct that is no pointer is always there, so that setting its fields does not add it.
          const present = how !== undefined && !how.pointer && !how.map && !how.repeated;
          return { schema: property, declared: true, present };
        }
        const values = type.additionalProperties;
        return { schema: typeof values === 'object' ? values : {}, declared: false, present: false };
      },
    };
  }
  if (!Array.isArray(value)) return atomic;
  const listType = schema['x-kubernetes-list-type'] ?? type['x-kubernetes-list-type'];
  const items = schema.items ?? type.items ?? {};
  if (listType === 'set') return { kind: 'list', items, keys: 'set' };
  const keys = schema['x-kubernetes-list-map-keys'] ?? type['x-kubernetes-list-map-keys'];
  return listType === 'map' && keys ? { kind: 'list', items, keys } : atomic;
}

/** How FieldsV1 names an item: v:VALUE in sets, k:{KEYS} in lists with keys. */
export function itemElement(item: Value, items: Schema, keys: readonly string[] | 'set'): string {
  if (keys === 'set') return `v:${JSON.stringify(item)}`;
  const from: Fields = isFields(item) ? item : {};
  const properties = resolve(items).properties ?? {};
  const pairs = [...keys].sort().flatMap((key) => {
    const value = from[key] ?? properties[key]?.default;
    return value === undefined ? [] : [[key, value] as const];
  });
  return `k:${JSON.stringify(Object.fromEntries(pairs))}`;
}
