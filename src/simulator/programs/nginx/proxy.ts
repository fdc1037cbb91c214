import { SysError } from '../../host/contract.js';
import { exchange as talk } from '../http/client.js';
import { header, HttpError, type Headers } from '../http/message.js';
import { wholeBody } from '../http/body.js';
import { errnoNumber, strerror } from '../lib/errors.js';
import { sleep } from '../../clock.js';
import { statusAnswer, type Answer } from './answer.js';
import { findAll, readTime, setting } from './config.js';
import { interpolate, type Exchange } from './exchange.js';
import type { LogError } from './files.js';
import type { Balancer, Target } from './upstream.js';

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'proxy-connection',
  'te',
]);
const hidden = new Set(['date', 'server', 'x-pad', 'connection', 'keep-alive', 'transfer-encoding']);

/** proxy_pass: hands the request to another server, trying the next of an upstream when one can not be reached. */
export async function proxyPass(
  exchange: Exchange,
  address: string,
  balancer: Balancer,
  logError: LogError,
): Promise<Answer> {
  const target = interpolate(exchange, address);
  const match = /^https?:\/\/([^/]+)(\/.*)?$/.exec(target);
  if (!match) {
    logError(exchange, 'error', `invalid URL prefix in "${target}"`);
    return statusAnswer(exchange, 500);
  }
  const [authority, path] = [match[1] ?? '', match[2]];
  const { location } = exchange;
  const query = exchange.args === '' ? '' : `?${exchange.args}`;
  const unchanged =
    exchange.redirects === 0 &&
    exchange.uri === decodeURIComponentSafe(exchange.request.target.split('?')[0] ?? '');
  let uri = unchanged ? exchange.request.target : encodeURI(exchange.uri) + query;
  if (path !== undefined && address.includes('$')) uri = path;
  else if (path !== undefined)
    uri = path + encodeURI(exchange.uri.slice(location?.pattern ? 0 : (location?.path.length ?? 1))) + query;
  const body = await wholeBody(exchange.request.body);
  const targets = await balancer.targets(exchange, authority, (words) => logError(exchange, 'error', words));
  if (targets.length === 0) {
    if (balancer.isUpstream(authority))
      logUpstream(
        exchange,
        logError,
        'no live upstreams while connecting to upstream',
        `http://${authority}${uri}`,
      );
    return statusAnswer(exchange, 502);
  }
  let status = 502;
  for (const peer of targets) {
    const shown = `http://${peer.address}:${peer.port}${uri}`;
    exchange.upstreamAddress = [exchange.upstreamAddress, `${peer.address}:${peer.port}`]
      .filter(Boolean)
      .join(', ');
    try {
      const answer = await ask(exchange, peer, authority, uri, body);
      balancer.succeeded(peer);
      return answer;
    } catch (error) {
      if (!(error instanceof SysError || error instanceof HttpError) || exchange.context.killed.aborted)
        throw error;
      balancer.failed(peer);
      status = error instanceof SysError && error.code === 'ETIMEDOUT' ? 504 : 502;
      exchange.upstreamStatus = [exchange.upstreamStatus, String(status)].filter(Boolean).join(', ');
      logUpstream(exchange, logError, describe(error), shown);
    }
  }
  return statusAnswer(exchange, status);
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function describe(error: SysError | HttpError): string {
  if (error instanceof HttpError)
    return 'upstream prematurely closed connection while reading response header from upstream';
  if (error.code === 'ETIMEDOUT')
    return 'upstream timed out (110: Connection timed out) while connecting to upstream';
  return `connect() failed (${errnoNumber(error.code)}: ${strerror(error.code)}) while connecting to upstream`;
}

function logUpstream(exchange: Exchange, logError: LogError, words: string, url: string): void {
  exchange.variables.set('upstream_url', url);
  logError(exchange, 'error', words);
  exchange.variables.delete('upstream_url');
}

function requestHeaders(exchange: Exchange, authority: string, size: number): Headers {
  const { scope } = exchange.location ?? exchange.server;
  const set = findAll(scope, 'proxy_set_header').map(({ args }): [string, string] => [
    args[0] ?? '',
    interpolate(exchange, args[1] ?? ''),
  ]);
  const has = (name: string) => set.some(([each]) => each.toLowerCase() === name);
  const passed = exchange.request.headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return (
      !hopByHop.has(lower) &&
      lower !== 'host' &&
      lower !== 'content-length' &&
      lower !== 'expect' &&
      !has(lower)
    );
  });
  const headers: [string, string][] = [];
  if (!has('host')) headers.push(['Host', authority]);
  if (!has('connection')) headers.push(['Connection', 'close']);
  headers.push(...set.filter(([, value]) => value !== ''));
  if (size > 0 || ['POST', 'PUT', 'PATCH'].includes(exchange.request.method))
    headers.push(['Content-Length', String(size)]);
  return [...headers, ...passed.map(([name, value]): [string, string] => [name, value])];
}

async function ask(
  exchange: Exchange,
  peer: Target,
  authority: string,
  uri: string,
  body: Uint8Array,
): Promise<Answer> {
  const { context } = exchange;
  const { scope } = exchange.location ?? exchange.server;
  const connectMs = readTime(setting(scope, 'proxy_connect_timeout'), 60_000);
  const readMs = readTime(setting(scope, 'proxy_read_timeout'), 60_000);
  const connection = await context.net.connect(peer.address, peer.port, { timeoutMs: connectMs });
  const stop = new AbortController();
  try {
    const late = sleep(context.clock, readMs, stop.signal).then(
      () => Promise.reject(new SysError('ETIMEDOUT')),
      () => new Promise<never>(() => {}),
    );
    const version = setting(scope, 'proxy_http_version') === '1.1' ? 'HTTP/1.1' : 'HTTP/1.0';
    const response = await Promise.race([
      talk(connection, {
        method: exchange.request.method,
        target: uri,
        version,
        headers: requestHeaders(exchange, authority, body.length),
        ...(body.length ? { body } : {}),
      }),
      late,
    ]);
    exchange.upstreamStatus = [exchange.upstreamStatus, String(response.status)].filter(Boolean).join(', ');
    const hide = new Set(
      findAll(scope, 'proxy_hide_header').map(({ args }) => (args[0] ?? '').toLowerCase()),
    );
    const headers = response.headers
      .filter(([name]) => !hidden.has(name.toLowerCase()) && !hide.has(name.toLowerCase()))
      .map(([name, value]): [string, string] =>
        name.toLowerCase() === 'location' ? [name, redirected(exchange, value, authority)] : [name, value],
      );
    const length = header(response.headers, 'content-length');
    async function* piped() {
      try {
        yield* response.body;
      } finally {
        connection.close();
      }
    }
    const bare =
      exchange.request.method === 'HEAD' ||
      response.status === 304 ||
      response.status === 204 ||
      length === '0';
    if (bare) connection.close();
    return {
      kind: 'response',
      status: response.status,
      reason: response.reason,
      headers,
      fromUpstream: true,
      ...(bare ? {} : { body: piped() }),
    };
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    stop.abort();
  }
}

/** proxy_redirect default: addresses of the upstream become those of the location. */
function redirected(exchange: Exchange, value: string, authority: string): string {
  const prefix = `http://${authority}/`;
  if (!value.startsWith(prefix)) return value;
  return `http://${interpolate(exchange, '$http_host')}${exchange.location?.path ?? '/'}${value.slice(prefix.length)}`;
}
