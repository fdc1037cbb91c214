import { drop, hold, type Description } from '../host/process/description.js';
import { establish } from '../host/network/connect.js';
import type { HostNetwork } from '../host/network/host.js';
import { SysError } from '../host/contract.js';

/** The answer of a server in the world. */
export interface HttpAnswer {
  status: number;
  headers: Map<string, string>;
  body: Uint8Array;
}

/** Nobody answers: the message is that of the engine's own client. */
export class DialError extends Error {
  override readonly name = 'DialError';
}

/** One HTTP request from the host to a published port. Rejects with DialError. */
export async function hostRequest(
  network: HostNetwork,
  port: number,
  request: { method: string; path: string; headers?: Record<string, string>; body?: Uint8Array },
): Promise<HttpAnswer> {
  const url = `${request.method === 'GET' ? 'Get' : request.method} "http://localhost:${port}${request.path}"`;
  const refused = new DialError(`${url}: dial tcp 127.0.0.1:${port}: connect: connection refused`);
  const target = network.publishedAt(port);
  if (!target) throw refused;
  let socket;
  try {
    socket = establish({ address: '172.17.0.1', port: 40000 }, target);
  } catch (error) {
    if (error instanceof SysError) throw refused;
    throw error;
  }
  const stream = hold(socket.stream);
  try {
    const body = request.body ?? new Uint8Array();
    const headers = {
      Host: `localhost:${port}`,
      Connection: 'close',
      'Content-Length': String(body.length),
      ...request.headers,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    stream.write(
      new TextEncoder().encode(`${request.method} ${request.path} HTTP/1.1\r\n${lines.join('')}\r\n`),
    );
    if (body.length > 0) stream.write(body);
    return parse(await readAll(stream, request.method === 'HEAD'));
  } finally {
    drop(stream);
  }
}

/** Reads until the server closes, or until its answer is complete. */
async function readAll(stream: Description, headOnly: boolean): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const got = stream.tryRead();
    if (got === undefined) return Buffer.concat(parts);
    if (got === 'wait') await new Promise<void>((resolve) => stream.onReadable(resolve));
    else {
      parts.push(Buffer.from(got));
      const all = Buffer.concat(parts);
      if (complete(all, headOnly)) return all;
    }
  }
}

function split(all: Buffer): { status: number; headers: Map<string, string>; rest: Buffer } | undefined {
  const end = all.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = all.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const cut = line.indexOf(':');
      return [line.slice(0, cut).toLowerCase(), line.slice(cut + 1).trim()] as const;
    }),
  );
  return { status: Number(first.split(' ')[1] ?? 0), headers, rest: all.subarray(end + 4) };
}

function complete(all: Buffer, headOnly: boolean): boolean {
  const head = split(all);
  if (!head) return false;
  if (headOnly || head.status === 204 || head.status === 304) return true;
  const length = head.headers.get('content-length');
  if (length !== undefined) return head.rest.length >= Number(length);
  return head.headers.get('transfer-encoding') === 'chunked' && head.rest.includes('0\r\n\r\n');
}

function parse(all: Buffer): HttpAnswer {
  const head = split(all);
  if (!head) throw new DialError('unexpected EOF');
  const { status, headers, rest } = head;
  return { status, headers, body: headers.get('transfer-encoding') === 'chunked' ? unchunk(rest) : rest };
}

function unchunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at);
    const size = end < 0 ? 0 : parseInt(bytes.subarray(at, end).toString('latin1'), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
