import { posix } from 'node:path';
import { SysError, type ProcessContext } from '../../host/contract.js';
import { httpDate } from '../http/message.js';
import { header } from '../http/message.js';
import { serve, serveConnection, type Request, type Response } from '../http/server.js';
import { background } from '../lib/background.js';
import { strerror, errnoNumber } from '../lib/errors.js';
import { guarded } from '../lib/failure.js';
import { write } from '../lib/io.js';
import { encode } from '../lib/text.js';
import { logTime } from '../nginx/exchange.js';
import { ApacheConfigError, readApacheConfig, type ApacheConfig } from './config.js';

const mimeTypes: Record<string, string> = {
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  css: 'text/css',
  js: 'text/javascript',
  json: 'application/json',
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  xml: 'application/xml',
};

function version(context: ProcessContext): string {
  return context.env['HTTPD_VERSION'] ?? '2.4.62';
}

function errorStamp(context: ProcessContext): string {
  const date = new Date(context.clock.now());
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getUTCDay()];
  const month = date.toUTCString().slice(8, 11);
  return `${day} ${month} ${String(date.getUTCDate()).padStart(2, '0')} ${date.toISOString().slice(11, 23)}000 ${date.getUTCFullYear()}`;
}

/** httpd of Apache: serves its document root as httpd.conf says. */
export function apacheProgram(context: ProcessContext): Promise<number> {
  return guarded(context, 'httpd', () => run(context));
}

async function run(context: ProcessContext): Promise<number> {
  const { argv } = context;
  if (argv.includes('-v')) {
    await write(context.stdout, `Server version: Apache/${version(context)} (Unix)\n`);
    return 0;
  }
  const at = argv.indexOf('-f');
  const file = at < 0 ? '/usr/local/apache2/conf/httpd.conf' : (argv[at + 1] ?? '');
  let config: ApacheConfig;
  try {
    config = readApacheConfig(context.fs, file);
  } catch (error) {
    if (!(error instanceof ApacheConfigError)) throw error;
    await write(context.stderr, `${error.message}\n`);
    return 1;
  }
  if (config.serverName === undefined) {
    const [address = '127.0.0.1'] = context.net
      .interfaces()
      .filter((each) => each.name !== 'lo')
      .flatMap((each) => each.addresses.map((one) => one.split('/')[0] ?? ''));
    const notice = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`;
    await write(context.stderr, notice + (argv.includes('-t') ? '' : notice));
  }
  if (argv.includes('-t')) {
    await write(context.stderr, 'Syntax OK\n');
    return 0;
  }
  const listeners = [];
  for (const port of config.ports) {
    try {
      listeners.push(context.net.listen(port));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      await write(
        context.stderr,
        `(${errnoNumber(error.code)})${strerror(error.code)}: AH00072: make_sock: could not bind to address 0.0.0.0:${port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`,
      );
      return 1;
    }
  }
  const note = (module: string, words: string) =>
    write(
      context.stderr,
      `[${errorStamp(context)}] [${module}:notice] [pid ${context.pid}:tid ${context.pid}] ${words}\n`,
    );
  await note(
    'mpm_event',
    `AH00489: Apache/${version(context)} (Unix) configured -- resuming normal operations`,
  );
  await note('core', `AH00094: Command line: 'httpd -D FOREGROUND'`);
  let leave: (words: string) => void = () => {};
  const leaving = new Promise<string>((resolve) => (leave = resolve));
  context.onSignal('SIGTERM', () => leave('AH00491: caught SIGTERM, shutting down'));
  context.onSignal('SIGINT', () => leave('AH00491: caught SIGTERM, shutting down'));
  context.onSignal('SIGWINCH', () => leave('AH00492: caught SIGWINCH, shutting down gracefully'));
  context.onSignal('SIGHUP', () => {});
  const served = listeners.map((listener) =>
    serve(listener, (connection) =>
      serveConnection(connection, (request) => Promise.resolve(answer(context, config, request)), {
        onBadRequest: () =>
          page(
            context,
            400,
            'Bad Request',
            'Your browser sent a request that this server could not understand.',
          ),
        onSent: (request, response, bytes) =>
          write(
            context.stdout,
            `${connection.remote.address} - - [${logTime(context.clock.now())}] "${request.line}" ${response.status} ${bytes === 0 ? '-' : bytes}\n`,
          ),
        keepAlive: { clock: context.clock, ms: 5000 },
      }),
    ),
  );
  background(context, Promise.all(served));
  const words = await leaving;
  for (const listener of listeners) listener.close();
  await note('mpm_event', words);
  return 0;
}

function page(
  context: ProcessContext,
  status: number,
  title: string,
  text: string,
  extra: [string, string][] = [],
): Response {
  const body = encode(
    `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body></html>\n`,
  );
  return {
    status,
    reason: title,
    headers: [...common(context), ...extra, ['Content-Type', 'text/html; charset=iso-8859-1']],
    body,
  };
}

function common(context: ProcessContext): [string, string][] {
  return [
    ['Date', httpDate(context.clock.now())],
    ['Server', `Apache/${version(context)} (Unix)`],
  ];
}

function answer(context: ProcessContext, config: ApacheConfig, request: Request): Response {
  let path: string;
  try {
    path = posix.normalize(decodeURIComponent(request.target.split('?')[0] ?? '/'));
  } catch {
    return page(
      context,
      400,
      'Bad Request',
      'Your browser sent a request that this server could not understand.',
    );
  }
  if (!['GET', 'HEAD', 'POST', 'OPTIONS'].includes(request.method))
    return page(
      context,
      405,
      'Method Not Allowed',
      `The requested method ${request.method} is not allowed for this URL.`,
    );
  const alias = config.aliases.find(([from]) => path.startsWith(from));
  let file = alias
    ? posix.join(alias[1], path.slice(alias[0].length))
    : posix.join(config.documentRoot, path);
  try {
    let stat = context.fs.stat(file);
    if (stat.type === 'directory') {
      if (!path.endsWith('/'))
        return page(
          context,
          301,
          'Moved Permanently',
          `The document has moved <a href="${path}/">here</a>.`,
          [['Location', `http://${header(request.headers, 'host') ?? 'localhost'}${path}/`]],
        );
      const index = config.index
        .map((name) => posix.join(file, name))
        .find((each) => context.fs.exists(each));
      if (index === undefined)
        return page(context, 403, 'Forbidden', "You don't have permission to access this resource.");
      file = index;
      stat = context.fs.stat(file);
    }
    const bytes = context.fs.readFile(file);
    const etag = `"${bytes.length.toString(16)}-${(stat.mtime * 1000).toString(16)}"`;
    const known: [string, string][] = [
      ...common(context),
      ['Last-Modified', httpDate(stat.mtime)],
      ['ETag', etag],
    ];
    if (header(request.headers, 'if-none-match') === etag) return { status: 304, headers: known };
    const type = mimeTypes[posix.extname(file).slice(1)];
    return {
      status: 200,
      headers: [
        ...known,
        ['Accept-Ranges', 'bytes'],
        ...(type === undefined ? [] : [['Content-Type', type] as [string, string]]),
      ],
      body: bytes,
    };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code === 'EACCES')
      return page(context, 403, 'Forbidden', "You don't have permission to access this resource.");
    return page(context, 404, 'Not Found', 'The requested URL was not found on this server.');
  }
}
