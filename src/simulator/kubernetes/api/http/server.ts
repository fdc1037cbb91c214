import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { ApiError, type UserInfo } from '../../contract.js';
import type { Identity } from '../access/pki.js';
import { failure, handle } from './handle.js';
import type { ApiRequest, ApiResponse } from './message.js';
import type { Front } from './resources.js';

const bodyLimit = 3 * 1024 * 1024;
const gzipFrom = 128 * 1024;
const anonymous: UserInfo = { username: 'system:anonymous', groups: ['system:unauthenticated'] };

/** The user of a request: its token's, else its client certificate's. Throws 401 for a bad token. */
function authenticate(front: Front, request: IncomingMessage): UserInfo {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) {
    const user = front.readToken(bearer);
    if (!user) throw new ApiError(401, 'Unauthorized', 'Unauthorized');
    return user;
  }
  const socket = request.socket as TLSSocket;
  if (!socket.authorized) return anonymous;
  const { subject } = socket.getPeerCertificate();
  const groups = ([] as string[]).concat(subject?.O ?? []);
  const [username] = ([] as string[]).concat(subject?.CN ?? []);
  return username ? { username, groups: [...groups, 'system:authenticated'] } : anonymous;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit)
      throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bodyLimit}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const quoted = (text: string) => `299 - ${JSON.stringify(text)}`;

function send(request: IncomingMessage, response: ServerResponse, answer: ApiResponse): void {
  const headers: Record<string, string | string[]> = {
    'content-type': 'application/json',
    'cache-control': 'no-cache, private',
    ...answer.headers,
  };
  if (answer.warnings?.length) headers['warning'] = answer.warnings.map(quoted);
  if (answer.stream) return stream(response, answer, headers);
  const { body = '' } = answer;
  let bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`);
  if (bytes.length >= gzipFrom && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    bytes = gzipSync(bytes, { level: 1 });
    headers['content-encoding'] = 'gzip';
    headers['vary'] = 'Accept-Encoding';
  }
  headers['content-length'] = String(bytes.length);
  response.writeHead(answer.status, headers);
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function stream(
  response: ServerResponse,
  answer: ApiResponse,
  headers: Record<string, string | string[]>,
): void {
  response.writeHead(answer.status, headers);
  response.flushHeaders();
  const stop = answer.stream!({ write: (line) => void response.write(line), end: () => void response.end() });
  response.on('close', stop);
}

function take(request: IncomingMessage, user: UserInfo, body: Buffer): ApiRequest {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers,
    body,
    user,
  };
}

async function answer(front: Front, request: IncomingMessage): Promise<ApiResponse> {
  try {
    const user = authenticate(front, request);
    return handle(front, take(request, user, await readBody(request)));
  } catch (error) {
    return failure(error);
  }
}

/** The HTTPS front: its own certificate, clients known by certificates of the same authority. */
export function createFront(front: Front, identity: Identity, authority: string): Server {
  const server = createServer(
    {
      key: identity.key,
      cert: identity.certificate,
      ca: authority,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      // A client that goes away while it sends or reads is no fault of the server.
      request.on('error', () => response.destroy());
      response.on('error', () => response.destroy());
      void answer(front, request).then((result) => {
        if (!response.destroyed) send(request, response, result);
      });
    },
  );
  server.keepAliveTimeout = 90_000;
  return server;
}
