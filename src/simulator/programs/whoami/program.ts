import { SysError, type ProcessContext } from '../../host/contract.js';
import { wholeBody } from '../http/body.js';
import { header } from '../http/message.js';
import { serve, serveConnection, type Request, type Response } from '../http/server.js';
import { guarded } from '../lib/failure.js';
import { strerror } from '../lib/errors.js';
import { write } from '../lib/io.js';
import { encode } from '../lib/text.js';

const usage =
  'Usage of /whoami:\n  -name string\n    \tgive me a name\n  -port string\n    \tgive me a port number (default "80")\n';

interface Flags {
  name: string;
  port: string;
  verbose: boolean;
}

/** Flags as Go's flag package reads them; text is what it complains of. */
function readFlags(context: ProcessContext): Flags | string {
  const flags: Flags = {
    name: context.env['WHOAMI_NAME'] ?? '',
    port: context.env['WHOAMI_PORT_NUMBER'] ?? '80',
    verbose: false,
  };
  const args = context.argv.slice(1);
  for (let at = 0; at < args.length; at++) {
    const match = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(args[at] ?? '');
    if (!match) break;
    const [, name = '', attached] = match;
    if (name === 'verbose') {
      flags.verbose = attached !== 'false';
      continue;
    }
    if (name === 'h' || name === 'help') return '';
    if (name !== 'name' && name !== 'port' && name !== 'cert' && name !== 'key')
      return `flag provided but not defined: -${name}\n`;
    const value = attached ?? args[++at];
    if (value === undefined) return `flag needs an argument: -${name}\n`;
    if (name === 'name' || name === 'port') flags[name] = value;
  }
  return flags;
}

/** traefik/whoami: tells the request and the machine it came to. */
export function whoamiProgram(context: ProcessContext): Promise<number> {
  return guarded(context, 'whoami', () => run(context));
}

async function run(context: ProcessContext): Promise<number> {
  const flags = readFlags(context);
  if (typeof flags === 'string') {
    await write(context.stderr, flags + usage);
    return flags === '' ? 0 : 2;
  }
  const stamp = () =>
    new Date(context.clock.now()).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  await write(context.stdout, `${stamp()} Starting up on port ${flags.port}\n`);
  let listener;
  try {
    listener = context.net.listen(Number(flags.port));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    await write(
      context.stderr,
      `${stamp()} listen tcp :${flags.port}: bind: ${strerror(error.code).toLowerCase()}\n`,
    );
    return 1;
  }
  let healthy = 200;
  await serve(listener, (connection) =>
    serveConnection(
      connection,
      async (request) => {
        const path = request.target.split('?')[0] ?? '/';
        if (path === '/health' && request.method === 'POST') {
          healthy = Number(new TextDecoder().decode(await wholeBody(request.body, 1024)).trim()) || 200;
          return { status: 200, headers: [] };
        }
        if (path === '/health') return { status: healthy, headers: [] };
        if (path === '/bench')
          return { status: 200, headers: [['Content-Type', 'text/plain']], body: encode('1') };
        return tell(context, flags, request, path === '/api');
      },
      {
        onBadRequest: () => ({
          status: 400,
          headers: [['Content-Type', 'text/plain; charset=utf-8']],
          body: encode('400 Bad Request'),
          close: true,
        }),
      },
    ),
  );
  return 0;
}

function canonical(name: string): string {
  return name.replace(/[^-]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
}

function tell(context: ProcessContext, flags: Flags, request: Request, asJson: boolean): Response {
  const { remote } = request.connection;
  const addresses = context.net
    .interfaces()
    .flatMap((each) => each.addresses.map((address) => address.split('/')[0] ?? ''));
  const date: [string, string] = ['Date', new Date(context.clock.now()).toUTCString()];
  const host = header(request.headers, 'host') ?? '';
  const fields = request.headers.filter(([name]) => name.toLowerCase() !== 'host').map(([name, value]): [string, string] => [canonical(name), value]).sort(([a], [b]) => (a < b ? -1 : 1)); // prettier-ignore
  if (asJson) {
    const grouped = Object.fromEntries(fields.map(([name, value]) => [name, [value]]));
    const body = {
      hostname: context.hostname,
      ip: addresses,
      headers: grouped,
      url: request.target,
      host,
      method: request.method,
      ...(flags.name === '' ? {} : { name: flags.name }),
      remoteAddr: `${remote.address}:${remote.port}`,
    };
    return {
      status: 200,
      headers: [['Content-Type', 'application/json'], date],
      body: encode(`${JSON.stringify(body)}\n`),
    };
  }
  const lines = [
    ...(flags.name === '' ? [] : [`Name: ${flags.name}`]),
    `Hostname: ${context.hostname}`,
    ...addresses.map((address) => `IP: ${address}`),
    `RemoteAddr: ${remote.address}:${remote.port}`,
    `${request.method} ${request.target} ${request.version}`,
    `Host: ${host}`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ];
  return {
    status: 200,
    headers: [date, ['Content-Type', 'text/plain; charset=utf-8']],
    body: encode(`${lines.join('\n')}\n\n`),
  };
}
