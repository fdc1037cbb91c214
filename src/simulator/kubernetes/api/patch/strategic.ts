import type { Fields, Value } from '../../contract.js';
import { resolve, type Schema } from '../../schema/definitions.js';
import { equal, isFields } from '../../schema/value.js';
import { internal } from '../errors.js';

const directive = '$patch';
const deletePrefix = '$deleteFromPrimitiveList/';
const orderPrefix = '$setElementOrder/';
const retainKeys = '$retainKeys';

/** Kubernetes' strategic merge patch: lists merge by the keys that the schema declares, directives say otherwise. */
export function strategicMerge(schema: Schema, target: Value | undefined, patch: Value): Value {
  if (!isFields(patch)) return patch;
  return mergeFields(schema, isFields(target) ? target : {}, patch);
}

function propertyOf(schema: Schema, name: string): Schema {
  const type = resolve(schema);
  const values = type.additionalProperties;
  return type.properties?.[name] ?? (typeof values === 'object' ? values : {});
}

function mergeFields(schema: Schema, target: Fields, patch: Fields): Fields {
  if (patch[directive] === 'replace') {
    const { [directive]: _, ...rest } = patch;
    return clean(rest) as Fields;
  }
  if (patch[directive] === 'delete') return {};
  const result: Fields = { ...target };
  const retained = patch[retainKeys];
  if (Array.isArray(retained))
    for (const name of Object.keys(result)) if (!retained.includes(name)) delete result[name];
  for (const [name, value] of Object.entries(patch)) {
    if (name === directive || name === retainKeys || name.startsWith(orderPrefix)) continue;
    if (name.startsWith(deletePrefix)) {
      const list = name.slice(deletePrefix.length);
      const gone = Array.isArray(value) ? value : [];
      if (Array.isArray(result[list]))
        result[list] = result[list].filter((x) => !gone.some((g) => equal(g, x)));
      continue;
    }
    if (value === null) delete result[name];
    else result[name] = mergeValue(propertyOf(schema, name), result[name], value, patch[orderPrefix + name]);
  }
  for (const [name, value] of Object.entries(patch)) {
    if (!name.startsWith(orderPrefix)) continue;
    const list = name.slice(orderPrefix.length);
    if (patch[list] === undefined && Array.isArray(result[list]))
      result[list] = ordered(result[list], value, mergeKey(propertyOf(schema, list)), []);
  }
  return result;
}

const mergeKey = (schema: Schema) =>
  schema['x-kubernetes-patch-merge-key'] ?? resolve(schema)['x-kubernetes-patch-merge-key'];

function mergeValue(
  schema: Schema,
  target: Value | undefined,
  patch: Value,
  order: Value | undefined,
): Value {
  const strategy = schema['x-kubernetes-patch-strategy'] ?? '';
  if (isFields(patch)) {
    if (strategy.includes('replace') && patch[directive] === undefined) return clean(patch);
    return mergeFields(schema, isFields(target) ? target : {}, patch);
  }
  if (!Array.isArray(patch) || !strategy.includes('merge')) return clean(patch);
  const before = Array.isArray(target) ? target : [];
  const key = mergeKey(schema);
  if (key === undefined) {
    const joined = [...before, ...patch.filter((item) => !before.some((other) => equal(other, item)))];
    return order === undefined ? joined : ordered(joined, order, undefined, patch);
  }
  const merged = mergeList(schema.items ?? {}, before, patch, key);
  return ordered(merged, order, key, patch);
}

function mergeList(items: Schema, before: Value[], patch: Value[], key: string): Value[] {
  let result = [...before];
  if (patch.some((item) => isFields(item) && item[directive] === 'replace' && !(key in item)))
    return patch.filter((item) => !(isFields(item) && item[directive] === 'replace')).map(clean);
  for (const item of patch) {
    if (!isFields(item) || item[key] === undefined)
      throw internal(`map: ${goMap(item)} does not contain declared merge key: ${key}`);
    const found = result.findIndex((other) => isFields(other) && equal(other[key], item[key]));
    if (item[directive] === 'delete') result = result.filter((_, i) => i !== found);
    else if (found < 0) result.push(clean(item));
    else result[found] = mergeFields(items, result[found] as Fields, item);
  }
  return result;
}

/** Sorts by $setElementOrder: listed items as listed, the others after their former neighbours. */
function ordered(list: Value[], order: Value | undefined, key: string | undefined, _patch: Value[]): Value[] {
  if (!Array.isArray(order)) return list;
  const idOf = (item: Value) => (key === undefined ? item : isFields(item) ? item[key] : undefined);
  const place = (item: Value) => order.findIndex((other) => equal(idOf(other), idOf(item)));
  const listed = list.filter((item) => place(item) >= 0).sort((a, b) => place(a) - place(b));
  const result: Value[] = [];
  let next = 0;
  // Items that the order does not name keep their place among the others.
  for (const item of list) result.push(place(item) >= 0 ? listed[next++]! : item);
  return result;
}

/** Takes directives out of what is added as it is. */
function clean(value: Value): Value {
  if (Array.isArray(value))
    return value.filter((item) => !(isFields(item) && item[directive] === 'delete')).map(clean);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([name, inner]) =>
          inner !== null &&
          name !== directive &&
          name !== retainKeys &&
          !name.startsWith(orderPrefix) &&
          !name.startsWith(deletePrefix),
      )
      .map(([name, inner]) => [name, clean(inner)]),
  );
}

/** A value as Go's %v prints it. */
function goMap(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isFields(value)) return String(value);
  const names = Object.keys(value).sort();
  return `map[${names.map((name) => `${name}:${goMap(value[name]!)}`).join(' ')}]`;
}
