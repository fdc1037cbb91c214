import { posix } from 'node:path';
import { SysError, type Stat } from '../../host/contract.js';
import { httpDate, header } from '../http/message.js';
import { errnoNumber, strerror } from '../lib/errors.js';
import { monthName } from '../lib/listing.js';
import { encode } from '../lib/text.js';
import { moved, statusAnswer, type Answer } from './answer.js';
import { findAll, setting } from './config.js';
import { interpolate, type Exchange } from './exchange.js';

/** Tells the error log of something about a request. */
export type LogError = (exchange: Exchange, level: string, words: string) => void;

const scopeOf = (exchange: Exchange) => (exchange.location ?? exchange.server).scope;

/** The file for a path of the site: root plus the path, or alias in place of the location's. */
export function filePath(exchange: Exchange, uri: string): string {
  const scope = scopeOf(exchange);
  const alias = exchange.location?.scope.directives.find((directive) => directive.name === 'alias')?.args[0];
  if (alias !== undefined && exchange.location) {
    if (exchange.location.pattern) return interpolate(exchange, alias);
    return interpolate(exchange, alias) + uri.slice(exchange.location.path.length);
  }
  const root = interpolate(exchange, setting(scope, 'root') ?? 'html');
  const folder = root.startsWith('/') ? root : posix.join('/etc/nginx', root);
  return folder.replace(/\/$/, '') + uri;
}

function statOf(exchange: Exchange, path: string): Stat | undefined {
  try {
    return exchange.context.fs.stat(path);
  } catch {
    return undefined;
  }
}

/** The type of a file by its ending, as `types` maps it. */
export function contentType(exchange: Exchange, path: string): string {
  const extension = posix.extname(path).slice(1).toLowerCase();
  const blocks = findAll(scopeOf(exchange), 'types');
  for (const block of blocks)
    for (const entry of block.block ?? []) if (entry.args.includes(extension)) return entry.name;
  if (blocks.length === 0 && ['html', 'htm'].includes(extension)) return 'text/html';
  return setting(scopeOf(exchange), 'default_type') ?? 'text/plain';
}

/** try_files: the first that exists, else the last as a new path, a named location or a status. */
export function tryFiles(exchange: Exchange): Answer | undefined {
  const directive = (exchange.location?.scope ?? exchange.server.scope).directives.find(
    (each) => each.name === 'try_files',
  );
  if (!directive) return undefined;
  const candidates = directive.args.slice(0, -1);
  for (const candidate of candidates) {
    const uri = interpolate(exchange, candidate);
    const stat = statOf(exchange, filePath(exchange, uri));
    if (stat && (stat.type === 'directory') === uri.endsWith('/')) {
      exchange.uri = uri;
      return undefined;
    }
  }
  const last = interpolate(exchange, directive.args.at(-1) ?? '');
  if (last.startsWith('=')) return statusAnswer(exchange, Number(last.slice(1)));
  return last.startsWith('@') ? { kind: 'named', name: last } : { kind: 'redirect', uri: last };
}

/** Answers with a file, the index of a folder, or a list of it. */
export function serveFile(exchange: Exchange, logError: LogError): Answer {
  const { request, uri } = exchange;
  if (!['GET', 'HEAD'].includes(request.method)) return statusAnswer(exchange, 405);
  const path = filePath(exchange, uri);
  try {
    const stat = exchange.context.fs.stat(path);
    if (stat.type !== 'directory') return sendFile(exchange, path, stat);
    if (!uri.endsWith('/'))
      return moved(exchange, 301, `${uri}/${exchange.args === '' ? '' : `?${exchange.args}`}`);
    return serveFolder(exchange, path, logError);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    logError(
      exchange,
      'error',
      `open() "${path}" failed (${errnoNumber(error.code)}: ${strerror(error.code)})`,
    );
    return statusAnswer(exchange, error.code === 'EACCES' ? 403 : 404);
  }
}

function serveFolder(exchange: Exchange, path: string, logError: LogError): Answer {
  const scope = scopeOf(exchange);
  const names = findAll(scope, 'index')[0]?.args ?? ['index.html'];
  for (const name of names) {
    const index = interpolate(exchange, name);
    if (index.startsWith('/')) return { kind: 'redirect', uri: index };
    if (statOf(exchange, posix.join(path, index))) return { kind: 'redirect', uri: exchange.uri + index };
  }
  if (setting(scope, 'autoindex') === 'on') return listFolder(exchange, path);
  logError(exchange, 'error', `directory index of "${path}" is forbidden`);
  return statusAnswer(exchange, 403);
}

function etagOf(stat: Stat): string {
  return `"${Math.floor(stat.mtime / 1000).toString(16)}-${stat.size.toString(16)}"`;
}

function sendFile(exchange: Exchange, path: string, stat: Stat): Answer {
  const { headers: asked } = exchange.request;
  const bytes = exchange.context.fs.readFile(path);
  const modified = httpDate(Math.floor(stat.mtime / 1000) * 1000);
  const etag = etagOf({ ...stat, size: bytes.length });
  const known: [string, string][] = [
    ['Last-Modified', modified],
    ['ETag', etag],
  ];
  const none = header(asked, 'if-none-match');
  const since = header(asked, 'if-modified-since');
  const unchanged =
    none !== undefined
      ? none === '*' || none.split(/\s*,\s*/).some((each) => each.replace(/^W\//, '') === etag)
      : since === modified;
  if (unchanged) return { kind: 'response', status: 304, headers: known };
  const type: [string, string] = ['Content-Type', contentType(exchange, path)];
  const range = /^bytes=(\d*)-(\d*)$/.exec(header(asked, 'range') ?? '');
  if (range && (range[1] !== '' || range[2] !== '')) {
    const from = range[1] === '' ? Math.max(0, bytes.length - Number(range[2])) : Number(range[1]);
    const to =
      range[1] === '' || range[2] === '' ? bytes.length - 1 : Math.min(Number(range[2]), bytes.length - 1);
    if (from > to) return statusAnswer(exchange, 416, [['Content-Range', `bytes */${bytes.length}`]]);
    const part = bytes.subarray(from, to + 1);
    return {
      kind: 'response',
      status: 206,
      headers: [
        type,
        ['Content-Length', String(part.length)],
        ...known,
        ['Content-Range', `bytes ${from}-${to}/${bytes.length}`],
      ],
      body: part,
    };
  }
  return {
    kind: 'response',
    status: 200,
    headers: [type, ['Content-Length', String(bytes.length)], ...known, ['Accept-Ranges', 'bytes']],
    body: bytes,
  };
}

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function listFolder(exchange: Exchange, path: string): Answer {
  const entries = exchange.context.fs
    .readdir(path)
    .filter((name) => !name.startsWith('.'))
    .map((name) => ({ name, stat: statOf(exchange, posix.join(path, name)) }))
    .sort((a, b) => Number(b.stat?.type === 'directory') - Number(a.stat?.type === 'directory'));
  const rows = entries.map(({ name, stat }) => {
    const folder = stat?.type === 'directory';
    const shown = name + (folder ? '/' : '');
    const cut = shown.length > 50 ? `${shown.slice(0, 47)}..&gt;` : escapeHtml(shown);
    const date = new Date(stat?.mtime ?? 0);
    const two = (value: number) => String(value).padStart(2, '0');
    const time = `${two(date.getUTCDate())}-${monthName(date.getUTCMonth())}-${date.getUTCFullYear()} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
    const size = folder ? '-' : String(stat?.size ?? 0);
    return `<a href="${encodeURIComponent(name)}${folder ? '/' : ''}">${cut}</a>${' '.repeat(Math.max(1, 51 - shown.length))}${time}${size.padStart(20)}\r\n`;
  });
  const title = `Index of ${escapeHtml(exchange.uri)}`;
  const body = encode(
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre><a href="../">../</a>\r\n${rows.join('')}</pre><hr></body>\r\n</html>\r\n`,
  );
  return { kind: 'response', status: 200, headers: [['Content-Type', 'text/html']], body };
}
