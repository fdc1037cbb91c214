import type { Clock } from '../../clock.js';
import { SysError, type Connection, type Listener } from '../../host/contract.js';
import { encode } from '../lib/text.js';
import { bodyOf, type Body } from './body.js';
import { header, HttpError, readRequest, reasons, type Headers, type RequestHead } from './message.js';

/** A request to answer; `body` may be left unread. */
export interface Request extends RequestHead {
  body: Body;
  connection: Connection;
}

/** An answer. A body of known size gets Content-Length, another one is chunked. */
export interface Response {
  status: number;
  reason?: string;
  headers: Headers;
  body?: Uint8Array | Body;
  /** Ends the connection after this answer. */
  close?: boolean;
  /** The connection was used up by the handler (an upgrade); nothing is sent. */
  taken?: boolean;
}

/** Answers a request. */
export type Handler = (request: Request) => Promise<Response>;

/** What a server adds to every exchange. */
export interface ServeOptions {
  /** Answers what is not HTTP. */
  onBadRequest(error: HttpError): Response;
  /** Called after an answer was sent, with the number of its body's bytes. */
  onSent?(request: Request, response: Response, bytes: number): Promise<void> | void;
  /** Milliseconds that an idle connection is kept; with the clock to measure them. */
  keepAlive?: { clock: Clock; ms: number };
  /** Stops taking further requests on this connection when true. */
  closing?(): boolean;
}

/** Sends a response; `head`: without its body. Gives the number of body bytes sent. */
export async function sendResponse(
  connection: Pick<Connection, 'write'>,
  response: Response,
  how: { head: boolean; close: boolean; http10?: boolean },
): Promise<number> {
  const { status, body } = response;
  const known = body === undefined || body instanceof Uint8Array;
  const bare = status === 204 || status === 304 || status < 200;
  const headers = [...response.headers];
  if (
    !bare &&
    header(headers, 'content-length') === undefined &&
    header(headers, 'transfer-encoding') === undefined
  ) {
    if (known) headers.push(['Content-Length', String(body?.length ?? 0)]);
    else if (!how.http10) headers.push(['Transfer-Encoding', 'chunked']);
  }
  if (header(headers, 'connection') === undefined)
    headers.push(['Connection', how.close ? 'close' : 'keep-alive']);
  const reason = response.reason ?? reasons[status] ?? '';
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = encode(`HTTP/1.1 ${status} ${reason}\r\n${lines}\r\n`);
  if (how.head || bare || body === undefined || (known && body.length === 0)) {
    await connection.write(head);
    return 0;
  }
  if (body instanceof Uint8Array) {
    const both = new Uint8Array(head.length + body.length);
    both.set(head);
    both.set(body, head.length);
    await connection.write(both);
    return body.length;
  }
  await connection.write(head);
  const isChunked = /chunked/.test(header(headers, 'transfer-encoding') ?? '');
  let sent = 0;
  for await (const bytes of body) {
    if (bytes.length === 0) continue;
    sent += bytes.length;
    if (isChunked) await connection.write(encode(`${bytes.length.toString(16)}\r\n`));
    await connection.write(bytes);
    if (isChunked) await connection.write(encode('\r\n'));
  }
  if (isChunked) await connection.write(encode('0\r\n\r\n'));
  return sent;
}

/** Answers the requests of one connection until it ends. */
export async function serveConnection(
  connection: Connection,
  handler: Handler,
  options: ServeOptions,
): Promise<void> {
  try {
    for (;;) {
      const idle = options.keepAlive;
      const cancel = idle?.clock.after(idle.ms, () => connection.close());
      let head: RequestHead | undefined;
      try {
        head = await readRequest(connection);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        await sendResponse(connection, options.onBadRequest(error), { head: false, close: true });
        return;
      } finally {
        cancel?.();
      }
      if (!head) return;
      const asked = (header(head.headers, 'connection') ?? '').toLowerCase();
      const old = head.version !== 'HTTP/1.1';
      const body = bodyOf(connection, head.headers, false);
      const request: Request = { ...head, body, connection };
      if (header(head.headers, 'expect')?.toLowerCase() === '100-continue') {
        await connection.write(encode('HTTP/1.1 100 Continue\r\n\r\n'));
      }
      const response = await handler(request);
      if (response.taken) return;
      const close =
        response.close === true ||
        asked === 'close' ||
        (old && asked !== 'keep-alive') ||
        options.closing?.() === true;
      const sent = await sendResponse(connection, response, {
        head: head.method === 'HEAD',
        close,
        http10: old,
      });
      await options.onSent?.(request, response, sent);
      if (close || (old && !(response.body === undefined || response.body instanceof Uint8Array))) return;
      for await (const rest of body) void rest;
    }
  } catch (error) {
    if (!(error instanceof SysError) && !(error instanceof HttpError)) throw error;
  } finally {
    connection.close();
  }
}

/** Accepts connections and serves each by itself, until the listener is closed. */
export async function serve(
  listener: Listener,
  serveOne: (connection: Connection) => Promise<void>,
): Promise<void> {
  const open = new Set<Promise<void>>();
  for (let connection = await listener.accept(); connection; connection = await listener.accept()) {
    const served: Promise<void> = serveOne(connection)
      .catch((error: unknown) => {
        if (!(error instanceof SysError)) throw error;
      })
      .finally(() => open.delete(served));
    open.add(served);
  }
  await Promise.all(open);
}
