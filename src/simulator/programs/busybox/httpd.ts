import { posix } from 'node:path';
import { SysError, type ProcessContext } from '../../host/contract.js';
import { readHead, header, httpDate, type Headers } from '../http/message.js';
import { serve, serveConnection, type Request, type Response } from '../http/server.js';
import { wholeBody } from '../http/body.js';
import { strerror } from '../lib/errors.js';
import { readAll, write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { verifyPassword } from '../lib/passwords.js';
import { decode, encode } from '../lib/text.js';
import { complain, type Applet } from './applet.js';

interface Config {
  home: string;
  index: string;
  realm: string;
  allow: string[];
  deny: string[];
  users: { path: string; user: string; password: string }[];
  types: Map<string, string>;
  errorPages: Map<number, string>;
  interpreters: Map<string, string>;
}

const mimeTypes: Record<string, string> = {
  html: 'text/html', htm: 'text/html', txt: 'text/plain', css: 'text/css', js: 'application/javascript', json: 'application/json', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', svg: 'image/svg+xml', xml: 'application/xml', pdf: 'application/pdf', ico: 'image/x-icon',
}; // prettier-ignore

function readConfig(context: ProcessContext, config: Config, path: string): void {
  if (!context.fs.exists(path)) return;
  for (const raw of decode(context.fs.readFile(path)).split('\n')) {
    const line = raw.replace(/#.*/, '').trim();
    const rule = /^([ADIHE]\d*|\.\w+|\*\.\w+|\/[^:]*):(.*)$/i.exec(line);
    if (!rule) continue;
    const [, name = '', value = ''] = rule;
    if (name.startsWith('/')) {
      const [user = '', password = ''] = value.split(/:(.*)/s);
      config.users.push({ path: name, user, password });
    } else if (name.startsWith('*.')) config.interpreters.set(name.slice(1), value);
    else if (name.startsWith('.')) config.types.set(name.slice(1), value);
    else if (/^E\d+$/i.test(name)) config.errorPages.set(Number(name.slice(1)), value);
    else if (/^a$/i.test(name)) config.allow.push(value);
    else if (/^d$/i.test(name)) config.deny.push(value);
    else if (/^h$/i.test(name)) config.home = value;
    else if (/^i$/i.test(name)) config.index = value;
  }
}

/** `httpd [-ifv] [-c CONFIG] [-p [ADDRESS:]PORT] [-u USER] [-r REALM] [-h HOME]`, `httpd -d|-e STRING`, `httpd -m PASSWORD` */
export const httpd: Applet = async (context, args) => {
  const options = getopt(args, 'c:d:e:h:r:m:u:p:ifv');
  const decoded = options.value('d');
  if (decoded !== undefined) {
    await write(context.stdout, unescapeUrl(decoded) ?? decoded);
    return 0;
  }
  const escaped = options.value('e');
  if (escaped !== undefined) {
    await write(
      context.stdout,
      [...escaped].map((char) => (/\w/.test(char) ? char : `&#${char.codePointAt(0)};`)).join(''),
    );
    return 0;
  }
  const home = posix.resolve(context.cwd(), options.value('h') ?? '.');
  const config: Config = {
    home,
    index: 'index.html',
    realm: options.value('r') ?? 'Web Server Authentication',
    allow: [],
    deny: [],
    users: [],
    types: new Map(),
    errorPages: new Map(),
    interpreters: new Map(),
  };
  const file = options.value('c');
  if (file !== undefined && !context.fs.exists(file))
    return complain(context, `can't open '${file}': No such file or directory`);
  readConfig(context, config, file ?? '/etc/httpd.conf');
  if (file === undefined) readConfig(context, config, posix.join(home, 'httpd.conf'));
  try {
    context.chdir(config.home);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return complain(context, `can't change directory to '${config.home}': ${strerror(error.code)}`);
  }
  const [port, address] = (options.value('p') ?? '80').split(':').reverse();
  let listener;
  try {
    listener = context.net.listen(Number(port), address ?? '0.0.0.0');
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return complain(context, `bind: ${strerror(error.code)}`);
  }
  const verbose = options.has('v');
  const run = async (own: ProcessContext) => {
    await serve(listener, (connection) =>
      serveConnection(
        connection,
        async (request) => {
          const response = await answer(own, config, request);
          if (verbose)
            await write(
              own.stderr,
              `${connection.remote.address}:${connection.remote.port}: response:${response.status}\n`,
            );
          return { ...response, close: true };
        },
        { onBadRequest: () => errorResponse(own, config, 400) },
      ),
    );
    return 0;
  };
  if (options.has('f')) return run(context);
  context.spawn({ argv: context.argv, program: run, newGroup: true });
  return 0;
};

function unescapeUrl(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return undefined;
  }
}

const titles: Record<number, [string, string]> = {
  400: ['Bad Request', 'Unsupported method'],
  401: ['Unauthorized', ''],
  403: ['Forbidden', ''],
  404: ['Not Found', 'The requested URL was not found'],
  500: ['Internal Server Error', 'Internal Server Error'],
  501: ['Not Implemented', 'The requested method is not recognized'],
};

function errorResponse(
  context: ProcessContext,
  config: Config,
  status: number,
  extra: Headers = [],
): Response {
  const [title = '', text = ''] = titles[status] ?? [];
  const page = config.errorPages.get(status);
  const known = page !== undefined && context.fs.exists(page) ? context.fs.readFile(page) : undefined;
  const body =
    known ??
    encode(
      `<HTML><HEAD><TITLE>${status} ${title}</TITLE></HEAD>\n<BODY><H1>${status} ${title}</H1>\n${text}\n</BODY></HTML>\n`,
    );
  return {
    status,
    reason: title,
    headers: [['Date', httpDate(context.clock.now())], ['Content-type', 'text/html'], ...extra],
    body,
    close: true,
  };
}

function matchesAddress(rule: string, address: string): boolean {
  const [network = '', prefix] = rule.split('/');
  if (network === '*' || network === '') return true;
  if (prefix === undefined) return address === network || (network.endsWith('.') && address.startsWith(network)) || (!/^\d+\.\d+\.\d+\.\d+$/.test(network) && address.startsWith(`${network}.`)); // prettier-ignore
  const number = (ip: string) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(number(address) / size) === Math.floor(number(network) / size);
}

async function answer(context: ProcessContext, config: Config, request: Request): Promise<Response> {
  const { address } = request.connection.remote;
  if (
    config.deny.some((rule) => matchesAddress(rule, address)) &&
    !config.allow.some((rule) => matchesAddress(rule, address))
  )
    return errorResponse(context, config, 403);
  const [rawPath = '', query = ''] = request.target.split(/\?(.*)/s);
  const path = unescapeUrl(rawPath.replace(/\+/g, '%2B'));
  if (path === undefined || !path.startsWith('/') || path.split('/').includes('..'))
    return errorResponse(context, config, 400);
  const user = authorize(config, request, path);
  if (user === undefined)
    return errorResponse(context, config, 401, [['WWW-Authenticate', `Basic realm="${config.realm}"`]]);
  if (path.startsWith('/cgi-bin/')) return runCgi(context, config, request, path, query, user);
  if (request.method !== 'GET' && request.method !== 'HEAD') return errorResponse(context, config, 501);
  let file = `.${path}`;
  try {
    let stat = context.fs.stat(file);
    if (stat.type === 'directory') {
      if (!path.endsWith('/'))
        return {
          ...errorResponse(context, config, 302, [['Location', `${path}/`]]),
          status: 302,
          reason: 'Found',
        };
      const cgi = './cgi-bin/index.cgi';
      if (!context.fs.exists(file + config.index) && context.fs.exists(cgi))
        return await runCgi(context, config, request, '/cgi-bin/index.cgi', query, user);
      file += config.index;
      stat = context.fs.stat(file);
    }
    const extension = posix.extname(file).slice(1);
    const interpreter = config.interpreters.get(`.${extension}`);
    if (interpreter !== undefined)
      return await runCgi(context, config, request, path, query, user, interpreter);
    const bytes = context.fs.readFile(file);
    const headers: [string, string][] = [
      ['Date', httpDate(context.clock.now())],
      ['Content-type', config.types.get(extension) ?? mimeTypes[extension] ?? 'application/octet-stream'],
      ['Last-Modified', httpDate(stat.mtime)],
      ['Accept-Ranges', 'bytes'],
    ];
    return { status: 200, headers, body: bytes };
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    return errorResponse(context, config, error.code === 'EACCES' ? 403 : 404);
  }
}

/** The user for a path; empty where none is asked for, undefined when the request may not go on. */
function authorize(config: Config, request: Request, path: string): string | undefined {
  const rules = config.users.filter(
    (rule) => path === rule.path || path.startsWith(rule.path.endsWith('/') ? rule.path : `${rule.path}/`),
  );
  if (rules.length === 0) return '';
  const given = /^Basic (.+)$/i.exec(header(request.headers, 'authorization') ?? '');
  const [name = '', password = ''] = Buffer.from(given?.[1] ?? '', 'base64')
    .toString()
    .split(/:(.*)/s);
  return rules.some((rule) => rule.user === name && verifyPassword(rule.password, password))
    ? name
    : undefined;
}

async function runCgi(
  context: ProcessContext,
  config: Config,
  request: Request,
  path: string,
  query: string,
  user: string,
  interpreter?: string,
): Promise<Response> {
  const parts = path.split('/');
  let file = '';
  let info = '';
  for (let count = 3; count <= parts.length; count++) {
    const candidate = parts.slice(0, count).join('/');
    if (context.fs.exists(`.${candidate}`) && context.fs.stat(`.${candidate}`).type === 'file') {
      file = candidate;
      info = parts
        .slice(count)
        .map((part) => `/${part}`)
        .join('');
      break;
    }
  }
  if (file === '') return errorResponse(context, config, path.endsWith('/') ? 403 : 404);
  const { local, remote } = request.connection;
  const env: Record<string, string> = {
    ...context.env,
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: request.version,
    SERVER_SOFTWARE: 'busybox httpd/1.36.1',
    REQUEST_METHOD: request.method,
    REQUEST_URI: request.target,
    SCRIPT_NAME: file,
    SCRIPT_FILENAME: posix.join(context.cwd(), file),
    PATH_INFO: info,
    QUERY_STRING: query,
    REMOTE_ADDR: remote.address,
    REMOTE_PORT: String(remote.port),
    SERVER_PORT: String(local.port),
    CONTENT_LENGTH: header(request.headers, 'content-length') ?? '',
    CONTENT_TYPE: header(request.headers, 'content-type') ?? '',
  };
  if (user !== '') env['REMOTE_USER'] = user;
  for (const [name, value] of request.headers) env[`HTTP_${name.toUpperCase().replaceAll('-', '_')}`] = value;
  const body = await wholeBody(request.body);
  const [input, output] = [context.pipe(), context.pipe()];
  const argv =
    interpreter === undefined ? [`./${posix.basename(file)}`] : [interpreter, posix.basename(file)];
  try {
    context.spawn({
      argv,
      env,
      cwd: posix.join(context.cwd(), posix.dirname(file)),
      stdin: input.source,
      stdout: output.sink,
      ...(interpreter === undefined ? { file: posix.join(context.cwd(), file) } : {}),
    });
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    return errorResponse(context, config, error.code === 'EACCES' ? 403 : 500);
  } finally {
    input.source.close();
    output.sink.close();
  }
  // A script that does not read its input ends with it unread.
  void input.sink
    .write(body)
    .catch(() => {})
    .finally(() => input.sink.close());
  const bytes = await readAll(output.source);
  output.source.close();
  return cgiResponse(context, config, bytes);
}

async function cgiResponse(context: ProcessContext, config: Config, bytes: Uint8Array): Promise<Response> {
  if (bytes.length === 0) return errorResponse(context, config, 500);
  let left: Uint8Array | undefined = bytes;
  const source = {
    read: () => {
      const given = left;
      left = undefined;
      return Promise.resolve(given);
    },
    unread: (rest: Uint8Array) => {
      left = rest;
    },
    close: () => {},
  };
  const text = decode(bytes.subarray(0, 4096));
  const hasHead = /^(?:[\w-]+:[^\n]*\r?\n)+\r?\n/.test(text.replace(/^HTTP\/\d\.\d [^\n]*\n/, ''));
  if (!hasHead) return { status: 200, headers: [], body: bytes };
  const lines = (await readHead(source)) ?? [];
  const status = /^(?:HTTP\/\d\.\d|Status:) ?(\d{3}) ?(.*)$/i;
  const found = lines.map((line) => status.exec(line)).find((match) => match !== null);
  const headers = lines
    .filter((line) => !status.test(line))
    .map((line): [string, string] => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trim()];
    });
  const redirects = header(headers, 'location') !== undefined;
  return {
    status: Number(found?.[1] ?? (redirects ? 302 : 200)),
    ...(found?.[2] ? { reason: found[2] } : {}),
    headers,
    body: (await source.read()) ?? new Uint8Array(),
  };
}
