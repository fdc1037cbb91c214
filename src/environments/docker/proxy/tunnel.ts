import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect } from '../connect.js';
import type { Endpoint } from '../endpoint.js';
import { errorBody } from './forward.js';

function headText(request: IncomingMessage): string {
  const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1`];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    lines.push(`${request.rawHeaders[i] ?? ''}: ${request.rawHeaders[i + 1] ?? ''}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/**
 * Passes a request that takes over its connection (attach, exec, BuildKit's h2c) to the engine, byte by byte: the
 * request's body and the stream after it are not told apart, and each side may end its half first.
 * `onData` sees what the engine sends, `onEnd` is called once, when the connection is over.
 */
export function tunnel(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  endpoint: Endpoint,
  { onData, onEnd }: { onData?: (chunk: Buffer) => void; onEnd?: () => void } = {},
): void {
  const engine = connect(endpoint);
  let answered = false;
  engine.write(headText(request));
  if (head.length) engine.write(head);
  client.pipe(engine);
  engine.once('data', (first: Buffer) => {
    answered = true;
    if (first.subarray(0, 12).toString('latin1') === 'HTTP/1.1 101') return;
    // Not taken over: a further request on this connection would pass without our labels.
    client.unpipe(engine);
    client.on('data', () => client.destroy());
    client.on('end', () => engine.end());
    client.resume();
  });
  if (onData) engine.on('data', onData);
  engine.pipe(client);
  engine.on('error', (error) => {
    if (answered || client.destroyed) return;
    const body = errorBody(error, endpoint);
    const length = Buffer.byteLength(body);
    client.end(
      `HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
  client.on('error', () => engine.destroy());
  client.on('close', () => {
    if (!client.readableEnded) engine.destroy();
  });
  engine.on('close', () => {
    if (answered && !engine.readableEnded) client.destroy();
    onEnd?.();
  });
}
