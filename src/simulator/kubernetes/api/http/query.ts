import { ApiError, type DeleteOptions, type Fields, type WriteOptions } from '../../contract.js';
import { fields, isFields, text } from '../../schema/value.js';
import { badRequest } from '../errors.js';
import type { ApiRequest } from './message.js';

function optionsError(kind: string, field: string, reason: string, message: string): ApiError {
  return new ApiError(422, 'Invalid', `${kind}.meta.k8s.io "" is invalid: ${field}: ${message}`, {
    group: 'meta.k8s.io',
    kind,
    causes: [{ reason, message, field }],
  });
}

const kinds: Record<string, string> = { POST: 'CreateOptions', PUT: 'UpdateOptions', PATCH: 'PatchOptions' };

function dryRun(values: readonly string[], kind: string): boolean {
  for (const value of values)
    if (value !== '' && value !== 'All')
      throw optionsError(
        kind,
        'dryRun',
        'FieldValueNotSupported',
        `Unsupported value: ${goStrings(values)}: supported values: "All"`,
      );
  return values.includes('All');
}

const goStrings = (values: readonly string[]) => `[${values.map((v) => JSON.stringify(v)).join(',')}]`;

/** The program of a User-Agent: what stands before the first slash. */
function agentOf(header: string | undefined): string {
  return (header ?? '').split('/')[0]!.slice(0, 128) || 'unknown';
}

function checkManager(manager: string, kind: string): void {
  if (manager.length > 128)
    throw optionsError(kind, 'fieldManager', 'FieldValueTooLong', 'Too long: may not be more than 128 bytes');
  const bad = [...manager].findIndex((c) => c < ' ' || c === '\u007f');
  if (bad >= 0)
    throw optionsError(
      kind,
      'fieldManager',
      'FieldValueInvalid',
      `Invalid value: ${JSON.stringify(manager).replace(/\\u00(..)/g, '\\x$1')}: should only contain printable characters`,
    );
}

/** Options of a write in the query. Throws 422 for values that there are not. */
export function writeOptions(
  request: ApiRequest,
  warn: (text: string) => void,
): WriteOptions & { force?: boolean } {
  const { query, method } = request;
  const kind = kinds[method] ?? 'DeleteOptions';
  const manager = query.get('fieldManager');
  if (manager) checkManager(manager, kind);
  const validation = query.get('fieldValidation') ?? 'Warn';
  if (!['Ignore', 'Warn', 'Strict', ''].includes(validation))
    throw optionsError(
      kind,
      'fieldValidation',
      'FieldValueNotSupported',
      `Unsupported value: ${JSON.stringify(validation)}: supported values: "Ignore", "Strict", "Warn"`,
    );
  const isApply = request.headers['content-type']?.startsWith('application/apply-patch') ?? false;
  const force = query.get('force');
  if (force !== null && !isApply)
    throw optionsError(
      kind,
      'force',
      'FieldValueForbidden',
      'Forbidden: may not be specified for non-apply patch',
    );
  return {
    user: request.user,
    fieldValidation: (validation || 'Warn') as 'Ignore' | 'Warn' | 'Strict',
    dryRun: dryRun(query.getAll('dryRun'), kind),
    warn,
    ...(manager
      ? { fieldManager: manager }
      : isApply
        ? {}
        : { fieldManager: agentOf(request.headers['user-agent']) }),
    ...(force === 'true' ? { force: true } : {}),
  };
}

/** Options of a deletion, in the body or the query. */
export function deleteOptions(
  request: ApiRequest,
  body: Fields | undefined,
  warn: (text: string) => void,
): DeleteOptions {
  const base = writeOptions(request, warn);
  const from: Fields = body ?? {};
  const kind = text(from['kind']);
  if (kind && kind !== 'DeleteOptions')
    throw badRequest(
      `no kind "${kind}" is registered for version "${text(from['apiVersion'])}" in scheme "pkg/apis/meta/internalversion/scheme/register.go:27"`,
    );
  const policy = text(from['propagationPolicy']) || request.query.get('propagationPolicy');
  const orphan = from['orphanDependents'] ?? request.query.get('orphanDependents');
  const grace = from['gracePeriodSeconds'] ?? request.query.get('gracePeriodSeconds');
  const wanted = isFields(from['preconditions']) ? fields(from['preconditions']) : undefined;
  const all = Array.isArray(from['dryRun']) ? (from['dryRun'] as string[]) : [];
  return {
    ...base,
    dryRun: base.dryRun === true || dryRun(all, 'DeleteOptions'),
    ...(policy
      ? { propagationPolicy: policy as 'Background' }
      : orphan === true || orphan === 'true'
        ? { propagationPolicy: 'Orphan' as const }
        : {}),
    ...(grace === null || grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(wanted ? { preconditions: wanted } : {}),
  };
}

/** A whole number in the query. Throws 400. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (!/^[+-]?\d+$/.test(value))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  return Number(value);
}
