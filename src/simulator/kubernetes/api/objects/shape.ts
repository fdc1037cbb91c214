import { ApiError, type Fields, type KubeObject, type WriteOptions } from '../../contract.js';
import { decode, DecodeError } from '../../schema/decode.js';
import { prune } from '../../schema/structural.js';
import { badRequest } from '../errors.js';
import type { Served } from '../registry.js';
import { isFields, text } from '../../schema/value.js';

const unrecognised = (info: Served, why: string) =>
  badRequest(`${info.kind} in version "${info.version}" cannot be handled as a ${info.kind}: ${why}`);

/**
 * Gives the body the shape of its kind: only declared fields, canonical values. Unknown fields are an error (Strict), a
 * warning (Warn) or nothing (Ignore).
 */
export function shape(
  info: Served,
  body: Fields,
  { fieldValidation = 'Ignore', warn }: Pick<WriteOptions, 'fieldValidation' | 'warn'>,
  duplicates: readonly string[] = [],
): KubeObject {
  const { value, unknown } = read(info, body);
  const problems = [...duplicates, ...unknown.sort().map((path) => `unknown field "${path}"`)];
  if (problems.length && fieldValidation === 'Strict')
    throw unrecognised(info, `strict decoding error: ${problems.join(', ')}`);
  if (fieldValidation === 'Warn') for (const problem of problems) warn?.(problem);
  value['apiVersion'] = info.apiVersion;
  value['kind'] = info.kind;
  if (!isFields(value['metadata'])) value['metadata'] = {};
  return value as unknown as KubeObject;
}

function read(info: Served, body: Fields): { value: Fields; unknown: string[] } {
  if (!info.schemaName) return prune(info.schema, body);
  try {
    return decode(info.schemaName, body);
  } catch (error) {
    if (error instanceof DecodeError) throw unrecognised(info, error.message);
    throw error;
  }
}

/** Refuses a body of another kind or version than the URL says. */
export function checkKind(info: Served, body: Fields): void {
  const [apiVersion, kind] = [text(body['apiVersion']), text(body['kind'])];
  if (kind === '') throw badRequest("Object 'Kind' is missing in '" + JSON.stringify(body) + "'");
  if (apiVersion === info.apiVersion && kind === info.kind) return;
  if (info.custom)
    throw new ApiError(
      400,
      'BadRequest',
      `the API version in the data (${apiVersion}) does not match the expected API version (${info.apiVersion})`,
    );
  const version = apiVersion.split('/').pop()!;
  throw badRequest(
    `${kind} in version "${version}" cannot be handled as a ${info.kind}: no kind "${kind}" is ` +
      `registered for version "${apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`,
  );
}
