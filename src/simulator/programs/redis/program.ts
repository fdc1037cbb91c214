import { SysError, type ProcessContext } from '../../host/contract.js';
import { serve } from '../http/server.js';
import { background } from '../lib/background.js';
import { strerror } from '../lib/errors.js';
import { guarded } from '../lib/failure.js';
import { monthName } from '../lib/listing.js';
import { write } from '../lib/io.js';
import { encode } from '../lib/text.js';
import { appendPaths, loadSnapshot, prepareAppendLog, saveSnapshot } from './persistence.js';
import { createReader, readCommand } from './resp.js';
import { createServer, execute, serveClient, type Client, type Server } from './server.js';
import { readSettings, redisVersion } from './settings.js';

function stamp(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`;
  return `${two(date.getUTCDate())} ${monthName(date.getUTCMonth())} ${date.getUTCFullYear()} ${clock}`;
}

/** redis-server: `redis-server [FILE] [--name value...]`. */
export function redisServerProgram(context: ProcessContext): Promise<number> {
  return guarded(context, 'redis-server', () => run(context));
}

async function run(context: ProcessContext): Promise<number> {
  const args = context.argv.slice(1);
  if (args[0] === '--version' || args[0] === '-v') {
    await write(
      context.stdout,
      `Redis server v=${redisVersion(context)} sha=00000000:0 malloc=libc bits=64 build=0\n`,
    );
    return 0;
  }
  const settings = readSettings(context, args);
  let tail = Promise.resolve();
  const log = (words: string, mark = '*') => {
    const line = `${context.pid}:M ${stamp(context.clock.now())} ${mark} ${words}\n`;
    tail = tail.then(() => context.stdout.write(encode(line))).catch(() => {});
  };
  const start = (words: string) => {
    const line = `${context.pid}:C ${stamp(context.clock.now())} * ${words}\n`;
    tail = tail.then(() => context.stdout.write(encode(line))).catch(() => {});
  };
  start('oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
  start(
    `Redis version=${redisVersion(context)}, bits=64, commit=00000000, modified=0, pid=${context.pid}, just started`,
  );
  if (args.length === 0) {
    const line = `${context.pid}:C ${stamp(context.clock.now())} # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf\n`;
    tail = tail.then(() => context.stdout.write(encode(line)));
  } else start('Configuration loaded');
  let leave: (code: number) => void = () => {};
  const leaving = new Promise<number>((resolve) => (leave = resolve));
  const save = (background: boolean) => {
    const pid = context.pid + 1;
    if (background) log(`Background saving started by pid ${pid}`);
    saveSnapshot(context, settings, server.databases);
    server.lastSave = context.clock.now();
    server.changes = 0;
    log(background ? 'Background saving terminated with success' : 'DB saved on disk');
  };
  const shutdown = (wanted: boolean | undefined) => {
    const saves = wanted ?? settings.get('save') !== '';
    if (saves) {
      log('Saving the final RDB snapshot before exiting.');
      try {
        save(false);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        log(`Error trying to save the DB, can't exit: ${strerror(error.code)}`, '#');
        return;
      }
    }
    log('Redis is now ready to exit, bye bye...', '#');
    leave(0);
  };
  const server = createServer(context, settings, { log, save, shutdown });
  log('Increased maximum number of open files to 10032 (it was originally set to 1024).');
  log('monotonic clock: POSIX clock_gettime');
  const port = Number(settings.get('port'));
  let listener;
  try {
    listener = context.net.listen(port, '0.0.0.0');
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    log(
      `Warning: Could not create server TCP listening socket *:${port}: bind: ${strerror(error.code)}`,
      '#',
    );
    log(`Failed listening on port ${port} (tcp), aborting.`, '#');
    await tail;
    return 1;
  }
  await tail;
  await write(context.stdout, logo(context, port));
  log('Server initialized');
  await load(server);
  log('Ready to accept connections tcp');
  const signalled = (name: string) => {
    const line = `${context.pid}:signal-handler (${Math.floor(context.clock.now() / 1000)}) Received ${name} scheduling shutdown...\n`;
    tail = tail.then(() => context.stdout.write(encode(line))).catch(() => {});
    log('User requested shutdown...');
    shutdown(undefined);
  };
  context.onSignal('SIGTERM', () => signalled('SIGTERM'));
  context.onSignal('SIGINT', () => signalled('SIGINT'));
  context.onSignal('SIGHUP', 'ignore');
  context.onSignal('SIGPIPE', 'ignore');
  background(
    context,
    serve(listener, (connection) => serveClient(server, connection)),
  );
  background(context, saveNowAndThen(server));
  const code = await leaving;
  listener.close();
  for (const client of server.clients) client.connection.close();
  await tail;
  return code;
}

/** The rules of `save`: after so many seconds with so many changes. */
async function saveNowAndThen(server: Server): Promise<never> {
  for (;;) {
    await server.context.sleep(1000);
    const numbers = (server.settings.get('save') ?? '').split(' ').filter(Boolean).map(Number);
    const elapsed = (server.context.clock.now() - server.lastSave) / 1000;
    for (let at = 0; at + 1 < numbers.length; at += 2) {
      const [seconds = 0, changes = 0] = numbers.slice(at, at + 2);
      if (elapsed < seconds || server.changes < changes || server.changes === 0) continue;
      server.log(`${changes} changes in ${seconds} seconds. Saving...`);
      server.save(true);
      break;
    }
  }
}

/** The one that runs the commands of the append-only log: nobody listens to its replies. */
function loadingClient(): Client {
  const place = { address: '', port: 0 };
  const connection: Client['connection'] = {
    local: place,
    remote: place,
    read: () => Promise.resolve(undefined),
    unread: () => {},
    write: () => Promise.resolve(),
    end: () => {},
    close: () => {},
  };
  return { id: 0, connection, database: 0, authenticated: true, name: '', since: 0, queue: undefined, broken: false, channels: new Set(), patterns: new Set(), monitors: false, send: () => {} }; // prettier-ignore
}

async function load(server: Server): Promise<void> {
  const { context, settings } = server;
  if (settings.get('appendonly') !== 'yes') {
    const count = loadSnapshot(context, settings, server.databases);
    if (count === undefined) return;
    server.log(`Loading RDB produced by version ${redisVersion(context)}`);
    server.log(`Done loading RDB, keys loaded: ${count}, keys expired: 0.`);
    server.log(`DB loaded from disk: 0.000 seconds`);
    return;
  }
  if (prepareAppendLog(context, settings)) {
    const { base, increment } = appendPaths(settings);
    server.log(`Creating AOF base file ${base.split('/').at(-1)} on server start`);
    server.log(`Creating AOF incr file ${increment.split('/').at(-1)} on server start`);
    return;
  }
  server.loading = true;
  const client = loadingClient();
  const { increment } = appendPaths(settings);
  let given: Uint8Array | undefined = context.fs.readFile(increment);
  const reader = createReader({
    read: () => {
      const bytes = given;
      given = undefined;
      return Promise.resolve(bytes);
    },
    unread: () => {},
    close: () => {},
  });
  for (let words = await readCommand(reader); words; words = await readCommand(reader))
    execute(server, client, words);
  server.loading = false;
  server.log('DB loaded from append only file: 0.000 seconds');
  server.log(`Opening AOF incr file ${increment.split('/').at(-1)} on server start`);
}

function logo(context: ProcessContext, port: number): string {
  return `${context.pid}:M ${stamp(context.clock.now())} * Running mode=standalone, port=${port}.\n`;
}
