import {
  SysError,
  type Child,
  type Connection,
  type Listener,
  type ProcessContext,
} from '../../host/contract.js';
import { accounts } from '../lib/accounts.js';
import { background } from '../lib/background.js';
import { errnoNumber, strerror } from '../lib/errors.js';
import { decode, encode } from '../lib/text.js';
import { setting, type Config } from './config.js';
import { nginxVersion } from './exchange.js';
import { openLogs } from './logs.js';
import { ConfigError } from './syntax.js';
import { createBalancer } from './upstream.js';
import { createWorker, type Shared, type Worker } from './worker.js';

interface Running {
  worker: Worker;
  child: Child;
}

/** A checked configuration with its logs, listeners and resolved names, ready to run. */
export interface Prepared {
  shared: Shared;
  listeners: Map<string, Listener>;
}

/** Where the master's process id is kept. */
export function pidFile(config: Config): string {
  return setting(config.main, 'pid') ?? '/run/nginx.pid';
}

/** Opens logs and listeners; those of the configuration before are taken over. Throws ConfigError. */
export async function prepare(context: ProcessContext, config: Config, before?: Prepared): Promise<Prepared> {
  const logs = openLogs(context, config);
  const balancer = await createBalancer(context, config);
  const listeners = new Map<string, Listener>();
  const opened: Listener[] = [];
  try {
    for (const { address, port } of config.servers.flatMap((server) => server.listens)) {
      const key = `${address}:${port}`;
      const kept = before?.listeners.get(key);
      if (kept) listeners.set(key, kept);
      if (listeners.has(key) || (address === '::' && hasPort(listeners, port))) continue;
      const listener = listen(context, address, port);
      opened.push(listener);
      listeners.set(key, listener);
    }
  } catch (error) {
    for (const listener of opened) listener.close();
    throw error;
  }
  const counters = before?.shared.counters ?? { active: 0, accepted: 0, requests: 0 };
  return { shared: { config, logs, balancer, counters }, listeners };
}

/** `[::]:80` beside `80`: the stacks of the simulated machines hear both on one socket. */
function hasPort(listeners: Map<string, Listener>, port: number): boolean {
  return listeners.has(`0.0.0.0:${port}`);
}

function listen(context: ProcessContext, address: string, port: number): Listener {
  try {
    return context.net.listen(port, address);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const shown = address.includes(':') ? `[${address}]` : address;
    throw new ConfigError(
      `bind() to ${shown}:${port} failed (${errnoNumber(error.code)}: ${strerror(error.code)})`,
    );
  }
}

function workerCount(context: ProcessContext, config: Config): number {
  const text = setting(config.main, 'worker_processes') ?? '1';
  return text === 'auto' ? Math.max(1, Math.ceil(context.limits.cpus ?? 1)) : Math.max(1, Number(text) || 1);
}

/** The user that workers run as. */
function workerCredentials(context: ProcessContext, config: Config) {
  if (context.credentials.uid !== 0) return undefined;
  const name = setting(config.main, 'user') ?? 'nobody';
  const account = accounts(context.fs).find((each) => each.name === name);
  return account && { uid: account.uid, gid: account.gid, groups: [account.gid] };
}

type Event =
  { kind: 'quit' | 'term' | 'reload' | 'reopen' } | { kind: 'exited'; running: Running; code: number };

/** The master process: starts workers, hands them connections, obeys signals. Gives the exit code. */
export async function runMaster(
  context: ProcessContext,
  first: Prepared,
  reload: () => Promise<Config>,
): Promise<number> {
  let current = first;
  let workers: Running[] = [];
  let turn = 0;
  let stopping = false;
  const events: Event[] = [];
  let wake = () => {};
  const happen = (event: Event) => {
    events.push(event);
    wake();
  };
  const log = (level: string, words: string) => current.shared.logs.error(level, words);

  const dispatch = async (listener: Listener): Promise<void> => {
    for (let connection = await listener.accept(); connection; connection = await listener.accept())
      give(connection);
  };
  const give = (connection: Connection) => {
    const ready = workers.filter(({ worker }) => worker.take);
    const chosen = ready[turn++ % Math.max(1, ready.length)];
    if (chosen?.worker.take) chosen.worker.take(connection);
    else connection.close();
  };
  const start = () => {
    log('notice', 'start worker processes');
    const credentials = workerCredentials(context, current.shared.config);
    for (let count = workerCount(context, current.shared.config); count > 0; count--)
      workers.push(spawn(credentials));
  };
  const spawn = (credentials: ReturnType<typeof workerCredentials>): Running => {
    const worker = createWorker(current.shared);
    const child = context.spawn({
      argv: ['nginx: worker process'],
      program: worker.program,
      ...(credentials ? { credentials } : {}),
    });
    const running = { worker, child };
    background(
      context,
      child.exited.then(({ code }) => happen({ kind: 'exited', running, code })),
    );
    log('notice', `start worker process ${child.pid}`);
    return running;
  };
  const signalWorkers = (all: readonly Running[], signal: 'SIGQUIT' | 'SIGTERM') => {
    for (const { child } of all) {
      try {
        context.kill(child.pid, signal);
      } catch (error) {
        if (!(error instanceof SysError) || context.killed.aborted) throw error;
      }
    }
  };
  const stop = (signal: 'SIGQUIT' | 'SIGTERM') => {
    stopping = true;
    for (const listener of current.listeners.values()) listener.close();
    signalWorkers(workers, signal);
  };
  const reconfigure = async () => {
    log('notice', 'reconfiguring');
    let next: Prepared;
    try {
      next = await prepare(context, await reload(), current);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      log('emerg', error.message);
      return;
    }
    const old = workers;
    const fresh = [...next.listeners.values()].filter(
      (listener) => ![...current.listeners.values()].includes(listener),
    );
    for (const [key, listener] of current.listeners) if (!next.listeners.has(key)) listener.close();
    current = next;
    workers = [];
    log('notice', 'using the "epoll" event method');
    start();
    for (const listener of fresh) background(context, dispatch(listener));
    signalWorkers(old, 'SIGQUIT');
    retiring.push(...old);
  };
  const retiring: Running[] = [];

  context.onSignal('SIGHUP', () => happen({ kind: 'reload' }));
  context.onSignal('SIGQUIT', () => happen({ kind: 'quit' }));
  context.onSignal('SIGTERM', () => happen({ kind: 'term' }));
  context.onSignal('SIGINT', () => happen({ kind: 'term' }));
  context.onSignal('SIGUSR1', () => happen({ kind: 'reopen' }));
  context.onSignal('SIGWINCH', () => {});
  makeTemporaryFolders(context, first.shared.config);
  context.fs.writeFile(pidFile(first.shared.config), encode(`${context.pid}\n`));
  log('notice', 'using the "epoll" event method');
  log('notice', `nginx/${nginxVersion(context)}`);
  log('notice', `OS: Linux ${kernelRelease(context)}`);
  const files = context.limits.openFiles ?? 1_048_576;
  log('notice', `getrlimit(RLIMIT_NOFILE): ${files}:${files}`);
  start();
  for (const listener of current.listeners.values()) background(context, dispatch(listener));

  const dead = untilKilled(context);
  dead.catch(() => {});
  for (;;) {
    const event = events.shift();
    if (!event) {
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), dead]);
      continue;
    }
    switch (event.kind) {
      case 'quit':
        log('notice', 'signal 3 (SIGQUIT) received, shutting down');
        stop('SIGQUIT');
        break;
      case 'term':
        log('notice', 'signal 15 (SIGTERM) received, exiting');
        stop('SIGTERM');
        break;
      case 'reload':
        log('notice', 'signal 1 (SIGHUP) received, reconfiguring');
        await reconfigure();
        break;
      case 'reopen':
        log('notice', 'signal 10 (SIGUSR1) received, reopening logs');
        log('notice', 'reopening logs');
        current.shared.logs = openLogs(context, current.shared.config);
        break;
      case 'exited': {
        const { pid } = event.running.child;
        log('notice', `signal 17 (SIGCHLD) received from ${pid}`);
        log('notice', `worker process ${pid} exited with code ${event.code}`);
        const wanted = workers.includes(event.running);
        workers = workers.filter((each) => each !== event.running);
        const at = retiring.indexOf(event.running);
        if (at >= 0) retiring.splice(at, 1);
        if (stopping && workers.length + retiring.length === 0) {
          log('notice', 'exit');
          removePidFile(context, current.shared.config);
          // Log lines are written in the background: the last ones before the process ends.
          await new Promise((resolve) => setImmediate(resolve));
          return 0;
        }
        if (wanted && !stopping) workers.push(spawn(workerCredentials(context, current.shared.config)));
      }
    }
  }
}

/** Folders for bodies on their way, where the package keeps them; an unprivileged nginx might not be able to. */
function makeTemporaryFolders(context: ProcessContext, config: Config): void {
  const { fs } = context;
  const kinds = ['body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'];
  const paths = fs.exists('/var/lib/nginx')
    ? kinds.map((kind) => `/var/lib/nginx/${kind}`)
    : kinds.map((kind) => `/var/cache/nginx/${kind === 'body' ? 'client' : kind}_temp`);
  const owner = workerCredentials(context, config);
  for (const path of paths) {
    try {
      if (fs.exists(path)) continue;
      fs.mkdir(path, 0o700);
      if (owner) fs.chown(path, owner.uid, context.credentials.gid);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code === 'ENOENT') continue;
      throw new ConfigError(`mkdir() "${path}" failed (${errnoNumber(error.code)}: ${strerror(error.code)})`);
    }
  }
}

function untilKilled(context: ProcessContext): Promise<never> {
  return new Promise((_, reject) => {
    if (context.killed.aborted) reject(context.killed.reason as Error);
    context.killed.addEventListener('abort', () => reject(context.killed.reason as Error), { once: true });
  });
}

function removePidFile(context: ProcessContext, config: Config): void {
  try {
    context.fs.unlink(pidFile(config));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

function kernelRelease(context: ProcessContext): string {
  try {
    return decode(context.fs.readFile('/proc/sys/kernel/osrelease')).trim();
  } catch {
    return '6.6.0';
  }
}
