import { stringify } from 'yaml';
import { ApiError } from '../../contract.js';
import { authorize, attributesOf } from '../access/authorize.js';
import { impersonated } from '../access/impersonate.js';
import { noSuchPath, statusOf } from '../errors.js';
import { aggregated, coreVersions, groupList, groupOf, resourceList, version } from './discovery.js';
import type { ApiRequest, ApiResponse } from './message.js';
import { documentHash, documentOf, openApiIndex } from './openapi.js';
import { requestInfo, type RequestInfo } from './request-info.js';
import { answerResource, type Front } from './resources.js';

const discoveryType = /application\/json;g=apidiscovery\.k8s\.io;v=(v2beta1|v2);as=APIGroupDiscoveryList/;

/** Answers any request. Never throws: what goes wrong becomes a Status. */
export function handle(front: Front, request: ApiRequest): ApiResponse {
  try {
    const user = impersonated(front.context.api, request.user, request.headers);
    const info = requestInfo(request.method, request.path, request.query);
    authorize(front.context.api, user, attributesOf(info));
    const answer = info.resourceRequest
      ? answerResource(front, { ...request, user }, info)
      : answerPath(front, request, info);
    return inFormat(answer, request);
  } catch (error) {
    return failure(error);
  }
}

/** The answer to a failed request. Errors that are not of the API are the simulator's own fault: 500. */
export function failure(error: unknown): ApiResponse {
  const api =
    error instanceof ApiError
      ? error
      : new ApiError(500, 'InternalError', `Internal error occurred: ${(error as Error).message}`);
  const status = statusOf(api);
  const token = (error as { continue?: string }).continue;
  if (token) status['metadata'] = { continue: token };
  return { status: api.code, body: status };
}

function inFormat(answer: ApiResponse, request: ApiRequest): ApiResponse {
  const first = request.headers['accept']?.split(',')[0]?.trim();
  if (first !== 'application/yaml' || typeof answer.body !== 'object' || Buffer.isBuffer(answer.body))
    return answer;
  return { ...answer, body: stringify(answer.body), headers: { 'content-type': 'application/yaml' } };
}

const text = (body: string): ApiResponse => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

function answerPath(front: Front, request: ApiRequest, info: RequestInfo): ApiResponse {
  const { registry } = front.context;
  const path = info.path.replace(/\/+$/, '') || '/';
  if (path === '/version') return { status: 200, body: version };
  if (/^\/(healthz|livez|readyz)(\/|$)/.test(path)) return health(path, request);
  if (path === '/api' || path === '/apis') return discovery(front, request, path === '/api');
  const [, root, a, b] = path.split('/');
  if (root === 'api' && a && !b) return orMissing(resourceList(registry, '', a));
  if (root === 'apis' && a && !b) return orNoPage(groupOf(registry, a));
  if (root === 'apis' && a && b) {
    if (!groupOf(registry, a)) return noPage();
    return orMissing(resourceList(registry, a, b));
  }
  if (path === '/openapi/v3') return { status: 200, body: openApiIndex(registry) };
  if (path.startsWith('/openapi/v3/')) return openApi(front, request, path.slice('/openapi/v3/'.length));
  if (path === '/')
    return {
      status: 200,
      body: {
        paths: ['/api', '/api/v1', '/apis', '/healthz', '/livez', '/openapi/v3', '/readyz', '/version'],
      },
    };
  return noPage();
}

function health(path: string, request: ApiRequest): ApiResponse {
  if (!request.query.has('verbose')) return text('ok');
  const name = path.split('/')[1]!;
  return text(`[+]ping ok\n[+]log ok\n[+]etcd ok\n${name} check passed\n`);
}

function discovery(front: Front, request: ApiRequest, core: boolean): ApiResponse {
  const { registry } = front.context;
  const wanted = discoveryType.exec(request.headers['accept']?.replaceAll(' ', '') ?? '')?.[1] as
    'v2' | 'v2beta1' | undefined;
  if (wanted)
    return {
      status: 200,
      headers: {
        'content-type': `application/json;g=apidiscovery.k8s.io;v=${wanted};as=APIGroupDiscoveryList`,
        vary: 'Accept',
      },
      body: aggregated(registry, core, wanted),
    };
  return { status: 200, body: core ? coreVersions(request.headers['host'] ?? '') : groupList(registry) };
}

function orMissing(body: ReturnType<typeof resourceList>): ApiResponse {
  if (!body) throw noSuchPath();
  return { status: 200, body };
}

function orNoPage(body: ReturnType<typeof groupOf>): ApiResponse {
  return body ? { status: 200, body } : noPage();
}

function noPage(): ApiResponse {
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: '404 page not found\n',
  };
}

function openApi(front: Front, request: ApiRequest, path: string): ApiResponse {
  const { registry } = front.context;
  const body = documentOf(registry, path);
  if (body === undefined) return noPage();
  const etag = `"${documentHash(registry, path)}"`;
  const cached: Record<string, string> =
    request.query.get('hash') === etag.slice(1, -1)
      ? {
          'cache-control': 'public, immutable',
          expires: new Date(front.context.clock.now() + 365 * 86_400_000).toUTCString(),
        }
      : { 'cache-control': 'no-cache, private' };
  const headers = { etag, vary: 'Accept', 'content-type': 'application/json', ...cached };
  if (request.headers['if-none-match'] === etag) return { status: 304, headers };
  return { status: 200, headers, body };
}
