import { posix } from 'node:path';
import { SysError, type Connection, type ProcessContext, type Sink } from '../../host/contract.js';
import { sleep } from '../../clock.js';
import { exchange, type ClientResponse } from '../http/client.js';
import { header, HttpError, type Headers } from '../http/message.js';
import { strerror } from '../lib/errors.js';
import { Failure } from '../lib/failure.js';
import { write } from '../lib/io.js';
import { getopt, UsageError, type Options } from '../lib/options.js';
import { encode } from '../lib/text.js';
import type { Applet } from './applet.js';

interface Address {
  host: string;
  port: number;
  path: string;
  secure: boolean;
  user: string | undefined;
}

function readUrl(url: string): Address {
  const match = /^(?:(https?|ftp):\/\/)?(?:([^@/]*)@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([^#]*)/.exec(url);
  const scheme = match?.[1] ?? 'http';
  if (!match || scheme === 'ftp' || /^[a-z]+:\/\//.test(match[3] ?? ''))
    throw new Failure(`not an http or ftp url: ${url}`);
  const secure = scheme === 'https';
  const rest = match[5] ?? '';
  return {
    host: match[3] ?? '',
    port: Number(match[4] ?? (secure ? 443 : 80)),
    path: rest.startsWith('/') ? rest : `/${rest}`,
    secure,
    user: match[2],
  };
}

/** `wget [-cqS] [--spider] [-O FILE] [-o LOG] [--header STR] [--post-data STR] [-Y on|off] [-P DIR] [-U AGENT] [-T SEC] URL...` */
export const wget: Applet = async (context, args) => {
  const options = getopt(args, 'cqSO:o:P:U:T:t:Y:n', {
    spider: 's', 'header=': 'H', 'post-data=': 'D', 'post-file=': 'F', 'no-check-certificate': 'k', quiet: 'q', 'server-response': 'S', 'output-document=': 'O', 'user-agent=': 'U', 'timeout=': 'T', 'tries=': 't', continue: 'c', 'directory-prefix=': 'P', 'no-verbose': 'n', 'proxy=': 'Y',
  }); // prettier-ignore
  if (options.operands.length === 0) throw new UsageError('');
  for (const url of options.operands) await fetchUrl(context, url, options);
  return 0;
};

async function fetchUrl(context: ProcessContext, first: string, options: Options): Promise<void> {
  let url = first;
  const say = (text: string) => (options.has('q') ? Promise.resolve() : write(context.stderr, text));
  for (let hops = 0; hops < 21; hops++) {
    const address = readUrl(url);
    const connection = await connect(context, address, options, say);
    try {
      const response = await withTimeout(context, options, ask(context, connection, address, options));
      if (options.has('S'))
        await write(context.stderr, `  ${response.version} ${response.status} ${response.reason}\n`);
      if (options.has('S'))
        for (const [name, value] of response.headers) await write(context.stderr, `  ${name}: ${value}\n`);
      const location = header(response.headers, 'location');
      if ([301, 302, 303, 307, 308].includes(response.status) && location !== undefined) {
        url = new URL(location, `http://${address.host}:${address.port}${address.path}`).toString();
        if (address.port === 80) url = url.replace(/^(http:\/\/[^/:]+):80\//, '$1/');
        continue;
      }
      if (response.status < 200 || response.status > 206) {
        throw new Failure(`server returned error: ${response.version} ${response.status} ${response.reason}`);
      }
      if (options.has('s')) {
        await say('remote file exists\n');
        return;
      }
      await save(context, address, response, options, say);
      return;
    } finally {
      connection.close();
    }
  }
  throw new Failure('too many redirections');
}

async function connect(
  context: ProcessContext,
  address: Address,
  options: Options,
  say: (text: string) => Promise<void>,
): Promise<Connection> {
  const addresses = await withTimeout(context, options, context.net.lookup(address.host)).catch(
    (error: unknown) => {
      if (error instanceof Failure || context.killed.aborted || !(error instanceof SysError)) throw error;
      return [];
    },
  );
  const [found] = addresses;
  if (found === undefined) throw new Failure(`bad address '${address.host}'`);
  await say(
    `Connecting to ${address.host}${address.port === 80 ? '' : `:${address.port}`} (${found}:${address.port})\n`,
  );
  try {
    return await withTimeout(context, options, context.net.connect(found, address.port));
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    throw new Failure(`can't connect to remote host (${found}): ${strerror(error.code)}`);
  }
}

function seconds(options: Options): number {
  return Number(options.value('T') ?? 900);
}

/** Fails with busybox' words when nothing came in time. */
async function withTimeout<T>(context: ProcessContext, options: Options, promise: Promise<T>): Promise<T> {
  const stop = new AbortController();
  try {
    const late = sleep(context.clock, seconds(options) * 1000, stop.signal).then(
      () => Promise.reject(new Failure('download timed out')),
      () => new Promise<never>(() => {}),
    );
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}

function ask(
  context: ProcessContext,
  connection: Connection,
  address: Address,
  options: Options,
): Promise<ClientResponse> {
  const file = options.value('F');
  const data = options.value('D');
  const body = data !== undefined ? encode(data) : file !== undefined ? context.fs.readFile(file) : undefined;
  const own: [string, string][] = [
    ['Host', address.port === 80 ? address.host : `${address.host}:${address.port}`],
    ['User-Agent', options.value('U') ?? 'Wget'],
  ];
  if (address.user !== undefined)
    own.push(['Authorization', `Basic ${Buffer.from(address.user).toString('base64')}`]);
  own.push(['Connection', 'close']);
  if (body)
    own.push(['Content-Type', 'application/x-www-form-urlencoded'], ['Content-Length', String(body.length)]);
  const given = options.values('H').map((line): [string, string] => {
    const at = line.indexOf(':');
    return [line.slice(0, at), line.slice(at + 1).trim()];
  });
  const headers: Headers = [...own.filter(([name]) => header(given, name) === undefined), ...given];
  const request = {
    method: body ? 'POST' : options.has('s') ? 'HEAD' : 'GET',
    target: address.path,
    headers,
    ...(body ? { body } : {}),
  };
  return exchange(connection, request).catch((error: unknown) => {
    if (!(error instanceof HttpError)) throw error;
    throw new Failure('error getting response');
  });
}

async function save(
  context: ProcessContext,
  address: Address,
  response: ClientResponse,
  options: Options,
  say: (text: string) => Promise<void>,
): Promise<void> {
  const given = options.value('O');
  const name = posix.basename(address.path.replace(/\?.*/, '')) || 'index.html';
  const path =
    given ?? posix.join(options.value('P') ?? '', address.path.endsWith('/') ? 'index.html' : name);
  if (given === undefined && context.fs.exists(path) && !options.has('c'))
    throw new Failure(`can't open '${path}': File exists`);
  const toScreen = path === '-';
  let sink: Sink;
  try {
    sink = toScreen ? context.stdout : context.openWrite(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new Failure(`can't open '${path}': ${strerror(error.code)}`);
  }
  await say(toScreen ? 'writing to stdout\n' : `saving to '${path}'\n`);
  let size = 0;
  const pieces = response.body[Symbol.asyncIterator]();
  for (;;) {
    const piece = await withTimeout(context, options, pieces.next());
    if (piece.done) break;
    size += piece.value.length;
    await sink.write(piece.value);
  }
  const shown = (toScreen ? '-' : path).slice(0, 20).padEnd(20);
  await say(
    `${shown} 100% |${'*'.repeat(32)}| ${String(size).padStart(5)}  0:00:00 ETA\n${toScreen ? 'written to stdout' : `'${path}' saved`}\n`,
  );
  if (!toScreen) sink.close();
}
