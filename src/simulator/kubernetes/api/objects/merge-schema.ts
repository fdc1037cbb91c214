import type { Schema } from '../../schema/definitions.js';
import { fullSchema } from '../../schema/structural.js';
import type { Served } from '../registry.js';

const full = new WeakMap<Served, Schema>();

/** The schema by which objects of a resource merge and own fields: by name for built-in kinds, else with metadata. */
export function mergeSchema(info: Served): Schema {
  if (info.schemaName) return { $ref: info.schemaName };
  let found = full.get(info);
  if (!found) full.set(info, (found = fullSchema(info.schema)));
  return found;
}
