import type { Fields, Value } from '../contract.js';
import { resolve, type Schema } from './definitions.js';
import { isFields } from './value.js';

/** Fills in the defaults that the schema declares, inside objects and lists that are there. Changes the value. */
export function applySchemaDefaults(schema: Schema, value: Value): void {
  const target = resolve(schema);
  if (Array.isArray(value)) {
    if (target.items) for (const item of value) applySchemaDefaults(target.items, item);
    return;
  }
  if (!isFields(value)) return;
  if (target.properties) applyToFields(target.properties, value);
  else if (typeof target.additionalProperties === 'object')
    for (const inner of Object.values(value)) applySchemaDefaults(target.additionalProperties, inner);
}

function applyToFields(properties: Record<string, Schema>, value: Fields): void {
  for (const [name, property] of Object.entries(properties)) {
    const fallback = property.default;
    if (value[name] === undefined && fallback !== undefined) value[name] = structuredClone(fallback);
    const inner = value[name];
    if (inner !== undefined && inner !== null && typeof inner === 'object')
      applySchemaDefaults(property, inner);
  }
}
