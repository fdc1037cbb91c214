import type { Source } from '../../host/contract.js';
import { concat } from '../lib/text.js';

/** Header fields in the order they were sent. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** The head of a request; `target` as it was sent, `host` from the Host field. */
export interface RequestHead {
  method: string;
  target: string;
  version: string;
  headers: Headers;
  /** The first line as it was sent. */
  line: string;
}

/** The head of a response. */
export interface ResponseHead {
  version: string;
  status: number;
  reason: string;
  headers: Headers;
}

/** What is not HTTP, or more of it than is taken. `status` is what a server answers. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The first value of a field, whatever the case of its name. */
export function header(headers: Headers, name: string): string | undefined {
  const lower = name.toLowerCase();
  return headers.find(([each]) => each.toLowerCase() === lower)?.[1];
}

const latin = new TextDecoder('latin1');

/** Reads a head up to its empty line; undefined at the end of the connection. */
export async function readHead(source: Source, limit = 32768): Promise<string[] | undefined> {
  let held: Uint8Array = new Uint8Array();
  for (;;) {
    const bytes = await source.read();
    if (!bytes) {
      if (held.length) throw new HttpError('unexpected end of the head');
      return undefined;
    }
    held = held.length ? concat([held, bytes]) : bytes;
    const text = latin.decode(held);
    const start = /^(?:\r?\n)+/.exec(text)?.[0].length ?? 0;
    const end = /\r?\n\r?\n/.exec(text.slice(start));
    if (end) {
      const size = start + end.index + end[0].length;
      if (size < held.length) source.unread(held.subarray(size));
      return text.slice(start, start + end.index).split(/\r?\n/);
    }
    if (held.length > limit) throw new HttpError('head too large', 400);
  }
}

function readFields(lines: readonly string[]): Headers {
  return lines.map((line): [string, string] => {
    const at = line.indexOf(':');
    if (at <= 0 || /\s/.test(line.slice(0, at))) throw new HttpError('bad header line');
    return [line.slice(0, at), line.slice(at + 1).trim()];
  });
}

/** Reads a request's head; undefined when the client closed the connection. */
export async function readRequest(source: Source): Promise<RequestHead | undefined> {
  const lines = await readHead(source);
  if (!lines) return undefined;
  const [line = '', ...fields] = lines;
  const match = /^([A-Z][A-Z-]*) (\S+)(?: (HTTP\/\d\.\d))?$/.exec(line);
  if (!match) throw new HttpError('bad request line');
  return {
    method: match[1] ?? '',
    target: match[2] ?? '',
    version: match[3] ?? 'HTTP/0.9',
    headers: readFields(fields),
    line,
  };
}

/** Reads a response's head. */
export async function readResponse(source: Source): Promise<ResponseHead> {
  const lines = await readHead(source);
  const [line = '', ...fields] = lines ?? [];
  const match = /^(HTTP\/\d\.\d) (\d{3})(?: (.*))?$/.exec(line);
  if (!match) throw new HttpError(lines ? `bad status line: ${line}` : 'connection closed', 502);
  return {
    version: match[1] ?? '',
    status: Number(match[2]),
    reason: match[3] ?? '',
    headers: readFields(fields),
  };
}

/** The standard words for a status. */
export const reasons: Readonly<Record<number, string>> = {
  100: 'Continue', 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 206: 'Partial Content', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified', 307: 'Temporary Redirect', 308: 'Permanent Redirect', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 408: 'Request Timeout', 409: 'Conflict', 411: 'Length Required', 412: 'Precondition Failed', 413: 'Request Entity Too Large', 414: 'Request-URI Too Large', 415: 'Unsupported Media Type', 416: 'Requested Range Not Satisfiable', 418: "I'm a teapot", 429: 'Too Many Requests', 500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out',
}; // prettier-ignore

/** "Tue, 24 Nov 2026 06:35:12 GMT" */
export function httpDate(time: number): string {
  return new Date(time).toUTCString();
}
