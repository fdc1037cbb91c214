import { SysError, type Connection, type ProcessContext } from '../../host/contract.js';
import { sleep } from '../../clock.js';
import { connectTo, exchange, type ClientResponse } from '../http/client.js';
import { header, HttpError } from '../http/message.js';
import { wholeBody } from '../http/body.js';
import { guarded } from '../lib/failure.js';
import { readAll, write } from '../lib/io.js';
import { getopt, splitOnce, UsageError, type Options } from '../lib/options.js';
import { concat, decode, encode } from '../lib/text.js';

const longs = { silent: 's', 'show-error': 'S', fail: 'f', location: 'L', include: 'i', head: 'I', 'request=': 'X', 'header=': 'H', 'data=': 'd', 'data-raw=': 'd', 'data-binary=': 'd', 'output=': 'o', 'remote-name': 'O', 'write-out=': 'w', 'max-time=': 'm', 'connect-timeout=': 'C', 'user=': 'u', 'user-agent=': 'A', insecure: 'k', verbose: 'v', 'retry=': 'R', get: 'G', 'url=': 'U', 'resolve=': 'r', 'upload-file=': 'T', compressed: 'z', version: 'V', 'http1.1': 'z', 'retry-delay=': 'y', 'retry-connrefused': 'z', 'json=': 'J' }; // prettier-ignore

/** A transfer that failed: curl's number for it and its words. */
class CurlError extends Error {
  override readonly name = 'CurlError';
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** curl for http:// addresses. */
export function curlProgram(context: ProcessContext): Promise<number> {
  return guarded(context, 'curl', async () => {
    let options: Options;
    try {
      options = getopt(context.argv.slice(1), 'sSfLiIX:H:d:o:Ow:m:u:A:kvGT:V#46gNn', longs);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await write(
        context.stderr,
        `curl: option ${context.argv.find((arg) => arg.startsWith('-')) ?? ''}: is unknown\ncurl: try 'curl --help' for more information\n`,
      );
      return 2;
    }
    if (options.has('V')) {
      await write(context.stdout, 'curl 8.9.1 (x86_64-alpine-linux-musl)\nProtocols: http\n');
      return 0;
    }
    const urls = [...options.values('U'), ...options.operands];
    if (urls.length === 0) {
      await write(context.stderr, "curl: try 'curl --help' or 'curl --manual' for more information\n");
      return 2;
    }
    let status = 0;
    for (const url of urls) {
      try {
        await transfer(context, options, url);
      } catch (error) {
        if (!(error instanceof CurlError)) throw error;
        status = error.code;
        if (!options.has('s') || options.has('S'))
          await write(context.stderr, `curl: (${error.code}) ${error.message}\n`);
      }
    }
    return status;
  });
}

async function body(context: ProcessContext, options: Options): Promise<Uint8Array | undefined> {
  const upload = options.value('T');
  if (upload !== undefined) return upload === '-' ? readAll(context.stdin) : context.fs.readFile(upload);
  const json = options.values('J').map((text) => encode(text));
  const parts = options
    .values('d')
    .map((value) => (value.startsWith('@') ? context.fs.readFile(value.slice(1)) : encode(value)));
  const all = [...json, ...parts];
  return all.length
    ? concat(all.flatMap((part, index) => (index === 0 ? [part] : [encode('&'), part])))
    : undefined;
}

async function transfer(context: ProcessContext, options: Options, first: string): Promise<void> {
  const started = context.clock.now();
  const data = await body(context, options);
  let url = /^[a-z]+:\/\//.test(first) ? first : `http://${first}`;
  for (let hop = 0; hop < 50; hop++) {
    let parsed: URL;
    try {
      parsed = new URL(url);
    } catch {
      throw new CurlError(3, 'URL rejected: Malformed input to a URL function');
    }
    if (parsed.protocol === 'https:')
      throw new CurlError(35, 'TLS connect error: this simulated curl speaks http only');
    if (parsed.protocol !== 'http:')
      throw new CurlError(1, `Protocol "${parsed.protocol.slice(0, -1)}" not supported`);
    if (options.has('G') && data) parsed.search += `${parsed.search ? '&' : '?'}${decode(data)}`;
    const connection = await connect(context, options, parsed, started);
    try {
      const response = await request(
        context,
        options,
        parsed,
        connection,
        options.has('G') ? undefined : data,
      );
      const location = header(response.headers, 'location');
      if (options.has('L') && location !== undefined && response.status >= 300 && response.status < 400) {
        url = new URL(location, parsed).toString();
        continue;
      }
      await show(context, options, parsed, response, started);
      return;
    } finally {
      connection.close();
    }
  }
  throw new CurlError(47, 'Maximum (50) redirects followed');
}

async function limited<T>(
  context: ProcessContext,
  seconds: string | undefined,
  work: Promise<T>,
): Promise<T> {
  if (seconds === undefined) return work;
  const stop = new AbortController();
  const late = sleep(context.clock, Number(seconds) * 1000, stop.signal).then(
    () =>
      Promise.reject(
        new CurlError(
          28,
          `Operation timed out after ${Number(seconds) * 1000} milliseconds with 0 bytes received`,
        ),
      ),
    () => new Promise<never>(() => {}),
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
}

async function connect(
  context: ProcessContext,
  options: Options,
  url: URL,
  started: number,
): Promise<Connection> {
  const port = Number(url.port || 80);
  try {
    return await limited(
      context,
      options.value('C') ?? options.value('m'),
      connectTo(context.net, url.hostname, port),
    );
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    if (error.code === 'ENOENT') throw new CurlError(6, `Could not resolve host: ${url.hostname}`);
    if (error.code === 'ETIMEDOUT')
      throw new CurlError(
        28,
        `Failed to connect to ${url.hostname} port ${port} after ${context.clock.now() - started} ms: Could not connect to server`,
      );
    throw new CurlError(
      7,
      `Failed to connect to ${url.hostname} port ${port} after ${context.clock.now() - started} ms: Could not connect to server`,
    );
  }
}

async function request(
  context: ProcessContext,
  options: Options,
  url: URL,
  connection: Connection,
  data: Uint8Array | undefined,
): Promise<ClientResponse> {
  const own: [string, string][] = [
    ['Host', url.host],
    ['User-Agent', options.value('A') ?? 'curl/8.9.1'],
    ['Accept', '*/*'],
  ];
  const user = options.value('u') ?? (url.username === '' ? undefined : `${url.username}:${url.password}`);
  if (user !== undefined) own.push(['Authorization', `Basic ${Buffer.from(user).toString('base64')}`]);
  if (data) own.push(['Content-Length', String(data.length)]);
  if (data && !options.has('T'))
    own.push(['Content-Type', options.has('J') ? 'application/json' : 'application/x-www-form-urlencoded']);
  const given = options.values('H').map((line): [string, string] => {
    const [name, value = ''] = splitOnce(line, ':');
    return [name, value.trim()];
  });
  const headers = [
    ...own.filter(([name]) => header(given, name) === undefined),
    ...given.filter(([, value]) => value !== ''),
  ];
  const method =
    options.value('X') ?? (options.has('I') ? 'HEAD' : options.has('T') ? 'PUT' : data ? 'POST' : 'GET');
  const target = `${url.pathname}${url.search}`;
  if (options.has('v'))
    await write(
      context.stderr,
      `> ${method} ${target} HTTP/1.1\n${headers.map(([name, value]) => `> ${name}: ${value}\n`).join('')}>\n`,
    );
  try {
    const sent = exchange(connection, { method, target, headers, ...(data ? { body: data } : {}) });
    return await limited(context, options.value('m'), sent);
  } catch (error) {
    if (error instanceof HttpError) throw new CurlError(52, 'Empty reply from server');
    if (error instanceof SysError && !context.killed.aborted)
      throw new CurlError(56, 'Recv failure: Connection reset by peer');
    throw error;
  }
}

async function show(
  context: ProcessContext,
  options: Options,
  url: URL,
  response: ClientResponse,
  started: number,
): Promise<void> {
  const head = `${response.version} ${response.status} ${response.reason}\r\n${response.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  if (options.has('v')) await write(context.stderr, head.replace(/^(?=.)/gm, '< '));
  if (options.has('f') && response.status >= 400)
    throw new CurlError(22, `The requested URL returned error: ${response.status}`);
  const file = options.value('o') ?? (options.has('O') ? (url.pathname.split('/').at(-1) ?? '') : undefined);
  const sink = file === undefined || file === '-' ? context.stdout : context.openWrite(file);
  if (options.has('i') || options.has('I')) await sink.write(encode(head));
  let size = 0;
  if (options.has('m')) {
    const bytes = await limited(context, options.value('m'), wholeBody(response.body));
    size = bytes.length;
    await sink.write(bytes);
  } else
    for await (const bytes of response.body) {
      size += bytes.length;
      await sink.write(bytes);
    }
  if (sink !== context.stdout) sink.close();
  const format = options.value('w');
  if (format === undefined) return;
  const seconds = ((context.clock.now() - started) / 1000).toFixed(6);
  const values: Record<string, string> = {
    http_code: String(response.status),
    response_code: String(response.status),
    size_download: String(size),
    time_total: seconds,
    url_effective: url.toString(),
    content_type: header(response.headers, 'content-type') ?? '',
    redirect_url: header(response.headers, 'location') ?? '',
  };
  const text = format
    .replace(/%\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\r/g, '\r')
    .replace(/%%/g, '%');
  await write(context.stdout, text);
}
