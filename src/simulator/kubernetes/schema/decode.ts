import type { Fields, Value } from '../contract.js';
import { resolve, type Schema } from './definitions.js';
import { fieldFlags, type FieldFlags } from './field-flags.js';
import { canonicalQuantity, quantityError } from './quantity.js';
import { isFields } from './value.js';

/** A decoded object: only declared fields, values in canonical form, and the paths of fields that are not declared. */
export interface Decoded {
  value: Fields;
  /** "spec.containers[0].imagee" */
  unknown: string[];
}

/** Thrown for a value of the wrong type, in the words of Go's JSON decoder. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

interface Place {
  /** Go type that holds the field. */
  struct: string;
  /** Path of field names without indexes and keys, as Go's decoder names it. */
  go: string;
  /** Path with indexes, as the strict decoder names it. */
  path: string;
  /** Decides whether zero values are left out. */
  flags?: FieldFlags | undefined;
}

const shortName = (name: string) => name.slice(name.lastIndexOf('.') + 1);

/** "io.k8s.api.core.v1.Container" -> "v1.Container". */
function goType(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split('.').slice(-2).join('.');
  if (schema.type === 'array') return `[]${goType(schema.items ?? {})}`;
  if (schema.type === 'object') {
    const values = schema.additionalProperties;
    return `map[string]${typeof values === 'object' ? goType(values) : 'interface {}'}`;
  }
  if (schema.type === 'boolean') return 'bool';
  if (schema.type === 'integer') return schema.format ?? 'int64';
  if (schema.type === 'number') return 'float64';
  return schema.format === 'byte' ? '[]uint8' : 'string';
}

function kindOf(value: Value): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' ? 'object' : typeof value;
}

function mismatch(value: Value, schema: Schema, place: Place): never {
  const what = typeof value === 'number' && !Number.isInteger(value) ? `number ${value}` : kindOf(value);
  const into = place.struct ? `struct field ${place.struct}.${place.go}` : 'value';
  throw new DecodeError(`json: cannot unmarshal ${what} into Go ${into} of type ${goType(schema)}`);
}

function special(name: string, value: Value, schema: Schema, place: Place): Value | undefined {
  switch (shortName(name)) {
    case 'Quantity': {
      if (typeof value !== 'string' && typeof value !== 'number') throw new DecodeError(quantityError);
      const canonical = canonicalQuantity(value);
      if (canonical === undefined) throw new DecodeError(quantityError);
      return canonical;
    }
    case 'IntOrString':
      if (typeof value !== 'string' && typeof value !== 'number') mismatch(value, schema, place);
      return value;
    case 'Time':
    case 'MicroTime': {
      if (typeof value !== 'string') return mismatch(value, { type: 'string' }, place);
      const time = Date.parse(value);
      if (!/^\d{4}-\d\d-\d\dT/.test(value) || Number.isNaN(time))
        throw new DecodeError(
          `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`,
        );
      if (shortName(name) === 'MicroTime') return value;
      return `${new Date(time).toISOString().slice(0, 19)}Z`;
    }
    case 'JSON':
    case 'RawExtension':
    case 'FieldsV1':
    case 'JSONSchemaPropsOrBool':
    case 'JSONSchemaPropsOrArray':
    case 'JSONSchemaPropsOrStringArray':
      return value;
    default:
      return undefined;
  }
}

function scalar(schema: Schema, value: Value, place: Place): Value {
  switch (schema.type) {
    case 'string':
      if (typeof value !== 'string') return mismatch(value, schema, place);
      if (schema.format === 'byte') checkBase64(value);
      return value;
    case 'boolean':
      return typeof value === 'boolean' ? value : mismatch(value, schema, place);
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) return mismatch(value, schema, place);
      if (schema.format === 'int32' && Math.abs(value) > 2 ** 31)
        throw new DecodeError(
          `json: cannot unmarshal number ${value} into Go struct field ${place.struct}.${place.go} of type int32`,
        );
      return value;
    case 'number':
      return typeof value === 'number' ? value : mismatch(value, schema, place);
    default:
      return value;
  }
}

function checkBase64(text: string): void {
  const plain = text.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]|=(?!=?$)/.exec(plain);
  const wrong = bad ? bad.index : plain.length % 4 ? plain.length - (plain.length % 4) : -1;
  if (wrong >= 0) throw new DecodeError(`illegal base64 data at input byte ${wrong}`);
}

function walk(schema: Schema, value: Value, place: Place, unknown: string[]): Value {
  if (schema.$ref) {
    const done = special(schema.$ref, value, schema, place);
    if (done !== undefined) return done;
    const target = resolve(schema);
    if (target.properties) return struct(schema.$ref, target, value, place, unknown);
    return walk(target, value, place, unknown);
  }
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return mismatch(value, schema, place);
    const items = schema.items ?? {};
    return value.map((item, i) => walk(items, item, { ...place, path: `${place.path}[${i}]` }, unknown));
  }
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    if (!isFields(value)) return mismatch(value, schema, place);
    const values = schema.additionalProperties;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        inner === null && values.type === 'string'
          ? ''
          : walk(values, inner, { ...place, path: `${place.path}.${key}` }, unknown),
      ]),
    );
  }
  if (schema.type === 'object' && !schema.properties) {
    return isFields(value) ? value : mismatch(value, schema, place);
  }
  return scalar(schema, value, place);
}

/** True for values that Go leaves out of its JSON. */
function omitted(value: Value, flags: FieldFlags): boolean {
  if (!flags.omitEmpty) return false;
  if (flags.repeated || flags.map || flags.bytes)
    return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return !flags.pointer && (value === '' || value === 0 || value === false);
}

function struct(name: string, schema: Schema, value: Value, place: Place, unknown: string[]): Value {
  if (!isFields(value)) return mismatch(value, { $ref: name }, place);
  const flags = fieldFlags(name);
  const result: Fields = {};
  for (const [field, inner] of Object.entries(value)) {
    const path = place.path ? `${place.path}.${field}` : field;
    const property = Object.hasOwn(schema.properties ?? {}, field) ? schema.properties![field] : undefined;
    if (!property) {
      unknown.push(path);
      continue;
    }
    if (inner === null) continue;
    const done = walk(
      property,
      inner,
      { struct: shortName(name), go: place.go ? `${place.go}.${field}` : field, path },
      unknown,
    );
    const how = flags.get(field);
    if (!how || !omitted(done, how)) result[field] = done;
  }
  return result;
}

/** Decodes an object of a built-in type. Throws DecodeError for wrong types. */
export function decode(schemaName: string, value: Value): Decoded {
  const unknown: string[] = [];
  const done = walk({ $ref: schemaName }, value, { struct: '', go: '', path: '' }, unknown);
  return { value: done as Fields, unknown };
}
