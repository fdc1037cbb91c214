import {
  ApiError,
  type Fields,
  type KubeObject,
  type PatchType,
  type Value,
  type WriteOptions,
} from '../../contract.js';
import { asFields, asObject, fields, isFields, text } from '../../schema/value.js';
import { badRequest, internal } from '../errors.js';
import { applyConfiguration } from '../managed-fields/managers.js';
import { applyJsonPatch } from '../patch/json-patch.js';
import { mergePatch } from '../patch/merge-patch.js';
import { strategicMerge } from '../patch/strategic.js';
import type { Served } from '../registry.js';
import { mustGet, type Context } from './context.js';
import { createShaped, writerOf } from './create.js';
import { mergeSchema } from './merge-schema.js';
import { hasStatus } from './prepare.js';
import { shape } from './shape.js';
import { checkNames, updateShaped } from './update.js';

export type PatchOptions = WriteOptions & { force?: boolean };

/** The object that a patch other than an apply patch makes of another. */
export function patched(info: Served, current: Fields, type: PatchType, patch: Value): Fields {
  if (type === 'application/json-patch+json') return applyJsonPatch(current, patch);
  if (!isFields(patch))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${Array.isArray(patch) ? 'array' : typeof patch} into Go value of type map[string]interface {}`,
    );
  if (type === 'application/merge-patch+json') return mergePatch(current, patch) as Fields;
  if (info.custom)
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    );
  return strategicMerge(mergeSchema(info), current, patch) as Fields;
}

/** Patches an object. Throws ApiError. */
export function patchObject(
  context: Context,
  info: Served,
  namespace: string | undefined,
  name: string,
  type: PatchType,
  patch: Value,
  options: PatchOptions,
): KubeObject {
  if (type === 'application/apply-patch+yaml')
    return applyObject(context, info, namespace, name, patch, options);
  const old = mustGet(context, info, namespace, name);
  const result = patched(info, asFields(old), type, patch);
  checkNames(result, old.metadata.namespace, name);
  return updateShaped(context, info, old, shape(info, result, options), options);
}

function checkApply(
  patch: Value,
  namespace: string | undefined,
  name: string,
  options: PatchOptions,
): Fields {
  if (options.fieldManager === undefined || options.fieldManager === '') {
    const message = 'Required value: is required for apply patch';
    throw new ApiError(422, 'Invalid', `PatchOptions.meta.k8s.io "" is invalid: fieldManager: ${message}`, {
      group: 'meta.k8s.io',
      kind: 'PatchOptions',
      causes: [{ reason: 'FieldValueRequired', message, field: 'fieldManager' }],
    });
  }
  if (!isFields(patch)) throw badRequest('error decoding YAML: not an object');
  if (!text(patch['kind']) || !text(patch['apiVersion']))
    throw badRequest(`invalid object type: ${text(patch['apiVersion']) || '/'}, Kind=${text(patch['kind'])}`);
  const meta = fields(patch['metadata']);
  if (meta['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil');
  if (text(meta['name'])) checkNames(patch, namespace, name);
  return { ...patch, metadata: { ...meta, name, ...(namespace ? { namespace } : {}) } };
}

function applyObject(
  context: Context,
  info: Served,
  namespace: string | undefined,
  name: string,
  patch: Value,
  options: PatchOptions,
): KubeObject {
  const config = checkApply(patch, namespace, name, options);
  const unknown: string[] = [];
  const shaped = shape(info, config, { fieldValidation: 'Warn', warn: (problem) => unknown.push(problem) });
  const bad = /^unknown field "(.*)"$/.exec(unknown[0] ?? '');
  if (bad)
    throw internal(
      `failed to create typed patch object (${namespace ?? ''}/${name}; ${info.apiVersion.includes('/') ? info.apiVersion : `/${info.apiVersion}`}, Kind=${info.kind}): .${bad[1]}: field not declared in schema`,
    );
  const writer = writerOf(context, info, options);
  const statusApart = hasStatus(info);
  const how = { force: options.force ?? false, statusApart };
  const configFields = asFields(shaped);
  const old = context.store.get(info.key, info.namespaced ? namespace : undefined, name);
  if (!old) {
    const created = asObject(structuredClone(configFields));
    return createShaped(context, info, namespace, created, options, (object) => {
      const owner = applyConfiguration(mergeSchema(info), undefined, configFields, writer, how);
      return {
        ...object,
        metadata: { ...object.metadata, managedFields: owner.metadata.managedFields ?? [] },
      };
    });
  }
  const merged = applyConfiguration(mergeSchema(info), old, configFields, writer, how);
  return updateShaped(context, info, old, asObject(structuredClone(asFields(merged))), options, merged);
}
