import type { Connection, ProcessContext, Program } from '../../host/contract.js';
import { serveConnection, type Request } from '../http/server.js';
import { readTime, setting, type Config } from './config.js';
import { hostOf, nginxVersion, type Exchange } from './exchange.js';
import { handle, type Counters } from './handle.js';
import type { Logs } from './logs.js';
import { statusPage } from './pages.js';
import { chooseServer } from './route.js';
import type { Balancer } from './upstream.js';

/** What the workers of one configuration share. */
export interface Shared {
  config: Config;
  balancer: Balancer;
  logs: Logs;
  counters: Counters;
}

/** A worker as the master sees it: connections are given to it while it runs. */
export interface Worker {
  /** Undefined until the process runs. */
  take: ((connection: Connection) => void) | undefined;
  program: Program;
}

/** Makes a worker: a process that serves the connections it is given, until QUIT (after the last request) or TERM. */
export function createWorker(shared: Shared): Worker {
  const { config, logs } = shared;
  const worker: Worker = {
    take: undefined,
    program: async (context) => {
      let leave: (graceful: boolean) => void = () => {};
      const leaving = new Promise<boolean>((resolve) => (leave = resolve));
      let closing = false;
      const open = new Map<Connection, Promise<void>>();
      context.onSignal('SIGQUIT', () => leave(true));
      context.onSignal('SIGTERM', () => leave(false));
      context.onSignal('SIGINT', () => leave(false));
      context.onSignal('SIGHUP', 'ignore');
      worker.take = (connection) => {
        const served = serveOne(context, connection, shared, () => closing).finally(() =>
          open.delete(connection),
        );
        open.set(
          connection,
          served.catch(() => {}),
        );
      };
      const graceful = await leaving;
      worker.take = undefined;
      closing = true;
      if (graceful) {
        logs.error('notice', 'gracefully shutting down', context.pid);
        for (const connection of [...open.keys()]) if (!busy.has(connection)) connection.close();
        await Promise.all(open.values());
      }
      for (const connection of open.keys()) connection.close();
      logs.error('notice', 'exiting', context.pid);
      logs.error('notice', 'exit', context.pid);
      return 0;
    },
  };
  void config;
  return worker;
}

/** Connections with a request under way. */
const busy = new WeakSet<Connection>();

async function serveOne(
  context: ProcessContext,
  connection: Connection,
  shared: Shared,
  closing: () => boolean,
): Promise<void> {
  const { config, logs, counters, balancer } = shared;
  const number = ++counters.accepted;
  counters.active++;
  const started = new WeakMap<Request, Exchange>();
  const server = chooseServer(config, connection.local.port, '');
  const keepAliveMs = readTime(setting(server?.scope, 'keepalive_timeout'), 75_000);
  try {
    await serveConnection(
      connection,
      async (request) => {
        counters.requests++;
        busy.add(connection);
        const exchange = createExchange(context, config, request, number);
        if (!exchange) return { status: 400, headers: [], close: true };
        started.set(request, exchange);
        const response = await handle(exchange, {
          balancer,
          counters,
          logError: (at, level, words) => logs.requestError(at, level, words, context.pid),
        });
        return keepAliveMs === 0 ? { ...response, close: true } : response;
      },
      {
        onBadRequest: () => {
          const page = statusPage(400, `nginx/${nginxVersion(context)}`);
          return { status: 400, headers: [['Server', `nginx/${nginxVersion(context)}`], ['Content-Type', 'text/html']], ...(page ? { body: page } : {}) }; // prettier-ignore
        },
        onSent(request, response, bytes) {
          busy.delete(connection);
          const exchange = started.get(request);
          if (!exchange) return;
          exchange.status = response.status;
          exchange.sent = bytes;
          logs.access(exchange);
        },
        ...(keepAliveMs > 0 ? { keepAlive: { clock: context.clock, ms: keepAliveMs } } : {}),
        closing,
      },
    );
  } finally {
    counters.active--;
  }
}

function createExchange(
  context: ProcessContext,
  config: Config,
  request: Request,
  number: number,
): Exchange | undefined {
  const server = chooseServer(config, request.connection.local.port, hostOf(request.headers));
  const [path = '', args = ''] = request.target.replace(/^https?:\/\/[^/]+/, '').split(/\?(.*)/s);
  let uri: string;
  try {
    uri = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (!server || !uri.startsWith('/')) return undefined;
  const parts: string[] = [];
  for (const part of uri.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  const merged =
    `${uri.endsWith('/..') || uri.endsWith('/.') ? `${parts.join('/')}/` : parts.join('/')}`.replace(
      /\/{2,}/g,
      '/',
    );
  return {
    context,
    config,
    request,
    server,
    location: undefined,
    uri: merged.startsWith('/') ? merged : `/${merged}`,
    args,
    number,
    startedAt: context.clock.now(),
    variables: new Map(),
    captures: [],
    redirects: 0,
    upstreamAddress: '',
    upstreamStatus: '',
    status: 200,
    sent: 0,
    errorStatus: undefined,
  };
}
