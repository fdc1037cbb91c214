import { httpDate } from '../http/message.js';
import type { Response } from '../http/server.js';
import { encode } from '../lib/text.js';
import { checkAccess } from './access.js';
import { addedHeaders, moved, statusAnswer, type Answer } from './answer.js';
import { findAll, own, setting, type Location } from './config.js';
import { interpolate, type Exchange } from './exchange.js';
import { serveFile, tryFiles, type LogError } from './files.js';
import { serverToken } from './pages.js';
import { proxyPass } from './proxy.js';
import { runRewrites } from './rewrite.js';
import { chooseLocation } from './route.js';
import type { Balancer } from './upstream.js';

/** What a worker counts, for stub_status. */
export interface Counters {
  active: number;
  accepted: number;
  requests: number;
}

/** What handling needs besides the request. */
export interface Handling {
  balancer: Balancer;
  counters: Counters;
  logError: LogError;
}

const maxRedirects = 10;

/** Runs one request through rewrite, access and content, following internal redirects and error pages. */
export async function handle(exchange: Exchange, handling: Handling): Promise<Response> {
  let answer = await firstAnswer(exchange, handling);
  let named: string | undefined;
  for (;;) {
    if (answer.kind === 'close') return { status: 444, headers: [], taken: true };
    if (answer.kind === 'response') {
      const page = errorPage(exchange, answer);
      if (!page) return finish(exchange, answer);
      if (page.kind === 'response') return finish(exchange, page);
      answer = page;
    }
    if (++exchange.redirects > maxRedirects) {
      handling.logError(
        exchange,
        'error',
        `rewrite or internal redirection cycle while internally redirecting to "${exchange.uri}"`,
      );
      return finish(exchange, statusAnswer(exchange, 500) as Extract<Answer, { kind: 'response' }>);
    }
    named = answer.kind === 'named' ? answer.name : undefined;
    if (answer.kind === 'redirect') setUri(exchange, answer.uri);
    answer = await locate(exchange, handling, named);
  }
}

function setUri(exchange: Exchange, uri: string): void {
  const [path = '/', args] = uri.split(/\?(.*)/s);
  exchange.uri = path;
  if (args !== undefined) exchange.args = args;
}

async function firstAnswer(exchange: Exchange, handling: Handling): Promise<Answer> {
  const { scope } = exchange.server;
  const rewritten = runRewrites(exchange, scope, setting(scope, 'default_type') ?? 'text/plain');
  if (rewritten.kind === 'answer') return rewritten.answer;
  return locate(exchange, handling, undefined);
}

/** Finds the location for the path and lets it answer. */
async function locate(exchange: Exchange, handling: Handling, named: string | undefined): Promise<Answer> {
  for (let round = 0; round < maxRedirects; round++) {
    const { server, uri } = exchange;
    const location: Location | undefined = named === undefined ? chooseLocation(server.locations, uri) : server.locations.find((each) => each.modifier === '@' && `@${each.path}` === named); // prettier-ignore
    exchange.location = location;
    const match = location?.pattern?.exec(uri);
    if (match) exchange.captures = [...match];
    if (!location) {
      const folder = chooseLocation(server.locations, `${uri}/`);
      if (folder?.modifier === '' && own(folder.scope, 'proxy_pass').length && folder.path === `${uri}/`)
        return moved(exchange, 301, `${uri}/`);
      return content(exchange, handling);
    }
    if (own(location.scope, 'internal').length && exchange.redirects === 0)
      return statusAnswer(exchange, 404);
    const rewritten = runRewrites(
      exchange,
      location.scope,
      setting(location.scope, 'default_type') ?? 'text/plain',
    );
    if (rewritten.kind === 'answer') return rewritten.answer;
    if (rewritten.kind === 'last') {
      named = undefined;
      exchange.redirects++;
      continue;
    }
    return content(exchange, handling);
  }
  handling.logError(
    exchange,
    'error',
    `rewrite or internal redirection cycle while processing "${exchange.uri}"`,
  );
  return statusAnswer(exchange, 500);
}

async function content(exchange: Exchange, handling: Handling): Promise<Answer> {
  const { scope } = exchange.location ?? exchange.server;
  const denied = checkAccess(exchange, handling.logError);
  if (denied) return denied;
  const tried = tryFiles(exchange);
  if (tried) return tried;
  const limit = readSize(setting(scope, 'client_max_body_size') ?? '1m');
  const length = Number(interpolate(exchange, '$content_length') || 0);
  if (limit > 0 && length > limit) {
    handling.logError(exchange, 'error', `client intended to send too large body: ${length} bytes`);
    return statusAnswer(exchange, 413);
  }
  const target = scope.directives.find((each) => each.name === 'proxy_pass')?.args[0] ?? exchange.location?.scope.parent?.directives.find((each) => each.name === 'proxy_pass')?.args[0]; // prettier-ignore
  if (target !== undefined) return proxyPass(exchange, target, handling.balancer, handling.logError);
  if (own(scope, 'stub_status').length) return stubStatus(handling.counters);
  return serveFile(exchange, handling.logError);
}

function readSize(text: string): number {
  const match = /^(\d+)([kmg]?)$/i.exec(text);
  return match
    ? Number(match[1]) * { '': 1, k: 1024, m: 1 << 20, g: 1 << 30 }[(match[2] ?? '').toLowerCase() as '']
    : 0;
}

function stubStatus({ active, accepted, requests }: Counters): Answer {
  const text = `Active connections: ${active} \nserver accepts handled requests\n ${accepted} ${accepted} ${requests} \nReading: 0 Writing: 1 Waiting: ${Math.max(0, active - 1)} \n`;
  return { kind: 'response', status: 200, headers: [['Content-Type', 'text/plain']], body: encode(text) };
}

/** What error_page makes of an answer; undefined when it stays. */
function errorPage(exchange: Exchange, answer: Extract<Answer, { kind: 'response' }>): Answer | undefined {
  const { scope } = exchange.location ?? exchange.server;
  const intercepts = setting(scope, 'proxy_intercept_errors') === 'on';
  if (answer.status < 300 || exchange.errorStatus !== undefined || (answer.fromUpstream && !intercepts))
    return undefined;
  for (const { args } of findAll(scope, 'error_page')) {
    const codes = args.slice(0, -1).filter((arg) => !arg.startsWith('='));
    if (!codes.includes(String(answer.status))) continue;
    const override = args.find((arg) => arg.startsWith('='));
    const uri = interpolate(exchange, args.at(-1) ?? '');
    exchange.errorStatus = override === undefined ? answer.status : Number(override.slice(1)) || 0;
    if (uri.startsWith('@')) return { kind: 'named', name: uri };
    if (!uri.startsWith('/')) return moved(exchange, 302, uri);
    return { kind: 'redirect', uri };
  }
  return undefined;
}

function finish(exchange: Exchange, answer: Extract<Answer, { kind: 'response' }>): Response {
  const { errorStatus } = exchange;
  const keeps = errorStatus === undefined || errorStatus === 0 || answer.status !== 200;
  const status = keeps ? answer.status : errorStatus;
  exchange.status = status;
  const own: [string, string][] = [
    ['Server', serverToken(exchange)],
    ['Date', httpDate(exchange.context.clock.now())],
  ];
  return {
    status,
    headers: [...own, ...answer.headers, ...addedHeaders(exchange, status)],
    ...(answer.reason !== undefined ? { reason: answer.reason } : {}),
    ...(answer.body ? { body: answer.body } : {}),
    ...(status === 400 || status === 413 ? { close: true } : {}),
  };
}
