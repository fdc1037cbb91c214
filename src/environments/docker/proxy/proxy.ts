import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isJsonObject, type Json } from '../../../json.js';
import type { EngineClient } from '../client.js';
import type { Ledger } from '../ledger.js';
import { forward, headerLimit } from './forward.js';
import { makingOf } from './making.js';
import { recorder } from './recorder.js';
import { spliceLabels } from './splice-labels.js';
import { tunnel } from './tunnel.js';
import { existingVolumes, namedVolumes } from './volumes.js';

/** The lesson's own door to the engine. */
export interface DockerProxy {
  /** Path of the socket. */
  readonly path: string;
  /** Resolves when everything that passed so far is noted in the ledger. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Largest body of a create request; real ones have a few kilobytes. */
const bodyLimit = 16 << 20;

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function refuseLarge(response: ServerResponse): void {
  response.writeHead(413, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify({ message: 'the request is too large' }));
}

/** What the proxy serves, where, and for whom. */
export interface ProxyOptions {
  client: EngineClient;
  path: string;
  labels: Readonly<Record<string, string>>;
  ledger: Ledger;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function requestHandler({ client, labels }: ProxyOptions, record: ReturnType<typeof recorder>): Handler {
  const { endpoint } = client;

  const createContainer = async (request: IncomingMessage, response: ServerResponse, text: string) => {
    const named = namedVolumes(parsed(text));
    // When the engine can not say what is there, all of it counts as there: then nothing is noted.
    const before = await existingVolumes(client, named).catch(() => new Set(named));
    const answer: Buffer[] = [];
    forward(request, response, endpoint, {
      body: spliceLabels(text, labels),
      onData: (chunk) => answer.push(chunk),
      onEnd: () => {
        const made = parsed(Buffer.concat(answer).toString('utf8'));
        if (isJsonObject(made) && typeof made['Id'] === 'string') record.container(made['Id'], before);
      },
    });
  };

  return async (request, response) => {
    const making = makingOf(request.method ?? '', request.url ?? '/');
    if (!making) return forward(request, response, endpoint);
    if (making.makes === 'image')
      return forward(request, response, endpoint, await record.watchImages(making));
    const text = await readBody(request);
    if (text === undefined) return refuseLarge(response);
    if (making.makes === 'container') return createContainer(request, response, text);
    forward(request, response, endpoint, { body: spliceLabels(text, labels) });
  };
}

// Builds upload and logs follow for hours: no limits of time.
const serverOptions = {
  ...{ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 },
  maxHeaderSize: headerLimit,
  requireHostHeader: false,
};

/**
 * Opens a private socket that passes everything to the engine unchanged, but for our labels on what is created, and
 * notes in the ledger what came into being through it and can not carry a label. Builds get no label: the classic
 * builder would show it to the learner as one more step and one more layer.
 */
export async function openProxy(options: ProxyOptions): Promise<DockerProxy> {
  const { client, path, ledger } = options;
  const record = recorder(client, ledger);
  const handle = requestHandler(options, record);
  const server = createServer(serverOptions);
  const connections = new Set<Duplex>();
  server.on('connection', (socket: Duplex) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const making = makingOf(request.method ?? '', request.url ?? '/');
    const watch = making?.makes === 'image' ? record.watchImages(making) : Promise.resolve(undefined);
    void watch.then((watched) => tunnel(request, socket, head, client.endpoint, watched));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  if (process.platform !== 'win32') chmodSync(path, 0o600);

  return {
    path,
    settled: () => record.settled(),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.destroy();
      await closed;
      await record.settled();
    },
  };
}
