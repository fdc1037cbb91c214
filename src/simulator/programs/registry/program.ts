import { SysError, type ProcessContext } from '../../host/contract.js';
import { parseDocument } from 'yaml';
import { serve, serveConnection } from '../http/server.js';
import { background } from '../lib/background.js';
import { strerror } from '../lib/errors.js';
import { guarded } from '../lib/failure.js';
import { write } from '../lib/io.js';
import { decode } from '../lib/text.js';
import { registryApi, type Uploads } from './api.js';
import { createStorage } from './storage.js';

interface Config {
  port: number;
  root: string;
  deletes: boolean;
}

/** A scalar of the configuration as text. */
function textAt(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** Reads the configuration file; REGISTRY_... variables win. Undefined for a file that can not be read. */
function readConfig(context: ProcessContext, path: string): Config | undefined {
  let text: string;
  try {
    text = decode(context.fs.readFile(path));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return undefined;
  }
  const file = parseDocument(text);
  const value = (variable: string, keys: string[], otherwise: string) =>
    context.env[variable] ?? textAt(file.getIn(keys)) ?? otherwise;
  return {
    port: Number(value('REGISTRY_HTTP_ADDR', ['http', 'addr'], ':5000').replace(/^.*:/, '')),
    root: value(
      'REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY',
      ['storage', 'filesystem', 'rootdirectory'],
      '/var/lib/registry',
    ),
    deletes: value('REGISTRY_STORAGE_DELETE_ENABLED', ['storage', 'delete', 'enabled'], 'false') === 'true',
  };
}

/** The registry of distribution: `registry serve CONFIG`. */
export function registryProgram(context: ProcessContext): Promise<number> {
  return guarded(context, 'registry', () => run(context));
}

async function run(context: ProcessContext): Promise<number> {
  const [command, path] = context.argv.slice(1);
  if (command === '--version' || command === '-v') {
    await write(context.stdout, 'registry github.com/docker/distribution v2.8.3\n');
    return 0;
  }
  if (command !== 'serve') {
    await write(
      context.stdout,
      '`registry`\n\nUsage:\n  registry [flags]\n  registry [command]\n\nAvailable Commands: \n  serve           `serve` stores and distributes Docker images\n  help            Help about any command\n',
    );
    return command === undefined || command === 'help' ? 0 : 1;
  }
  const config = path === undefined ? undefined : readConfig(context, path);
  if (!config) {
    const why =
      path === undefined ? 'configuration path unspecified' : `open ${path}: no such file or directory`;
    await write(context.stderr, `configuration error: ${why}\nUsage:\n  registry serve <config> [flags]\n`);
    return 1;
  }
  const log = (level: string, words: string) =>
    write(
      context.stderr,
      `time="${new Date(context.clock.now()).toISOString()}" level=${level} msg="${words}" go.version=go1.20.8 version=v2.8.3\n`,
    );
  await log(
    'warning',
    'No HTTP secret provided - generated random secret. This may cause problems with uploads if multiple registries are behind a load-balancer.',
  );
  let listener;
  try {
    listener = context.net.listen(config.port);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    await log('fatal', `listen tcp :${config.port}: bind: ${strerror(error.code).toLowerCase()}`);
    return 1;
  }
  await log('info', `listening on [::]:${config.port}`);
  let leave: () => void = () => {};
  const leaving = new Promise<void>((resolve) => (leave = resolve));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) context.onSignal(signal, leave);
  const storage = createStorage(context.fs, config.root);
  const uploads: Uploads = new Map();
  const stamp = () =>
    `[${new Date(context.clock.now()).toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) (\S+) GMT$/, '$1/$2/$3:$4')} +0000]`;
  const serving = serve(listener, (connection) =>
    serveConnection(connection, (request) => registryApi(storage, uploads, config.deletes, request), {
      onBadRequest: (error) => ({ status: error.status, headers: [], close: true }),
      onSent: (request, response, bytes) =>
        write(
          context.stdout,
          `${connection.remote.address} - - ${stamp()} "${request.line}" ${response.status} ${bytes} "" "${request.headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? ''}"\n`,
        ),
    }),
  );
  background(context, serving);
  await leaving;
  listener.close();
  return 0;
}
