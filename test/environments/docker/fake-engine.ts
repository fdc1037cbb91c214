import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Json } from '../../../src/json.js';

export type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A real HTTP server on a unix socket that plays an engine: routes are "GET /containers/json", without the version. */
export interface FakeEngine {
  path: string;
  endpoint: { kind: 'unix'; path: string };
  routes: Record<string, Route>;
  /** "METHOD /v1.41/path?query" of each request, oldest first. */
  seen: string[];
  onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  start(): Promise<void>;
  /** Ends the server and every connection, as an engine that dies. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

/** Sends JSON as the engine does. */
export function reply(response: ServerResponse, body: Json, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Reads a request's whole body as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** One frame of the engine's multiplexed stream. */
export function frame(channel: 1 | 2, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = channel;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** Starts a fake engine. Unknown routes answer 404 with a message, like the real one. */
export async function fakeEngine(routes: Record<string, Route> = {}): Promise<FakeEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'kt-engine-'));
  const path = join(folder, 'docker.sock');
  let server: Server | undefined;
  const sockets = new Set<Duplex>();
  const engine: FakeEngine = {
    path,
    endpoint: { kind: 'unix', path },
    routes: {
      'GET /_ping': (_request, response) => {
        response.writeHead(200, { 'api-version': '1.41' });
        response.end('OK');
      },
      'GET /events': (_request, response) => {
        response.writeHead(200);
        response.flushHeaders();
      },
      ...routes,
    },
    seen: [],
    async start() {
      server = createServer((request, response) => {
        const url = request.url ?? '/';
        engine.seen.push(`${request.method} ${url}`);
        const bare = decodeURIComponent(url.replace(/^\/v[\d.]+/, '').replace(/\?.*$/, ''));
        const route = engine.routes[`${request.method} ${bare}`];
        if (route) void route(request, response);
        else reply(response, { message: `page not found: ${bare}` }, 404);
      });
      server.on('connection', (socket: Duplex) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      });
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        engine.seen.push(`${request.method} ${request.url ?? ''}`);
        engine.onUpgrade?.(request, socket, head);
      });
      await new Promise<void>((resolve) => server?.listen(path, resolve));
    },
    async stop() {
      const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      server = undefined;
    },
    async remove() {
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await engine.start();
  return engine;
}
