import { posix } from 'node:path';
import {
  programName,
  SysError,
  type Child,
  type Credentials,
  type ExitStatus,
  type Files,
  type NetworkStack,
  type ProcessContext,
  type ProcessInfo,
  type Program,
  type ProgramRegistry,
  type Signal,
  type Sink,
  type Source,
  type SpawnOptions,
} from '../../../../src/simulator/host/contract.js';
import { signalNumbers } from '../../../../src/simulator/programs/lib/signals.js';
import { sleep, type Clock } from '../../../../src/simulator/clock.js';
import { openRead, openWrite } from './devices.js';
import { createChannel, duplicate, remember } from './pipe.js';
import type { Tree } from './files.js';
import type { TestTty } from './tty.js';

/** Signals that end a process which does not handle them. */
const ends = new Set<Signal>([
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGKILL',
  'SIGUSR1',
  'SIGUSR2',
  'SIGPIPE',
  'SIGALRM',
  'SIGTERM',
]);

type Fds = Record<number, Source | Sink>;

interface Process {
  info: ProcessInfo;
  group: number;
  handlers: Map<Signal, (() => void) | 'ignore'>;
  end(status: ExitStatus): void;
  fds: Fds;
}

/** What all processes of one test machine share. */
export interface MachineParts {
  clock: Clock;
  tree: Tree;
  net: NetworkStack;
  hostname: string;
  registry: ProgramRegistry;
  tty?: TestTty;
  /** Default 2: only a test of PID 1 wants its rules. */
  firstPid?: number;
}

/** Starts the first process of the machine, and with it all others. */
export function createProcesses(parts: MachineParts) {
  const table = new Map<number, Process>();
  let nextPid = parts.firstPid ?? 2;

  const deliver = (process: Process, signal: Signal) => {
    const handler = table.get(process.info.pid) && process.handlers.get(signal);
    if (signal === 'SIGKILL') return process.end({ code: 137, signal });
    if (handler === 'ignore') return;
    if (handler) return handler();
    if (process.info.pid === 1 || !ends.has(signal)) return;
    process.end({ code: 128 + signalNumbers[signal], signal });
  };

  interface Start {
    argv: readonly string[];
    program: Program;
    env: Record<string, string>;
    cwd: string;
    umask: number;
    credentials: Credentials;
    fds: Fds;
    ppid: number;
    group?: number;
    ignored: Signal[];
  }

  const start = (options: Start): Child => {
    const pid = nextPid++;
    const abort = new AbortController();
    let cwd = options.cwd;
    let umask = options.umask;
    const fds: Fds = {};
    for (const [fd, descriptor] of Object.entries(options.fds)) fds[Number(fd)] = duplicate(descriptor);
    let finish!: (status: ExitStatus) => void;
    const exited = new Promise<ExitStatus>((resolve) => (finish = resolve));
    const process: Process = {
      info: {
        pid,
        ppid: options.ppid,
        user: options.credentials.uid,
        argv: options.argv,
        state: 'S',
        startedAt: parts.clock.now(),
        memory: 1 << 20,
        cpu: 0,
        tty: parts.tty !== undefined,
      },
      group: options.group ?? pid,
      handlers: new Map(options.ignored.map((signal) => [signal, 'ignore'])),
      fds,
      end(status) {
        if (!table.delete(pid)) return;
        abort.abort(new SysError('ESRCH'));
        for (const descriptor of Object.values(fds)) descriptor.close();
        finish(status);
      },
    };
    table.set(pid, process);

    const alive = <T>(promise: Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        const stop = () => reject(abort.signal.reason as Error);
        if (abort.signal.aborted) return stop();
        abort.signal.addEventListener('abort', stop, { once: true });
        promise.then(resolve, reject).finally(() => abort.signal.removeEventListener('abort', stop));
      });
    const files: Files = parts.tree.view({
      cwd: () => cwd,
      umask: () => umask,
      credentials: options.credentials,
    });

    const load = (spawn: SpawnOptions, depth = 0): { program: Program; argv: readonly string[] } => {
      if (spawn.program) return { program: spawn.program, argv: spawn.argv };
      const name = spawn.file ?? spawn.argv[0]!;
      let path = name;
      if (!name.includes('/')) {
        const found = ((spawn.env ?? context.env)['PATH'] ?? '/bin')
          .split(':')
          .map((folder) => posix.join(folder || '.', name))
          .find((at) => files.exists(at) && files.stat(at).type === 'file');
        if (!found) throw new SysError('ENOENT', name);
        path = found;
      }
      const stat = files.stat(path);
      if (stat.type !== 'file' || !(stat.mode & 0o111)) throw new SysError('EACCES', name);
      const bytes = files.readFile(path);
      const text = new TextDecoder().decode(bytes.subarray(0, 200));
      if (text.startsWith('#!') && depth < 4) {
        const [interpreter = '', ...rest] = text.slice(2).split('\n')[0]!.trim().split(/\s+/);
        const argv = [interpreter, ...rest, path, ...spawn.argv.slice(1)];
        return load({ ...spawn, argv, file: interpreter }, depth + 1);
      }
      const found = programName(bytes);
      const program = found === undefined ? undefined : parts.registry.find(found);
      if (!program) throw new SysError('ENOEXEC', name);
      return { program: async (child) => (await program())(child), argv: spawn.argv };
    };

    const merged = (spawn: SpawnOptions): Fds => {
      const all: Fds = { 0: fds[0]!, 1: fds[1]!, 2: fds[2]!, ...spawn.fds };
      if (spawn.stdin) all[0] = spawn.stdin;
      if (spawn.stdout) all[1] = spawn.stdout;
      if (spawn.stderr) all[2] = spawn.stderr;
      return all;
    };
    const isTty = (fd: number) => parts.tty !== undefined && fds[fd] === parts.tty.descriptor;

    const context: ProcessContext = {
      pid,
      ppid: options.ppid,
      argv: options.argv,
      env: { ...options.env },
      credentials: options.credentials,
      hostname: parts.hostname,
      clock: parts.clock,
      fs: files,
      net: parts.net,
      stdin: wrap(fds[0]!, alive),
      stdout: wrap(fds[1]!, alive),
      stderr: wrap(fds[2]!, alive),
      fds: Object.fromEntries(
        Object.entries(fds)
          .filter(([fd]) => Number(fd) > 2)
          .map(([fd, descriptor]) => [fd, wrap(descriptor, alive)]),
      ),
      tty: [0, 1, 2].some(isTty) ? parts.tty : undefined,
      isTty: (fd) => isTty(fd),
      cwd: () => cwd,
      chdir(path) {
        if (files.stat(path).type !== 'directory') throw new SysError('ENOTDIR', path);
        cwd = posix.resolve(cwd, path);
      },
      umask(mask) {
        const old = umask;
        if (mask !== undefined) umask = mask;
        return old;
      },
      openRead: (path) => wrap(openRead(files, path, process.fds), alive),
      openWrite: (path, how) => wrap(openWrite(files, path, process.fds, how?.append ?? false), alive),
      pipe() {
        const channel = createChannel();
        return {
          source: wrap(channel.openSource(), alive),
          sink: wrap(channel.openSink(), alive),
        };
      },
      sleep: (ms) => sleep(parts.clock, ms, abort.signal),
      spawn(spawn) {
        const loaded = load(spawn);
        const raw = merged(spawn);
        return start({
          ...loaded,
          env: { ...(spawn.env ?? context.env) },
          cwd: spawn.cwd ?? cwd,
          umask,
          credentials: spawn.credentials ?? options.credentials,
          fds: raw,
          ppid: pid,
          ...(spawn.newGroup ? {} : { group: process.group }),
          ignored: [...process.handlers].filter(([, how]) => how === 'ignore').map(([signal]) => signal),
        });
      },
      exec(spawn) {
        const loaded = load(spawn);
        const all = merged(spawn);
        for (const [signal, how] of process.handlers) if (how !== 'ignore') process.handlers.delete(signal);
        process.info = { ...process.info, argv: loaded.argv };
        return loaded.program({
          ...context,
          argv: loaded.argv,
          env: { ...(spawn.env ?? context.env) },
          stdin: wrap(all[0]!, alive),
          stdout: wrap(all[1]!, alive),
          stderr: wrap(all[2]!, alive),
        });
      },
      onSignal(signal, handle) {
        if (handle === 'default') process.handlers.delete(signal);
        else process.handlers.set(signal, handle);
      },
      kill(target, signal) {
        const all = [...table.values()].filter((other) =>
          target > 0 ? other.info.pid === target : other.group === -target,
        );
        if (all.length === 0) throw new SysError('ESRCH');
        for (const other of all) deliver(other, signal);
      },
      processes: () => [...table.values()].map((other) => ({ ...other.info })),
      useMemory(bytes) {
        process.info.memory = bytes;
      },
      useCpu(ms) {
        process.info.cpu += ms;
      },
      limits: {},
      killed: abort.signal,
    };
    Promise.resolve()
      .then(() => options.program(context))
      .then(
        (code) => process.end({ code: code & 255 }),
        (error: unknown) => {
          if (!table.has(pid)) return;
          crashes.push(error);
          process.end({ code: 70 });
        },
      );
    return { pid, exited };
  };

  const crashes: unknown[] = [];
  return {
    start,
    crashes,
    signal(pid: number, signal: Signal) {
      const process = table.get(pid);
      if (process) deliver(process, signal);
    },
    signalAll(signal: Signal) {
      for (const process of [...table.values()]) deliver(process, signal);
    },
  };
}

type Alive = <T>(promise: Promise<T>) => Promise<T>;

/** The descriptor as one process sees it: its pending calls end with the process, without eating what came for others. */
function wrap(inner: Source | Sink, alive: Alive): Source & Sink {
  const descriptor = inner as Source & Sink;
  const wrapped: Source & Sink = {
    async read() {
      const promise = descriptor.read();
      try {
        return await alive(promise);
      } catch (error) {
        promise.then(
          (bytes) => bytes && descriptor.unread(bytes),
          () => {},
        );
        throw error;
      }
    },
    unread: (bytes) => descriptor.unread(bytes),
    write: (bytes) => alive(descriptor.write(bytes)),
    close: () => descriptor.close(),
  };
  return remember(wrapped, () => duplicate(descriptor));
}
