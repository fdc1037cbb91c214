import type { Fields, KubeObject, Value } from '../contract.js';

/** True for a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is something else. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The value as a list; an empty one when it is something else. */
export function list(value: unknown): Value[] {
  return Array.isArray(value) ? (value as Value[]) : [];
}

/** The objects in a list. */
export function objects(value: unknown): Fields[] {
  return list(value).filter(isFields);
}

/** The value as text; '' when it is something else. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Text to text: labels, annotations, node selectors. */
export function stringMap(value: unknown): Record<string, string> {
  return fields(value) as Record<string, string>;
}

/** The value at a path of field names; undefined when there is none. */
export function at(value: unknown, ...path: string[]): Value | undefined {
  let here: unknown = value;
  for (const name of path) here = isFields(here) ? here[name] : undefined;
  return here as Value | undefined;
}

/** Sets a field that is not there. */
export function setDefault(target: Fields, name: string, value: Value): void {
  target[name] ??= value;
}

/** The object field of this name, made when it is not there. */
export function sub(target: Fields, name: string): Fields {
  const found = target[name];
  if (isFields(found)) return found;
  const made: Fields = {};
  target[name] = made;
  return made;
}

/** An object of the API as plain fields, and back: the same value seen with other types. */
export const asFields = (object: KubeObject) => object as unknown as Fields;
export const asObject = (value: Fields) => value as unknown as KubeObject;

/** Deep equality of JSON values, whatever the order of keys. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((x, i) => equal(x, b[i]));
  if (!isFields(a) || !isFields(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => name in b && equal(a[name], b[name]))
  );
}
