import type { ApiError, Fields, KubeObject, WriteOptions } from '../../contract.js';
import { rulesOf } from '../../schema/kinds/index.js';
import { applySchemaDefaults } from '../../schema/schema-defaults.js';
import { asFields, at, equal, text } from '../../schema/value.js';
import { dnsSubdomain } from '../../schema/validate/names.js';
import { validateMetadata, validateMetadataUpdate } from '../../schema/validate/metadata.js';
import { invalidError, report } from '../../schema/validate/report.js';
import { validateSchema } from '../../schema/validate-schema.js';
import type { Served } from '../registry.js';
import { forbidden } from '../errors.js';

/** Fills in all defaults of the kind. Changes the object. */
export function applyDefaults(info: Served, object: KubeObject): void {
  const { metadata, ...rest } = asFields(object);
  // Metadata has no defaults; leaving it out keeps its lists and maps as they came.
  rulesOf(info.kind, info.group).defaults?.(asFields(object));
  Object.assign(rest, asFields(object));
  applySchemaDefaults(info.schema, rest);
  Object.assign(object, rest, { metadata });
}

/** Throws 422 when the object, or its change, is not allowed. */
export function validate(info: Served, object: KubeObject, old: KubeObject | undefined): void {
  const found = report();
  const rules = rulesOf(info.kind, info.group);
  const fields = asFields(object);
  validateMetadata(fields, info.namespaced, rules.name ?? dnsSubdomain, found);
  if (old) validateMetadataUpdate(fields, asFields(old), found);
  if (info.custom) validateSchema(info.schema, fields, old && asFields(old), found);
  rules.validate?.(fields, found);
  if (old) rules.validateUpdate?.(fields, asFields(old), found);
  const error = invalidError(info, object.metadata.name || object.metadata.generateName || '', found);
  if (error) throw error;
}

/** True when the kind counts its generations. */
export function countsGenerations(info: Served): boolean {
  return info.custom !== undefined || rulesOf(info.kind, info.group).generation === true;
}

/** True when something else than metadata and status differs. */
export function specChanged(a: KubeObject, b: KubeObject): boolean {
  const strip = ({ metadata: _m, status: _s, ...rest }: KubeObject) => rest;
  return !equal(strip(a), strip(b));
}

/** True when the status of the kind can be written through its own subresource only. */
export function hasStatus(info: Served): boolean {
  return info.subresources.includes('status');
}

/** The manager named in managedFields: given, or the program of the user agent. */
export function managerOf(options: WriteOptions): string {
  return options.fieldManager ?? 'kube-controller-manager';
}

/** Refuses new objects in a namespace that is missing or going. Kept here because every create needs it. */
export function refuseTerminating(info: Served, object: Fields, namespace: string): ApiError {
  const name = text(at(object, 'metadata', 'name'));
  const error = forbidden(
    info,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  error.details!['causes'] = [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ];
  return error;
}
