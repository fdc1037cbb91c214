import type { Connection, NetworkStack } from '../../host/contract.js';
import { encode } from '../lib/text.js';
import { bodyOf, type Body } from './body.js';
import { header, readResponse, type Headers, type ResponseHead } from './message.js';

/** A request to send. A body in pieces without Content-Length is sent chunked. */
export interface ClientRequest {
  method: string;
  target: string;
  version?: string;
  headers: Headers;
  body?: Uint8Array | Body;
}

/** An answer whose body is still coming. */
export interface ClientResponse extends ResponseHead {
  body: Body;
}

/** Sends a request on a connection and reads the head of the answer (skipping 100 Continue). */
export async function exchange(connection: Connection, request: ClientRequest): Promise<ClientResponse> {
  const { body } = request;
  const headers = [...request.headers];
  const streams = body !== undefined && !(body instanceof Uint8Array);
  const isChunked = streams && header(headers, 'content-length') === undefined;
  if (isChunked && header(headers, 'transfer-encoding') === undefined)
    headers.push(['Transfer-Encoding', 'chunked']);
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  await connection.write(
    encode(`${request.method} ${request.target} ${request.version ?? 'HTTP/1.1'}\r\n${lines}\r\n`),
  );
  if (body instanceof Uint8Array) await connection.write(body);
  else if (body) {
    for await (const bytes of body) {
      if (bytes.length === 0) continue;
      if (isChunked) await connection.write(encode(`${bytes.length.toString(16)}\r\n`));
      await connection.write(bytes);
      if (isChunked) await connection.write(encode('\r\n'));
    }
    if (isChunked) await connection.write(encode('0\r\n\r\n'));
  }
  let head = await readResponse(connection);
  while (head.status === 100) head = await readResponse(connection);
  const bare = request.method === 'HEAD' || head.status === 204 || head.status === 304;
  return { ...head, body: bare ? bodyOf(connection, [], false) : bodyOf(connection, head.headers, true) };
}

/** Resolves a name and connects to it. Throws SysError: ENOENT for unknown names, else as connect. */
export async function connectTo(
  net: NetworkStack,
  host: string,
  port: number,
  timeoutMs?: number,
): Promise<Connection> {
  const [address = host] = await net.lookup(host);
  return net.connect(address, port, timeoutMs === undefined ? {} : { timeoutMs });
}
