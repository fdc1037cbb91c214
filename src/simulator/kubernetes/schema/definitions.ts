import kinds from '../data/kinds.json' with { type: 'json' };
import schemas from '../data/schemas.json' with { type: 'json' };
import type { Value } from '../contract.js';

/** A schema of the OpenAPI document, as far as the server uses it. Also that of custom resources. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  default?: Value;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  enum?: Value[];
  nullable?: boolean;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  not?: Schema;
  description?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: 'atomic' | 'granular';
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-validations'?: Rule[];
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

/** A CEL rule of a custom resource's schema. */
export interface Rule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
}

const byName = schemas as unknown as Record<string, Schema>;
const byKind = kinds as Record<string, string>;

/** The schemas of all built-in kinds by their name in the OpenAPI document. */
export function definitions(): Readonly<Record<string, Schema>> {
  return byName;
}

/** Follows $ref. */
export function resolve(schema: Schema): Schema {
  return schema.$ref ? (byName[schema.$ref] ?? {}) : schema;
}

/** Name of the schema of a built-in kind: ("apps/v1", "Deployment") -> "io.k8s.api.apps.v1.Deployment". */
export function schemaName(apiVersion: string, kind: string): string | undefined {
  return byKind[`${apiVersion}/${kind}`];
}

/** The schema of a built-in kind. */
export function schemaOf(apiVersion: string, kind: string): Schema | undefined {
  const name = schemaName(apiVersion, kind);
  return name === undefined ? undefined : byName[name];
}

/** Schema names of the kinds of a group version: name -> kind. */
export function kindsOf(apiVersion: string): Record<string, string> {
  const prefix = `${apiVersion}/`;
  return Object.fromEntries(
    Object.entries(byKind).flatMap(([gvk, name]) => {
      const kind = gvk.slice(prefix.length);
      return gvk.startsWith(prefix) && !kind.includes('/') ? [[name, kind]] : [];
    }),
  );
}
