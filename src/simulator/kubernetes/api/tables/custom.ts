import type { Fields, Value } from '../../contract.js';
import type { CustomInfo } from '../registry.js';
import { isFields, text } from '../../schema/value.js';
import { name, since, type Cell, type Row } from './cells.js';

/** A simple JSONPath as printer columns use it: .spec.a, .items[0], .map['a.b'], .conditions[?(@.type=="Ready")].status */
export function jsonPath(value: Value, path: string): Value[] {
  let here: Value[] = [value];
  const steps = path.matchAll(
    /\.?([^.[\]]+)|\[\?\(@\.([\w.]+)\s*==\s*["']([^"']*)["']\)\]|\[['"]([^'"]+)['"]\]|\[(\d+|\*)\]/g,
  );
  for (const [, field, filterField, filterValue, quoted, index] of steps) {
    if (filterField !== undefined)
      here = here
        .flatMap((v) => (Array.isArray(v) ? v : []))
        .filter((v) => isFields(v) && v[filterField] === filterValue);
    else if (index !== undefined)
      here = here.flatMap((v) =>
        !Array.isArray(v) ? [] : index === '*' ? v : v.slice(Number(index), Number(index) + 1),
      );
    else
      here = here.flatMap((v) => {
        const found = isFields(v) ? v[(quoted ?? field)!.replace(/\\/g, '')] : undefined;
        return found === undefined ? [] : [found];
      });
  }
  return here;
}

function cell(type: string, found: readonly Value[], now: number): Cell {
  const [value] = found;
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'integer':
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return since(text(value), now);
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

/** The row of a custom resource by the printer columns of its definition. */
export function customRow(columns: CustomInfo['columns']): Row {
  return (object: Fields, now) => [
    name(object),
    ...columns.map((column) => cell(column.type, jsonPath(object, column.jsonPath), now)),
  ];
}
