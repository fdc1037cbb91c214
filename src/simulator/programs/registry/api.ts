import { randomUUID } from 'node:crypto';
import { wholeBody } from '../http/body.js';
import { header, type Headers } from '../http/message.js';
import type { Request, Response } from '../http/server.js';
import { concat, decode, encode } from '../lib/text.js';
import { digestOf, type Storage } from './storage.js';

/** An upload under way. */
export type Uploads = Map<string, { name: string; bytes: Uint8Array }>;

const messages: Record<string, [number, string]> = {
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  BLOB_UPLOAD_INVALID: [416, 'blob upload invalid'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  MANIFEST_BLOB_UNKNOWN: [400, 'blob unknown to registry'],
  MANIFEST_INVALID: [400, 'manifest invalid'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  NAME_INVALID: [400, 'invalid repository name'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  UNSUPPORTED: [405, 'The operation is unsupported.'],
};

const version: Headers = [['Docker-Distribution-Api-Version', 'registry/2.0']];

function failed(code: string, detail?: unknown): Response {
  const [status, message] = messages[code] ?? [500, 'internal error'];
  const body = { errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] };
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8'], ...version],
    body: encode(`${JSON.stringify(body)}\n`),
  };
}

function json(value: unknown, extra: Headers = []): Response {
  return {
    status: 200,
    headers: [['Content-Type', 'application/json; charset=utf-8'], ...version, ...extra],
    body: encode(`${JSON.stringify(value)}\n`),
  };
}

const namePattern = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;

/** Answers the API of distribution ("/v2/..."). */
export async function registryApi(
  storage: Storage,
  uploads: Uploads,
  deletes: boolean,
  request: Request,
): Promise<Response> {
  const [path = '', queryText = ''] = request.target.split(/\?(.*)/s);
  const query = new URLSearchParams(queryText);
  if (path === '/v2/' || path === '/v2') return { ...json({}), body: encode('{}') };
  if (path === '/v2/_catalog') return catalogue(storage, query);
  if (!path.startsWith('/v2/'))
    return {
      status: path === '/' ? 200 : 404,
      headers: [['Content-Type', 'text/plain; charset=utf-8']],
      body: encode(path === '/' ? '' : '404 page not found\n'),
    };
  const route =
    /^\/v2\/(.+)\/(manifests|blobs|tags|blobs\/uploads)\/([^/]*)$/.exec(path) ??
    /^\/v2\/(.+)\/(blobs\/uploads)()$/.exec(path);
  if (!route)
    return {
      status: 404,
      headers: [['Content-Type', 'text/plain; charset=utf-8']],
      body: encode('404 page not found\n'),
    };
  const [, rawName = '', kind = '', reference = ''] = route;
  const upload =
    kind === 'blobs/uploads' ||
    rawName.endsWith('/blobs/uploads') ||
    (kind === 'blobs' && reference === 'uploads');
  const name = rawName.replace(/\/blobs$/, '');
  if (!namePattern.test(name)) return failed('NAME_INVALID', { name });
  if (upload)
    return uploadApi(storage, uploads, request, name, reference === 'uploads' ? '' : reference, query);
  if (kind === 'tags') {
    const tags = storage.tags(name);
    return tags ? json({ name, tags: tags.length ? tags : null }) : failed('NAME_UNKNOWN', { name });
  }
  return kind === 'blobs'
    ? blobApi(storage, deletes, request, name, reference)
    : manifestApi(storage, deletes, request, name, reference);
}

function catalogue(storage: Storage, query: URLSearchParams): Response {
  const all = storage.repositories().filter((name) => name > (query.get('last') ?? ''));
  const count = Number(query.get('n') ?? 100);
  const repositories = all.slice(0, count);
  const link: Headers =
    all.length > count ? [['Link', `</v2/_catalog?last=${repositories.at(-1)}&n=${count}>; rel="next"`]] : [];
  return json({ repositories }, link);
}

function blobApi(
  storage: Storage,
  deletes: boolean,
  request: Request,
  name: string,
  digest: string,
): Response {
  const bytes = storage.hasLayer(name, digest) ? storage.blob(digest) : undefined;
  if (!bytes) return failed('BLOB_UNKNOWN', { digest });
  if (request.method === 'DELETE') {
    if (!deletes) return failed('UNSUPPORTED');
    storage.unlinkLayer(name, digest);
    return { status: 202, headers: version };
  }
  const headers: Headers = [
    ...version,
    ['Content-Type', 'application/octet-stream'],
    ['Docker-Content-Digest', digest],
    ['Etag', `"${digest}"`],
    ['Content-Length', String(bytes.length)],
  ];
  return { status: 200, headers, body: bytes };
}

/** The blobs that a manifest needs to be there. */
function neededBlobs(manifest: { config?: { digest?: string }; layers?: { digest?: string }[] }): string[] {
  return [manifest.config?.digest, ...(manifest.layers ?? []).map((layer) => layer.digest)].filter(
    (digest) => digest !== undefined,
  );
}

async function manifestApi(
  storage: Storage,
  deletes: boolean,
  request: Request,
  name: string,
  reference: string,
): Promise<Response> {
  if (request.method === 'PUT') {
    const bytes = await wholeBody(request.body, 4 << 20);
    let manifest: Parameters<typeof neededBlobs>[0] & { mediaType?: string };
    try {
      manifest = JSON.parse(decode(bytes)) as typeof manifest;
    } catch {
      return failed('MANIFEST_INVALID');
    }
    if (reference.includes(':') && reference !== digestOf(bytes)) return failed('DIGEST_INVALID');
    const missing = neededBlobs(manifest).find((digest) => !storage.hasLayer(name, digest));
    if (missing !== undefined) return failed('MANIFEST_BLOB_UNKNOWN', { digest: missing });
    const digest = storage.putManifest(name, reference, bytes);
    return {
      status: 201,
      headers: [
        ...version,
        ['Docker-Content-Digest', digest],
        ['Location', `/v2/${name}/manifests/${digest}`],
      ],
    };
  }
  if (request.method === 'DELETE') {
    if (!deletes || !reference.includes(':')) return failed('UNSUPPORTED');
    return storage.deleteManifest(name, reference)
      ? { status: 202, headers: version }
      : failed('MANIFEST_UNKNOWN');
  }
  const found = storage.manifest(name, reference);
  if (!found)
    return failed(
      'MANIFEST_UNKNOWN',
      reference.includes(':') ? { Name: name, Revision: reference } : { Tag: reference },
    );
  const { mediaType = 'application/vnd.oci.image.manifest.v1+json' } = JSON.parse(decode(found.bytes)) as {
    mediaType?: string;
  };
  const headers: Headers = [
    ...version,
    ['Content-Type', mediaType],
    ['Docker-Content-Digest', found.digest],
    ['Etag', `"${found.digest}"`],
    ['Content-Length', String(found.bytes.length)],
  ];
  return { status: 200, headers, body: found.bytes };
}

async function uploadApi(
  storage: Storage,
  uploads: Uploads,
  request: Request,
  name: string,
  id: string,
  query: URLSearchParams,
): Promise<Response> {
  const host = header(request.headers, 'host') ?? 'localhost';
  const stored = (digest: string): Response => ({
    status: 201,
    headers: [
      ...version,
      ['Location', `http://${host}/v2/${name}/blobs/${digest}`],
      ['Docker-Content-Digest', digest],
    ],
  });
  const progress = (status: number, key: string, size: number): Response => ({
    status,
    headers: [
      ...version,
      ['Location', `http://${host}/v2/${name}/blobs/uploads/${key}`],
      ['Docker-Upload-Uuid', key],
      ['Range', `0-${Math.max(0, size - 1)}`],
    ],
  });
  const finish = (bytes: Uint8Array): Response => {
    const wanted = query.get('digest');
    if (wanted === null || wanted !== digestOf(bytes)) return failed('DIGEST_INVALID', { digest: wanted });
    return stored(storage.putBlob(name, bytes));
  };
  if (request.method === 'POST') {
    const [mount, from] = [query.get('mount'), query.get('from')];
    if (mount !== null && from !== null && storage.hasLayer(from, mount)) {
      storage.linkLayer(name, mount);
      return stored(mount);
    }
    if (query.has('digest')) return finish(await wholeBody(request.body));
    const key = randomUUID();
    uploads.set(key, { name, bytes: new Uint8Array() });
    return progress(202, key, 0);
  }
  const upload = uploads.get(id);
  if (!upload || upload.name !== name) return failed('BLOB_UPLOAD_UNKNOWN');
  switch (request.method) {
    case 'PATCH':
      upload.bytes = concat([upload.bytes, await wholeBody(request.body)]);
      return progress(202, id, upload.bytes.length);
    case 'PUT':
      uploads.delete(id);
      return finish(concat([upload.bytes, await wholeBody(request.body)]));
    case 'DELETE':
      uploads.delete(id);
      return { status: 204, headers: version };
    default:
      return progress(204, id, upload.bytes.length);
  }
}
