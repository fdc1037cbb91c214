import { ApiError, type Fields, type KubeObject, type WriteOptions } from '../../contract.js';
import { asFields, asObject, at, fields, list, text } from '../../schema/value.js';
import { badRequest, methodNotAllowed, noSuchPath } from '../errors.js';
import { mustGet } from '../objects/context.js';
import { patched, patchObject } from '../objects/patch.js';
import { shape } from '../objects/shape.js';
import { createSubresource } from '../objects/subresources.js';
import { checkNames, updateShaped } from '../objects/update.js';
import type { Served } from '../registry.js';
import { jsonPath } from '../tables/custom.js';
import { readObject, readPatch } from './body.js';
import type { ApiRequest, ApiResponse } from './message.js';
import { writeOptions } from './query.js';
import type { RequestInfo } from './request-info.js';
import { patchType, type Front } from './resources.js';

/** Answers a request about a part of an object. Throws ApiError. */
export function answerSubresource(
  front: Front,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  warn: (text: string) => void,
): ApiResponse {
  const part = served.parts.find((one) => one.name === info.subresource);
  if (!part) throw noSuchPath();
  if (!part.verbs.includes(info.verb)) throw methodNotAllowed();
  const { context } = front;
  const name = info.name!;
  if (info.verb === 'get' && !['scale', 'log', 'exec', 'attach', 'portforward', 'proxy'].includes(part.name))
    return { status: 200, body: asFields(mustGet(context, served, info.namespace, name)) };
  if (part.name === 'scale') return scale(front, request, info, served, warn);
  if (part.name === 'token') return token(front, request, info, served, warn);
  if (['log', 'exec', 'attach', 'portforward', 'proxy'].includes(part.name)) {
    mustGet(context, served, info.namespace, name);
    throw badRequest('Upgrade request required');
  }
  const options: WriteOptions = { ...writeOptions(request, warn), subresource: part.name };
  if (info.verb === 'create') {
    const { value } = readObject(request.body, request.headers['content-type'], part.kind);
    const meta = fields(value['metadata']);
    if (part.name === 'binding' && !text(meta['name'])) value['metadata'] = { ...meta, name };
    const pod = mustGet(context, served, info.namespace, name);
    if (text(fields(value['metadata'])['name']) !== name)
      throw badRequest('name in URL does not match name in Eviction object');
    createSubresource(context, served, pod.metadata.namespace, value, options);
    return {
      status: 201,
      body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
    };
  }
  if (info.verb === 'patch') {
    const type = patchType(request);
    const value = readPatch(request.body, type);
    return {
      status: 200,
      body: asFields(patchObject(context, served, info.namespace, name, type, value, options)),
    };
  }
  const { value, duplicates } = readObject(request.body, request.headers['content-type'], served.kind);
  checkNames(value, info.namespace, name);
  const old = mustGet(context, served, info.namespace, name);
  const sent = shape(served, value, options, duplicates);
  return { status: 200, body: asFields(updateShaped(context, served, old, sent, options)) };
}

const pathParts = (path: string) => path.replace(/^\./, '').split('.');

function scaleOf(served: Served, object: KubeObject): Fields {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const paths = served.custom?.scale;
  const spec = paths
    ? at(asFields(object), ...pathParts(paths.specReplicasPath))
    : at(object.spec, 'replicas');
  const status = paths
    ? at(asFields(object), ...pathParts(paths.statusReplicasPath))
    : at(object.status, 'replicas');
  const selector = paths
    ? paths.labelSelectorPath && text(jsonPath(asFields(object), paths.labelSelectorPath)[0])
    : selectorOf(object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace ? { namespace } : {}), uid, resourceVersion, creationTimestamp },
    spec: typeof spec === 'number' && spec !== 0 ? { replicas: spec } : {},
    status: { replicas: typeof status === 'number' ? status : 0, ...(selector ? { selector } : {}) },
  };
}

function selectorOf(object: KubeObject): string {
  const selector = fields(at(object.spec, 'selector'));
  const labels = object.kind === 'ReplicationController' ? selector : fields(selector['matchLabels']);
  const terms = Object.entries(labels).map(([key, value]) => `${key}=${text(value)}`);
  for (const expression of list(selector['matchExpressions']) as Fields[]) {
    const key = text(expression['key']);
    const values = (list(expression['values']) as string[]).toSorted().join(',');
    const operators: Record<string, string> = {
      In: `${key} in (${values})`,
      NotIn: `${key} notin (${values})`,
      Exists: key,
      DoesNotExist: `!${key}`,
    };
    terms.push(operators[text(expression['operator'])] ?? key);
  }
  return terms.sort().join(',');
}

function withReplicas(served: Served, object: KubeObject, replicas: number): KubeObject {
  const copy = structuredClone(asFields(object));
  const path = pathParts(served.custom?.scale?.specReplicasPath ?? '.spec.replicas');
  let here = copy;
  for (const name of path.slice(0, -1)) here = (here[name] ??= {}) as Fields;
  here[path.at(-1)!] = replicas;
  return asObject(copy);
}

const scaleSchema = { group: 'autoscaling', kind: 'Scale' };

function scale(
  front: Front,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  warn: (text: string) => void,
): ApiResponse {
  const { context } = front;
  const old = mustGet(context, served, info.namespace, info.name!);
  if (info.verb === 'get') return { status: 200, body: scaleOf(served, old) };
  const options: WriteOptions = { ...writeOptions(request, warn), subresource: 'scale' };
  const current = scaleOf(served, old);
  let sent: Fields;
  if (info.verb === 'patch') {
    const type = patchType(request);
    sent = patched(
      { ...served, schemaName: 'io.k8s.api.autoscaling.v1.Scale' },
      current,
      type,
      readPatch(request.body, type),
    );
  } else sent = readObject(request.body, request.headers['content-type'], 'Scale').value;
  const replicas = at(sent, 'spec', 'replicas') ?? 0;
  const name = info.name!;
  if (typeof replicas !== 'number')
    throw badRequest(
      `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
    );
  if (replicas < 0) {
    const message = `Invalid value: ${replicas}: must be greater than or equal to 0`;
    throw new ApiError(422, 'Invalid', `Scale.autoscaling "${name}" is invalid: spec.replicas: ${message}`, {
      name,
      ...scaleSchema,
      causes: [{ reason: 'FieldValueInvalid', message, field: 'spec.replicas' }],
    });
  }
  const next = withReplicas(served, old, replicas);
  const version = text(at(sent, 'metadata', 'resourceVersion'));
  next.metadata.resourceVersion = version;
  return { status: 200, body: scaleOf(served, updateShaped(context, served, old, next, options)) };
}

function token(
  front: Front,
  request: ApiRequest,
  info: RequestInfo,
  served: Served,
  warn: (text: string) => void,
): ApiResponse {
  const account = mustGet(front.context, served, info.namespace, info.name!);
  const options = writeOptions(request, warn);
  const { value } = readObject(request.body, request.headers['content-type'], 'TokenRequest');
  const spec = fields(value['spec']);
  const audiences = (spec['audiences'] as string[] | undefined) ?? [
    'https://kubernetes.default.svc.cluster.local',
  ];
  const seconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : 3600;
  if (seconds < 600) {
    const message = `Invalid value: ${seconds}: may not specify a duration less than 10 minutes`;
    throw new ApiError(
      422,
      'Invalid',
      `TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: ${message}`,
      {
        group: 'authentication.k8s.io',
        kind: 'TokenRequest',
        causes: [{ reason: 'FieldValueInvalid', message, field: 'spec.expirationSeconds' }],
      },
    );
  }
  if (!front.issueToken) throw methodNotAllowed();
  const bound = at(spec, 'boundObjectRef') as Fields | undefined;
  const text = options.dryRun ? '' : front.issueToken(account, audiences, seconds, bound);
  return {
    status: 201,
    body: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: {
        name: account.metadata.name,
        namespace: account.metadata.namespace ?? '',
        creationTimestamp: `${new Date(front.context.clock.now()).toISOString().slice(0, 19)}Z`,
      },
      spec: { audiences, expirationSeconds: seconds, boundObjectRef: bound ?? null },
      status: {
        token: text,
        expirationTimestamp: `${new Date(front.context.clock.now() + seconds * 1000).toISOString().slice(0, 19)}Z`,
      },
    },
  };
}
