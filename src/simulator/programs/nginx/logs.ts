import { SysError, type ProcessContext, type Sink } from '../../host/contract.js';
import { errnoNumber, strerror } from '../lib/errors.js';
import { encode } from '../lib/text.js';
import { findAll, type Config, type Scope } from './config.js';
import { interpolate, variable, type Exchange } from './exchange.js';
import { ConfigError } from './syntax.js';

const levels = ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg'];

/** "2026/11/24 06:35:12" */
function errorTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

/** The log files of a configuration; a file is opened once. */
export interface Logs {
  /** Writes a line of the error log ("[notice] 1#1: words") if its level is wanted. */
  error(level: string, words: string, pid?: number): void;
  access(exchange: Exchange): void;
  requestError(exchange: Exchange, level: string, words: string, pid: number): void;
}

/** Opens the logs that a configuration names. Throws ConfigError for files that can not be written. */
export function openLogs(context: ProcessContext, config: Config): Logs {
  const open = new Map<string, Sink>();
  const sink = (path: string): Sink => {
    const known = open.get(path);
    if (known) return known;
    if (path === 'stderr') return context.stderr;
    try {
      const opened = context.openWrite(path, { append: true });
      open.set(path, opened);
      return opened;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new ConfigError(`open() "${path}" failed (${errnoNumber(error.code)}: ${strerror(error.code)})`);
    }
  };
  // Logs are written in order without waiting; a reader that went away is no reason to stop serving.
  let tail = Promise.resolve();
  const put = (target: Sink, line: string) => {
    tail = tail.then(() => target.write(encode(line))).catch(() => {});
  };
  const targets = (scope: Scope, defaultPath: string) => {
    const found = findAll(scope, 'error_log');
    const all = found.length
      ? found.map(({ args }) => ({ path: args[0] ?? '', level: args[1] ?? 'error' }))
      : [{ path: defaultPath, level: 'error' }];
    return all.filter(({ path }) => path !== '/dev/null' && !path.startsWith('syslog:'));
  };
  const errorPath = '/var/log/nginx/error.log';
  const write = (scope: Scope, level: string, line: string) => {
    for (const target of targets(scope, errorPath))
      if (levels.indexOf(level) >= levels.indexOf(target.level)) put(sink(target.path), line);
  };
  for (const target of targets(config.main, errorPath)) sink(target.path);
  const scopes = config.servers.flatMap((server) => [
    server.scope,
    ...server.locations.map((location) => location.scope),
  ]);
  for (const scope of scopes) for (const path of accessLogs(scope)) sink(path.path);
  return {
    error(level, words, pid = context.pid) {
      write(config.main, level, `${errorTime(context.clock.now())} [${level}] ${pid}#${pid}: ${words}\n`);
    },
    access(exchange) {
      for (const { path, format } of accessLogs((exchange.location ?? exchange.server).scope)) {
        const template = config.formats.get(format) ?? '';
        const line = template.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, plain?: string) => {
          const value = variable(exchange, braced ?? plain ?? '');
          return value === '' ? '-' : escapeLog(value);
        });
        put(sink(path), `${line}\n`);
      }
    },
    requestError(exchange, level, words, pid) {
      const upstream = exchange.variables.get('upstream_url');
      const details = [
        `client: ${exchange.request.connection.remote.address}`,
        `server: ${exchange.server.names[0] ?? ''}`,
        `request: "${exchange.request.line}"`,
        ...(upstream === undefined ? [] : [`upstream: "${upstream}"`]),
        ...(variable(exchange, 'http_host') === '' ? [] : [`host: "${interpolate(exchange, '$http_host')}"`]),
        ...(variable(exchange, 'http_referer') === ''
          ? []
          : [`referrer: "${interpolate(exchange, '$http_referer')}"`]),
      ];
      const line = `${errorTime(exchange.context.clock.now())} [${level}] ${pid}#${pid}: *${exchange.number} ${words}, ${details.join(', ')}\n`;
      write((exchange.location ?? exchange.server).scope, level, line);
    },
  };
}

function escapeLog(text: string): string {
  return text.replace(/["\\]|[^ -~]/g, (char) =>
    [...encode(char)].map((byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

function accessLogs(scope: Scope): { path: string; format: string }[] {
  const found = findAll(scope, 'access_log');
  if (found.length === 0) return [{ path: '/var/log/nginx/access.log', format: 'combined' }];
  return found
    .filter(({ args }) => args[0] !== 'off' && args[0] !== '/dev/null' && !args[0]?.startsWith('syslog:'))
    .map(({ args }) => ({
      path: args[0] ?? '',
      format: args[1] !== undefined && !args[1].includes('=') ? args[1] : 'combined',
    }));
}
