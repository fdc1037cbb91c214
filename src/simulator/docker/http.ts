import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  apiVersion,
  engineVersion,
  errorReply,
  type ApiReply,
  type ApiRequest,
  type RawConnection,
} from './api.js';
import { ApiError } from './errors.js';

const common = {
  'Api-Version': apiVersion,
  'Docker-Experimental': 'false',
  Ostype: 'linux',
  Server: `Docker/${engineVersion} (linux)`,
};

/** The largest body that is taken: contexts and archives are big, but not without end. */
const largestBody = 1 << 30;

/** An h2c upgrade that other parts of the engine take over (BuildKit's /grpc and /session). */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

/** Serves an API over HTTP/1.1, hijacked connections included. */
export function createHttpServer(
  api: (request: ApiRequest) => Promise<ApiReply>,
  options: { upgrade?: UpgradeHandler } = {},
): Server {
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0, headersTimeout: 60_000 });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    response.on('error', () => gone.abort());
    const body = once(() => readBody(request));
    void api(requestOf(request, body, gone.signal)).then((answer) => send(request, response, answer, body));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (options.upgrade?.(request, socket, head)) return;
    const gone = new AbortController();
    socket.on('close', () => gone.abort());
    const reader = upgradeBody(request, socket, head);
    void api(requestOf(request, once(reader.body), gone.signal)).then(async (answer) => {
      await reader.body().catch(() => undefined);
      sendUpgrade(socket, answer, reader.rest());
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    socket.end(
      'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request',
    );
  });
  return server;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function requestOf(
  request: IncomingMessage,
  body: () => Promise<Uint8Array>,
  signal: AbortSignal,
): ApiRequest {
  const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s);
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    headers: request.headers,
    body,
    signal,
  };
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) throw new ApiError(400, 'http: request body too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The body of an upgrade request: Node leaves it unparsed in front of the raw stream. */
function upgradeBody(request: IncomingMessage, socket: Duplex, head: Buffer) {
  const wanted = Number(request.headers['content-length'] ?? 0);
  let have = head;
  const body = once(
    () =>
      new Promise<Uint8Array>((resolve, reject) => {
        const done = () => {
          if (have.length < wanted) return false;
          socket.off('data', more);
          socket.pause();
          resolve(have.subarray(0, wanted));
          return true;
        };
        const more = (bytes: Buffer) => {
          have = Buffer.concat([have, bytes]);
          done();
        };
        if (done()) return;
        socket.on('data', more);
        socket.once('close', () => reject(new ApiError(400, 'unexpected EOF')));
      }),
  );
  return { body, rest: () => have.subarray(wanted) };
}

const encode = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`);

function headersOf(answer: ApiReply): { status: number; headers: Record<string, string>; body?: Buffer } {
  if ('hijack' in answer) return { status: 200, headers: { ...common, 'Content-Type': answer.contentType } };
  const headers: Record<string, string> = { ...common, ...answer.headers };
  if ('stream' in answer) return { status: answer.status, headers };
  const body =
    answer.json !== undefined ? encode(answer.json) : Buffer.from(answer.bytes ?? new Uint8Array());
  if (answer.json !== undefined) headers['Content-Type'] ??= 'application/json';
  if (answer.status !== 204) headers['Content-Length'] ??= String(body.length);
  return { status: answer.status, headers, body };
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: ApiReply,
  body: () => Promise<Uint8Array>,
): Promise<void> {
  const { status, headers, body: bytes } = headersOf(answer);
  if (response.destroyed) return;
  if ('hijack' in answer) {
    // A client that did not ask for an upgrade still gets the raw connection.
    await body().catch(() => undefined);
    const { socket } = request;
    response.detachSocket(socket);
    socket.removeAllListeners('data');
    socket.write(head(200, 'OK', { 'Content-Type': answer.contentType }));
    answer.hijack(rawConnection(socket, Buffer.alloc(0)));
    return;
  }
  response.writeHead(status, headers);
  if (request.method === 'HEAD') return void response.end();
  if ('stream' in answer) {
    response.flushHeaders();
    try {
      await answer.stream((piece) => {
        if (!response.destroyed) response.write(piece);
      });
    } catch (error) {
      const failed = errorReply(error);
      if ('json' in failed && !response.destroyed) response.write(encode(failed.json));
    }
    return void response.end();
  }
  response.end(bytes);
  request.resume();
}

function head(status: number, text: string, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${text}\r\n${lines.join('')}\r\n`;
}

function sendUpgrade(socket: Duplex, answer: ApiReply, rest: Buffer): void {
  if ('hijack' in answer) {
    const headers = { 'Content-Type': answer.contentType, Connection: 'Upgrade', Upgrade: 'tcp', ...common };
    socket.write(head(101, 'UPGRADED', headers));
    answer.hijack(rawConnection(socket, rest));
    return;
  }
  const { status, headers, body = Buffer.alloc(0) } = headersOf(answer);
  socket.end(Buffer.concat([Buffer.from(head(status, 'Error', { ...headers, Connection: 'close' })), body]));
}

function rawConnection(socket: Duplex | Socket, rest: Buffer): RawConnection {
  let first: Buffer | undefined = rest;
  return {
    write(bytes) {
      if (!socket.destroyed && socket.writable) socket.write(bytes);
    },
    end() {
      if (!socket.destroyed) socket.end();
    },
    onData(call) {
      if (first && first.length > 0) call(new Uint8Array(first));
      first = undefined;
      socket.on('data', (bytes: Buffer) => call(new Uint8Array(bytes)));
      socket.resume();
    },
    onEnd(call) {
      socket.on('end', call);
      if (socket.readableEnded) call();
      socket.resume();
    },
    onClose(call) {
      socket.on('close', call);
      if (socket.destroyed) call();
    },
  };
}
