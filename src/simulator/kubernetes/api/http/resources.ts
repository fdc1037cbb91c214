import type { Fields, KubeObject, PatchType, UserInfo } from '../../contract.js';
import { asFields, isFields } from '../../schema/value.js';
import { answerReview } from '../access/reviews.js';
import { methodNotAllowed, noSuchPath } from '../errors.js';
import { ApiError } from '../../contract.js';
import { mustGet, type Context } from '../objects/context.js';
import { createShaped } from '../objects/create.js';
import { deleteObject } from '../objects/delete.js';
import { patchObject } from '../objects/patch.js';
import { checkKind, shape } from '../objects/shape.js';
import { checkNames, updateShaped } from '../objects/update.js';
import type { Served } from '../registry.js';
import { tableOf, type Include } from '../tables/table.js';
import { readObject, readPatch } from './body.js';
import { listObject, readList } from './list.js';
import type { ApiRequest, ApiResponse } from './message.js';
import { negotiate, type Wanted } from './negotiate.js';
import { deleteOptions, writeOptions } from './query.js';
import type { RequestInfo } from './request-info.js';
import { answerSubresource } from './subresources.js';
import { partial, watchResponse } from './watch.js';

/** What the front needs beyond the API: identities. */
export interface Front {
  context: Context;
  readToken(token: string): UserInfo | undefined;
  /** A token for a service account; seconds until it expires. */
  issueToken?(account: KubeObject, audiences: readonly string[], seconds: number, bound?: Fields): string;
}

const methods: Record<string, string> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Answers a request about a resource. Throws ApiError. */
export function answerResource(front: Front, request: ApiRequest, info: RequestInfo): ApiResponse {
  const { context } = front;
  const served = context.registry.find(info.group, info.version, info.resource);
  if (!served) return missingResource(context, info);
  if (served.namespaced ? false : info.namespace !== undefined && info.resource !== 'namespaces')
    throw noSuchPath();
  const warnings: string[] = [];
  const warn = (text: string) => void (warnings.includes(text) || warnings.push(text));
  if (served.custom?.deprecationWarning) warn(served.custom.deprecationWarning);
  const wanted = negotiate(request.headers['accept']);
  const answer = info.subresource
    ? answerSubresource(front, request, info, served, warn)
    : answerObject(front, request, info, served, wanted, warn);
  return warnings.length ? { ...answer, warnings } : answer;
}

/** Unknown resources of a group that is served get a Status; all other paths are no pages at all. */
function missingResource({ registry }: Context, info: RequestInfo): ApiResponse {
  if (registry.all().some((one) => one.group === info.group && one.version === info.version))
    throw noSuchPath();
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: '404 page not found\n',
  };
}

function answerObject(
  front: Front,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  wanted: Wanted,
  warn: (text: string) => void,
): ApiResponse {
  const { context } = front;
  const verb = methods[request.method];
  const onCollection = info.name === undefined;
  const needsNamespace =
    served.namespaced && info.namespace === undefined && info.verb !== 'list' && info.verb !== 'watch';
  if (
    needsNamespace ||
    !verb ||
    !served.verbs.includes(info.verb) ||
    (onCollection && (verb === 'update' || verb === 'patch')) ||
    (!onCollection && verb === 'create')
  )
    throw methodNotAllowed();
  const show = (object: KubeObject, status = 200): ApiResponse => ({
    status,
    body: present(context, request, served, object, wanted),
  });
  switch (info.verb) {
    case 'get':
      return show(mustGet(context, served, info.namespace, info.name!));
    case 'list':
      return listResponse(context, request, info, served, wanted);
    case 'watch':
      return watchAnswer(context, request, info, served, wanted);
    case 'create':
      return create(front, request, info, served, warn, show);
    case 'update':
      return show(replace(context, request, info, served, warn));
    case 'patch':
      return patch(context, request, info, served, warn, show);
    case 'delete':
      return remove(context, request, info, served, warn);
    default:
      return removeAll(context, request, info, served, warn);
  }
}

const includeOf = (request: ApiRequest) => (request.query.get('includeObject') ?? 'Metadata') as Include;

function present(
  context: Context,
  request: ApiRequest,
  served: Served,
  object: KubeObject,
  wanted: Wanted,
): Fields {
  if (wanted.as === 'Table')
    return tableOf(served, [object], {
      now: context.clock.now(),
      include: includeOf(request),
      metadata: { resourceVersion: object.metadata.resourceVersion ?? '' },
    });
  return wanted.as ? partial(object) : asFields(object);
}

function listResponse(
  context: Context,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  wanted: Wanted,
): ApiResponse {
  const { items, metadata } = readList(context, served, info.namespace, request.query);
  if (wanted.as === 'Table')
    return {
      status: 200,
      body: tableOf(served, items, { now: context.clock.now(), include: includeOf(request), metadata }),
    };
  if (wanted.as)
    return {
      status: 200,
      body: {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: items.map(partial),
      },
    };
  return { status: 200, body: listObject(served, items, metadata) };
}

function watchAnswer(
  context: Context,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  wanted: Wanted,
): ApiResponse {
  const namespace = info.namespace;
  if (info.name !== undefined) request.query.append('fieldSelector', `metadata.name=${info.name}`);
  if (wanted.as === 'Table')
    return watchResponse(context, served, namespace, request.query, (object, first) =>
      tableOf(served, [object], {
        now: context.clock.now(),
        include: includeOf(request),
        metadata: { resourceVersion: object.metadata.resourceVersion },
        columns: first,
      }),
    );
  return watchResponse(context, served, namespace, request.query, wanted.as ? partial : undefined);
}

/** Reviews and the like: answered, never stored. */
function create(
  front: Front,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  warn: (text: string) => void,
  show: (object: KubeObject, status: number) => ApiResponse,
): ApiResponse {
  const options = writeOptions(request, warn);
  const { value, duplicates } = readObject(request.body, request.headers['content-type'], served.kind);
  defaultKind(served, value);
  checkKind(served, value);
  const shaped = shape(served, value, options, duplicates);
  const review = answerReview(
    front.context.api,
    served.kind,
    asFields(shaped),
    request.user,
    front.readToken,
  );
  if (review) return { status: 201, body: review };
  return show(createShaped(front.context, served, info.namespace, shaped, options), 201);
}

/** Bodies without kind and apiVersion get those of the URL, as clients of typed objects may leave them out. */
function defaultKind(served: Served, value: Fields): void {
  if (value['kind'] === undefined && value['apiVersion'] === undefined && !served.custom) {
    value['kind'] = served.kind;
    value['apiVersion'] = served.apiVersion;
  }
}

function replace(
  context: Context,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  warn: (text: string) => void,
): KubeObject {
  const options = writeOptions(request, warn);
  const { value, duplicates } = readObject(request.body, request.headers['content-type'], served.kind);
  defaultKind(served, value);
  checkKind(served, value);
  checkNames(value, info.namespace, info.name!);
  const old = mustGet(context, served, info.namespace, info.name!);
  const shaped = shape(served, value, options, duplicates);
  if (served.namespaced) shaped.metadata.namespace = info.namespace!;
  return updateShaped(context, served, old, shaped, options);
}

const patchTypes = new Set([
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]);

/** The kind of patch that a request sends. Throws 415. */
export function patchType(request: ApiRequest): PatchType {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim();
  if (!patchTypes.has(type))
    throw new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  return type as PatchType;
}

function patch(
  context: Context,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  warn: (text: string) => void,
  show: (object: KubeObject, status: number) => ApiResponse,
): ApiResponse {
  const type = patchType(request);
  const options = writeOptions(request, warn);
  const existed =
    context.store.get(served.key, served.namespaced ? info.namespace : undefined, info.name!) !== undefined;
  const value = readPatch(request.body, type);
  const object = patchObject(context, served, info.namespace, info.name!, type, value, options);
  return show(object, existed ? 200 : 201);
}

function bodyOptions(request: ApiRequest): Fields | undefined {
  if (!request.body.length) return undefined;
  const { value } = readObject(request.body, request.headers['content-type'], 'DeleteOptions');
  return isFields(value) ? value : undefined;
}

/** Kinds whose deletion answers with the object even when it is gone. */
const answersWithObject = new Set([
  'pods',
  'serviceaccounts',
  'persistentvolumes',
  'persistentvolumeclaims',
  'podtemplates',
  'resourcequotas',
  'services',
  'replicationcontrollers',
]);

function remove(
  context: Context,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  warn: (text: string) => void,
): ApiResponse {
  const options = deleteOptions(request, bodyOptions(request), warn);
  const object = deleteObject(context, served, info.namespace, info.name!, options);
  const gone = context.store.get(served.key, object.metadata.namespace, object.metadata.name) === undefined;
  if (answersWithObject.has(served.key) || (!gone && object.metadata.deletionTimestamp))
    return { status: 200, body: asFields(object) };
  return {
    status: 200,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name: object.metadata.name,
        ...(served.group ? { group: served.group } : {}),
        kind: served.resource,
        uid: object.metadata.uid,
      },
    },
  };
}

function removeAll(
  context: Context,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  warn: (text: string) => void,
): ApiResponse {
  const options = deleteOptions(request, bodyOptions(request), warn);
  const { items, metadata } = readList(context, served, info.namespace, request.query);
  const gone = items.flatMap((item) => {
    if (!context.store.get(served.key, item.metadata.namespace, item.metadata.name)) return [];
    return [deleteObject(context, served, item.metadata.namespace, item.metadata.name, options)];
  });
  return { status: 200, body: listObject(served, gone, metadata) };
}
