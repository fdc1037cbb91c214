import type { Headers } from '../http/message.js';
import type { Body } from '../http/body.js';
import { interpolate, type Exchange } from './exchange.js';
import { findAll } from './config.js';
import { serverToken, statusPage } from './pages.js';

/** What a handler decided: an answer, or another path to handle. */
export type Answer =
  | {
      kind: 'response';
      status: number;
      headers: Headers;
      body?: Uint8Array | Body;
      reason?: string;
      fromUpstream?: boolean;
    }
  | { kind: 'redirect'; uri: string }
  | { kind: 'named'; name: string }
  | { kind: 'close' };

/** An answer with a status of nginx' own, and its page. */
export function statusAnswer(exchange: Exchange, status: number, extra: Headers = []): Answer {
  const page = statusPage(status, serverToken(exchange));
  const headers: [string, string][] = page ? [['Content-Type', 'text/html']] : [];
  return { kind: 'response', status, headers: [...headers, ...extra], ...(page ? { body: page } : {}) };
}

/** A redirection; a location that is a path becomes a full address, as absolute_redirect has it. */
export function moved(exchange: Exchange, status: number, location: string): Answer {
  const { request } = exchange;
  const port = request.connection.local.port;
  const host = interpolate(exchange, '$host');
  const absolute = location.startsWith('/')
    ? `http://${host}${port === 80 ? '' : `:${port}`}${location}`
    : location;
  return statusAnswer(exchange, status, [['Location', absolute]]);
}

const addable = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

/** Fields of add_header for an answer. */
export function addedHeaders(exchange: Exchange, status: number): Headers {
  return findAll((exchange.location ?? exchange.server).scope, 'add_header')
    .filter(({ args }) => args[2] === 'always' || addable.has(status))
    .map(({ args }): [string, string] => [args[0] ?? '', interpolate(exchange, args[1] ?? '')])
    .filter(([, value]) => value !== '');
}
