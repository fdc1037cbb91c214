import type { ProcessContext } from '../../host/contract.js';
import { header, type Headers } from '../http/message.js';
import type { Request } from '../http/server.js';
import { monthName } from '../lib/listing.js';
import type { Config, Location, Server } from './config.js';

/** One request on its way through the configuration. */
export interface Exchange {
  context: ProcessContext;
  config: Config;
  request: Request;
  server: Server;
  location: Location | undefined;
  /** The path as internal redirects left it (decoded), and the query. */
  uri: string;
  args: string;
  number: number;
  startedAt: number;
  variables: Map<string, string>;
  /** What the regular expressions of server_name, location, rewrite and if captured last. */
  captures: readonly string[];
  redirects: number;
  upstreamAddress: string;
  upstreamStatus: string;
  status: number;
  sent: number;
  /** The status that an error page is shown for. */
  errorStatus: number | undefined;
}

/** "24/Nov/2026:06:35:12 +0000" */
export function logTime(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getUTCDate())}/${monthName(date.getUTCMonth())}/${date.getUTCFullYear()}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

/** The Host a request is for, without the port. */
export function hostOf(headers: Headers): string {
  return (header(headers, 'host') ?? '').replace(/:\d+$/, '').toLowerCase();
}

function builtin(exchange: Exchange, name: string): string | undefined {
  const { request, context, server } = exchange;
  const { connection } = request;
  switch (name) {
    case 'remote_addr':
    case 'realip_remote_addr':
      return connection.remote.address;
    case 'remote_port':
      return String(connection.remote.port);
    case 'remote_user':
      return user(request.headers);
    case 'server_addr':
      return connection.local.address;
    case 'server_port':
      return String(connection.local.port);
    case 'server_name':
      return server.names[0] ?? '';
    case 'server_protocol':
      return request.version;
    case 'host':
      return hostOf(request.headers) || (server.names[0] ?? '');
    case 'hostname':
      return context.hostname;
    case 'scheme':
      return 'http';
    case 'https':
      return '';
    case 'request':
      return request.line;
    case 'request_method':
      return request.method;
    case 'request_uri':
      return request.target;
    case 'uri':
    case 'document_uri':
      return exchange.uri;
    case 'args':
    case 'query_string':
      return exchange.args;
    case 'is_args':
      return exchange.args === '' ? '' : '?';
    case 'status':
      return String(exchange.status);
    case 'body_bytes_sent':
    case 'bytes_sent':
      return String(exchange.sent);
    case 'request_length':
      return String(request.line.length);
    case 'request_time':
      return ((context.clock.now() - exchange.startedAt) / 1000).toFixed(3);
    case 'msec':
      return (context.clock.now() / 1000).toFixed(3);
    case 'time_local':
      return logTime(context.clock.now());
    case 'time_iso8601':
      return `${new Date(context.clock.now()).toISOString().slice(0, 19)}+00:00`;
    case 'nginx_version':
      return nginxVersion(context);
    case 'pid':
      return String(context.pid);
    case 'connection':
      return String(exchange.number);
    case 'connection_requests':
      return '1';
    case 'upstream_addr':
      return exchange.upstreamAddress;
    case 'upstream_status':
      return exchange.upstreamStatus;
    case 'upstream_response_time':
      return exchange.upstreamAddress === ''
        ? ''
        : ((context.clock.now() - exchange.startedAt) / 1000).toFixed(3);
    case 'proxy_add_x_forwarded_for': {
      const before = header(request.headers, 'x-forwarded-for');
      return before === undefined ? connection.remote.address : `${before}, ${connection.remote.address}`;
    }
    case 'content_type':
      return header(request.headers, 'content-type') ?? '';
    case 'content_length':
      return header(request.headers, 'content-length') ?? '';
    default:
      return undefined;
  }
}

function user(headers: Headers): string {
  const match = /^Basic (.+)$/i.exec(header(headers, 'authorization') ?? '');
  return match
    ? (Buffer.from(match[1] ?? '', 'base64')
        .toString()
        .split(':')[0] ?? '')
    : '';
}

/** The version of the installed nginx: images say it in NGINX_VERSION. */
export function nginxVersion(context: ProcessContext): string {
  return context.env['NGINX_VERSION'] ?? '1.27.5';
}

/** A variable's value; empty when there is none. */
export function variable(exchange: Exchange, name: string): string {
  if (/^\d$/.test(name)) return exchange.captures[Number(name)] ?? '';
  const set = exchange.variables.get(name);
  if (set !== undefined) return set;
  const map = exchange.config.maps.find((each) => each.variable === name);
  if (map) {
    const source = interpolate(exchange, map.source);
    const entry = map.entries.find((each) =>
      each.pattern ? each.pattern.test(source) : each.key.toLowerCase() === source.toLowerCase(),
    );
    return interpolate(exchange, entry?.value ?? map.fallback);
  }
  const known = builtin(exchange, name);
  if (known !== undefined) return known;
  const { headers } = exchange.request;
  if (name.startsWith('http_')) return header(headers, name.slice(5).replaceAll('_', '-')) ?? '';
  if (name.startsWith('arg_')) return new URLSearchParams(exchange.args).get(name.slice(4)) ?? '';
  if (name.startsWith('cookie_')) {
    const cookies = (header(headers, 'cookie') ?? '').split(/;\s*/).map((pair) => pair.split('='));
    return cookies.find(([key]) => key === name.slice(7))?.[1] ?? '';
  }
  return '';
}

/** Text with its `$name` and `${name}` filled in. */
export function interpolate(exchange: Exchange, text: string): string {
  return text.replace(/\$(?:\{(\w+)\}|(\d|\w+))/g, (_, braced?: string, plain?: string) =>
    variable(exchange, braced ?? plain ?? ''),
  );
}
