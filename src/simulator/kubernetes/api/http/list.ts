import { ApiError, type Fields, type KubeObject } from '../../contract.js';
import { asFields } from '../../schema/value.js';
import { parseLabelSelector } from '../../store/label-selector.js';
import type { Store } from '../../store/store.js';
import { badRequest } from '../errors.js';
import { fieldFilter } from '../objects/field-selector.js';
import type { Context } from '../objects/context.js';
import type { Served } from '../registry.js';
import { integer } from './query.js';

/** What of a collection a request asks for. */
export interface Selection {
  namespace?: string;
  labels?: ReturnType<typeof parseLabelSelector>;
  filter?: (object: KubeObject) => boolean;
}

/** Reads the selectors of a query. Throws 400. */
export function selectionOf(info: Served, namespace: string | undefined, query: URLSearchParams): Selection {
  const labels = query.get('labelSelector');
  const fields = query.get('fieldSelector');
  return {
    ...(namespace !== undefined && info.namespaced ? { namespace } : {}),
    ...(labels ? { labels: parseLabelSelector(labels) } : {}),
    ...(fields ? { filter: fieldFilter(info, fields) } : {}),
  };
}

interface Token {
  v: string;
  rv: number;
  start: string;
}

const tokenVersion = 'meta.k8s.io/v1';

function tokenText(revision: number, key: string): string {
  return Buffer.from(JSON.stringify({ v: tokenVersion, rv: revision, start: `${key}\0` })).toString(
    'base64url',
  );
}

function readToken(text: string): Token {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Token;
  } catch {
    const first = Buffer.from(text, 'base64url').toString('latin1')[0] ?? '';
    const shown = /[ -~]/.test(first) ? first : `\\u${first.charCodeAt(0).toString(16).padStart(4, '0')}`;
    throw badRequest(
      `invalid continue token: continue key is not valid: invalid character '${shown}' looking for beginning of value`,
    );
  }
}

/** Checks the version that a list or watch names. Throws as the server does. */
export function checkVersion(store: Store, query: URLSearchParams): void {
  const version = query.get('resourceVersion');
  const match = query.get('resourceVersionMatch');
  if (match !== null && match !== '' && !query.get('watch')) checkMatch(version, match, query);
  if (version === null || version === '') return;
  if (!/^\d+$/.test(version))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
    );
  if (match === 'Exact' && Number(version) < store.revision() && version !== '0')
    throw new ApiError(410, 'Expired', 'The resourceVersion for the provided list is too old.');
  if (Number(version) > store.revision())
    throw new ApiError(
      504,
      'Timeout',
      `Timeout: Too large resource version: ${version}, current: ${store.revision()}`,
      {
        causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
        retryAfterSeconds: 1,
      },
    );
}

function checkMatch(version: string | null, match: string, query: URLSearchParams): void {
  const refuse = (reason: string, message: string) =>
    new ApiError(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: ${message}`, {
      group: 'meta.k8s.io',
      kind: 'ListOptions',
      causes: [{ reason, message, field: 'resourceVersionMatch' }],
    });
  if (!version && !query.get('sendInitialEvents'))
    throw refuse(
      'FieldValueForbidden',
      'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
  if (!['Exact', 'NotOlderThan'].includes(match))
    throw refuse(
      'FieldValueNotSupported',
      `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
    );
}

/** The objects of a list with the metadata of the list. */
export function readList(
  context: Context,
  info: Served,
  namespace: string | undefined,
  query: URLSearchParams,
): { items: KubeObject[]; metadata: Fields } {
  const { store } = context;
  const selection = selectionOf(info, namespace, query);
  const limit = integer(query, 'limit');
  integer(query, 'timeoutSeconds');
  const token = query.get('continue');
  if (token && query.get('resourceVersion') && query.get('resourceVersion') !== '0')
    throw badRequest('specifying resource version is not allowed when using continue');
  const from = token ? readToken(token) : undefined;
  checkVersion(store, query);
  const revision = store.revision();
  const start = from?.start.replace(/\0$/, '');
  if (from && from.rv >= 0 && store.since(info.key, from.rv) === undefined) throw expired(start!);
  const page = store.list(info.key, {
    ...selection,
    ...(limit !== undefined && limit > 0 ? { limit } : {}),
    ...(start !== undefined ? { start: start.includes('/') ? start : `${namespace ?? ''}/${start}` } : {}),
  });
  const counted = page.remaining !== undefined && !selection.labels && !selection.filter;
  return {
    items: page.items,
    metadata: {
      resourceVersion: String(revision),
      ...(page.next ? { continue: tokenText(revision, page.next) } : {}),
      ...(counted ? { remainingItemCount: page.remaining! } : {}),
    },
  };
}

function expired(start: string): ApiError {
  const error = new ApiError(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
      'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
      'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
      'deleted between the time the first chunk was returned and now may show up in the list.',
  );
  return Object.assign(error, { continue: tokenText(-1, start) });
}

/** A list as its own kind. */
export function listObject(info: Served, items: readonly KubeObject[], metadata: Fields): Fields {
  return {
    kind: `${info.kind}List`,
    apiVersion: info.apiVersion,
    metadata,
    items: items.map((item) => {
      if (info.custom) return asFields(item);
      const { kind: _k, apiVersion: _a, ...rest } = asFields(item);
      return rest;
    }),
  };
}
