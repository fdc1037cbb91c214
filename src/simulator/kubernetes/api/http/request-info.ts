/** What a URL of the API asks for. */
export interface RequestInfo {
  resourceRequest: boolean;
  path: string;
  verb: string;
  group: string;
  version: string;
  namespace?: string;
  resource: string;
  name?: string;
  subresource?: string;
  /** What follows the subresource: the path of a proxied request. */
  rest?: string;
}

const verbs: Record<string, string> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Subresources of namespaces that are no resources inside them. */
const namespaceParts = new Set(['status', 'finalize']);

/** Takes a URL apart the way the server's filters do. */
export function requestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const plain: RequestInfo = {
    resourceRequest: false,
    path,
    verb: method.toLowerCase(),
    group: '',
    version: '',
    resource: '',
  };
  const isCore = parts[0] === 'api';
  if (!isCore && parts[0] !== 'apis') return plain;
  const group = isCore ? '' : parts[1];
  const version = isCore ? parts[1] : parts[2];
  const rest = parts.slice(isCore ? 2 : 3);
  if (group === undefined || version === undefined || !rest.length) return plain;
  const info: RequestInfo = {
    ...plain,
    resourceRequest: true,
    verb: verbs[method] ?? method.toLowerCase(),
    group,
    version,
  };
  let here = rest;
  if (here[0] === 'namespaces' && here[1] !== undefined) {
    info.namespace = here[1];
    if (here.length > 2 && !namespaceParts.has(here[2]!)) here = here.slice(2);
  }
  info.resource = here[0]!;
  if (here[1] !== undefined) info.name = here[1];
  if (here[2] !== undefined) info.subresource = here[2];
  if (here.length > 3) info.rest = here.slice(3).join('/');
  if (info.name === undefined && info.verb === 'get') info.verb = wantsWatch(query) ? 'watch' : 'list';
  if (info.name === undefined && info.verb === 'delete') info.verb = 'deletecollection';
  return info;
}

function wantsWatch(query: URLSearchParams): boolean {
  const value = query.get('watch');
  return value !== null && value !== 'false' && value !== '0';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
