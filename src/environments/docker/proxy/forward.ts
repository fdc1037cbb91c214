import { request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from '../connect.js';
import type { Endpoint } from '../endpoint.js';
import { connectionFailure } from '../failure.js';

/** Largest header that passes; registry credentials of the CLI travel in headers. */
export const headerLimit = 1 << 20;

/** Headers that are about one connection, not about the message. */
const perConnection = new Set(['connection', 'keep-alive', 'proxy-connection']);

/** Raw headers for the next hop: everything but what concerns the connection, and the names in `drop`. */
function passOn(rawHeaders: readonly string[], drop: readonly string[] = []): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const lower = name.toLowerCase();
    if (!perConnection.has(lower) && !drop.includes(lower)) kept.push(name, rawHeaders[i + 1] ?? '');
  }
  return kept;
}

/** The JSON error that the docker CLI shows as "Error response from daemon: ...". */
export function errorBody(error: unknown, endpoint: Endpoint): string {
  const { message, detail } = connectionFailure(error, endpoint);
  return JSON.stringify({ message: [message, detail.next].filter(Boolean).join(' ') });
}

/** What to change or watch while a request passes. */
export interface Passing {
  /** Sent instead of the request's own body. */
  body?: string | undefined;
  onHead?: (status: number) => void;
  onData?: (chunk: Buffer) => void;
  /** The answer is over: at its end, or before it when the client has heard enough, as after a failed build. */
  onEnd?: () => void;
}

/** Passes one HTTP request to the engine and its answer back, both streamed, each chunk at once. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  endpoint: Endpoint,
  { body, onHead, onData, onEnd }: Passing = {},
): void {
  const headers =
    body === undefined
      ? passOn(request.rawHeaders)
      : [
          ...passOn(request.rawHeaders, ['content-length', 'transfer-encoding']),
          ...['Content-Length', String(Buffer.byteLength(body))],
        ];
  const upstream = send({
    createConnection: () => connect(endpoint),
    method: request.method,
    path: request.url,
    headers,
    maxHeaderSize: headerLimit,
  });
  upstream.on('response', (answer) => {
    const status = answer.statusCode ?? 502;
    onHead?.(status);
    response.writeHead(status, answer.statusMessage ?? '', passOn(answer.rawHeaders));
    response.flushHeaders();
    if (onData) answer.on('data', onData);
    answer.on('close', () => onEnd?.());
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  upstream.on('error', (error) => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(503, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end(errorBody(error, endpoint));
  });
  // The client went away: the engine must know, it may be building or following logs for nobody.
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
  if (body === undefined) request.pipe(upstream);
  else upstream.end(body);
}
