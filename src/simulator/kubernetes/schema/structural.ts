import type { Fields, Value } from '../contract.js';
import { schemaOf, type Schema } from './definitions.js';
import { decode } from './decode.js';
import { isFields } from './value.js';

/** Keeps what the structural schema of a custom resource declares; metadata is decoded as that of built-in kinds. */
export function prune(schema: Schema, body: Fields): { value: Fields; unknown: string[] } {
  const unknown: string[] = [];
  const { metadata, apiVersion, kind, ...rest } = body;
  const value = pruneFields(schema, rest, '', unknown);
  const head: Fields = {};
  if (apiVersion !== undefined) head['apiVersion'] = apiVersion;
  if (kind !== undefined) head['kind'] = kind;
  if (isFields(metadata)) {
    const done = decode('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', metadata);
    head['metadata'] = done.value;
    unknown.push(...done.unknown.map((path) => `metadata.${path}`));
  }
  return { value: { ...head, ...value }, unknown };
}

function pruneValue(schema: Schema, value: Value, path: string, unknown: string[]): Value {
  if (Array.isArray(value))
    return schema.items ? value.map((v, i) => pruneValue(schema.items!, v, `${path}[${i}]`, unknown)) : value;
  return isFields(value) ? pruneFields(schema, value, path, unknown) : value;
}

function pruneFields(schema: Schema, value: Fields, path: string, unknown: string[]): Fields {
  if (schema['x-kubernetes-embedded-resource'] && !schema.properties) return value;
  const result: Fields = {};
  for (const [name, inner] of Object.entries(value)) {
    const here = path ? `${path}.${name}` : name;
    const property = schema.properties?.[name];
    const other = schema.additionalProperties;
    const embedded =
      schema['x-kubernetes-embedded-resource'] && ['apiVersion', 'kind', 'metadata'].includes(name);
    if (property) {
      if (inner === null && !property.nullable && property.default === undefined) continue;
      if (inner === null && property.default !== undefined && !property.nullable) continue;
      result[name] = pruneValue(property, inner, here, unknown);
    } else if (typeof other === 'object') result[name] = pruneValue(other, inner, here, unknown);
    else if (other === true || schema['x-kubernetes-preserve-unknown-fields'] || embedded)
      result[name] = inner;
    else unknown.push(here);
  }
  return result;
}

/** The schema of metadata, for walks over custom resources. */
export function metadataSchema(): Schema {
  return { $ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };
}

/** The schema of a custom resource as the OpenAPI document has it: with apiVersion, kind and metadata. */
export function fullSchema(schema: Schema): Schema {
  return {
    ...schema,
    type: 'object',
    properties: {
      ...schema.properties,
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: schemaOf('v1', 'Pod')?.properties?.['metadata'] ?? metadataSchema(),
    },
  };
}
