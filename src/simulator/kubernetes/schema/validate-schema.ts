import type { Fields, Value } from '../contract.js';
import type { Schema } from './definitions.js';
import { equal, isFields } from './value.js';
import { show, type Report } from './validate/report.js';

/** Checks a custom object against its structural schema. CEL rules are checked elsewhere. */
export function validateSchema(
  schema: Schema,
  object: Fields,
  _old: Fields | undefined,
  report: Report,
): void {
  const { apiVersion: _a, kind: _k, metadata: _m, ...rest } = object;
  check(
    { ...schema, required: (schema.required ?? []).filter((name) => name !== 'metadata') },
    rest,
    '',
    report,
  );
}

const typeOf = (value: Value) => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
};

const hasType = (schema: Schema, value: Value) =>
  !schema.type || schema.type === typeOf(value) || (schema.type === 'number' && typeOf(value) === 'integer');

function check(schema: Schema, value: Value, path: string, report: Report): void {
  const at = path || '<nil>';
  if (value === null && schema.nullable) return;
  if (schema['x-kubernetes-int-or-string']) {
    if (!['integer', 'string'].includes(typeOf(value)))
      report.typeInvalid(
        at,
        typeOf(value),
        `${at} in body must be of type integer,string: ${show(typeOf(value))}`,
      );
  } else if (!hasType(schema, value)) {
    report.typeInvalid(
      at,
      typeOf(value),
      `${at} in body must be of type ${schema.type}: ${show(typeOf(value))}`,
    );
    return;
  }
  if (schema.enum && !schema.enum.some((allowed) => equal(allowed, value)))
    report.unsupported(at, value, schema.enum.map(String));
  if (typeof value === 'string') checkText(schema, value, at, report);
  if (typeof value === 'number') checkNumber(schema, value, at, report);
  if (Array.isArray(value)) checkList(schema, value, path, report);
  if (isFields(value)) checkFields(schema, value, path, report);
}

function checkText(schema: Schema, value: string, at: string, report: Report): void {
  const { minLength, maxLength, pattern } = schema;
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) report.tooLong(at, maxLength);
  if (minLength !== undefined && length < minLength)
    report.invalid(at, value, `${at} in body should be at least ${minLength} chars long`);
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
    report.invalid(at, value, `${at} in body should match '${pattern}'`);
}

function checkNumber(schema: Schema, value: number, at: string, report: Report): void {
  const { minimum, maximum, multipleOf } = schema;
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum))
    report.invalid(
      at,
      value,
      `${at} in body should be greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${minimum}`,
    );
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum))
    report.invalid(
      at,
      value,
      `${at} in body should be less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${maximum}`,
    );
  if (multipleOf !== undefined && value % multipleOf !== 0)
    report.invalid(at, value, `${at} in body should be a multiple of ${multipleOf}`);
}

function checkList(schema: Schema, value: Value[], path: string, report: Report): void {
  const { minItems, maxItems, items } = schema;
  if (maxItems !== undefined && value.length > maxItems) report.tooMany(path, value.length, maxItems);
  if (minItems !== undefined && value.length < minItems)
    report.invalid(path, value.length, `${path} in body should have at least ${minItems} items`);
  if (items) value.forEach((item, i) => check(items, item, `${path}[${i}]`, report));
  if (schema['x-kubernetes-list-type'] === 'set' || schema.uniqueItems)
    value.forEach((item, i) => {
      if (value.findIndex((other) => equal(other, item)) < i) report.duplicate(`${path}[${i}]`, item);
    });
  const keys = schema['x-kubernetes-list-map-keys'];
  if (schema['x-kubernetes-list-type'] === 'map' && keys) {
    const seen = new Set<string>();
    value.forEach((item, i) => {
      const key = Object.fromEntries(
        keys.map((name) => [name, (isFields(item) ? item[name] : undefined) ?? null]),
      );
      if (seen.has(JSON.stringify(key))) report.duplicate(`${path}[${i}]`, key);
      seen.add(JSON.stringify(key));
    });
  }
}

function checkFields(schema: Schema, value: Fields, path: string, report: Report): void {
  const { minProperties, maxProperties, additionalProperties } = schema;
  for (const name of schema.required ?? [])
    if (!(name in value)) report.required(path ? `${path}.${name}` : name);
  const count = Object.keys(value).length;
  if (maxProperties !== undefined && count > maxProperties) report.tooMany(path, count, maxProperties);
  if (minProperties !== undefined && count < minProperties)
    report.invalid(path, count, `${path} in body should have at least ${minProperties} properties`);
  for (const [name, inner] of Object.entries(value)) {
    const property = schema.properties?.[name];
    const here = path ? `${path}.${name}` : name;
    if (property) check(property, inner, here, report);
    else if (typeof additionalProperties === 'object') check(additionalProperties, inner, here, report);
  }
}
