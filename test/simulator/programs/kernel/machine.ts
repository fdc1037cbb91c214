import { posix } from 'node:path';
import {
  executableImage,
  type ExitStatus,
  type Credentials,
  type Files,
  type NetworkStack,
  type ProgramRegistry,
  type Signal,
} from '../../../../src/simulator/host/contract.js';
import { manualClock, type ManualClock } from '../../../../src/simulator/clock.js';
import { programs } from '../../../../src/simulator/programs/registry.js';
import { busyboxApplets } from '../../../../src/simulator/programs/busybox/applets.js';
import { createTree } from './files.js';
import { createNetwork, type Network } from './network.js';
import { createChannel } from './pipe.js';
import { createProcesses } from './process.js';
import { createTty, type TestTty } from './tty.js';

const text = new TextEncoder();

/** What came of a command. */
export interface Outcome {
  stdout: string;
  stderr: string;
  code: number;
  signal?: Signal;
}

/** A command under way. */
export interface Running {
  pid: number;
  done: Promise<Outcome>;
  stdout(): string;
  stderr(): string;
  kill(signal: Signal): void;
  stdin: { write(text: string): void; end(): void };
  /** Resolves when stdout and stderr together hold the text. */
  says(expected: string): Promise<void>;
}

export interface Machine {
  clock: ManualClock;
  files: Files;
  net: NetworkStack;
  start(argv: string[], options?: RunOptions): Running;
  /** Runs a command to its end. */
  run(argv: string[], options?: RunOptions): Promise<Outcome>;
  /** `sh -c script`. */
  sh(script: string, options?: RunOptions): Promise<Outcome>;
  /** A command on a terminal. */
  terminal(argv: string[], options?: RunOptions): { tty: TestTty; done: Promise<ExitStatus> };
  write(path: string, content: string, mode?: number): void;
  read(path: string): string;
  signalAll(signal: Signal): void;
}

export interface RunOptions {
  stdin?: string;
  env?: Record<string, string>;
  cwd?: string;
  credentials?: Credentials;
  /** Keep stdin open until `stdin.end()`. */
  open?: boolean;
}

export interface MachineOptions {
  registry?: ProgramRegistry;
  network?: Network;
  address?: string;
  hostname?: string;
  clock?: ManualClock;
}

const root: Credentials = { uid: 0, gid: 0, groups: [0] };

/** A machine with busybox installed, for tests of programs. */
export function createMachine(options: MachineOptions = {}): Machine {
  const clock = options.clock ?? manualClock();
  const tree = createTree(() => clock.now());
  const files = tree.view({ cwd: () => '/', umask: () => 0o22, credentials: root });
  const network = options.network ?? createNetwork();
  for (const folder of ['bin', 'dev', 'etc', 'home', 'proc', 'root', 'tmp', 'usr', 'var'])
    files.mkdir(`/${folder}`);
  files.mkdir('/usr/bin');
  files.mkdir('/var/log');
  files.chmod('/tmp', 0o1777);
  files.writeFile('/bin/busybox', executableImage('busybox'), 0o755);
  for (const name of busyboxApplets()) files.symlink('/bin/busybox', `/bin/${name}`);
  files.writeFile('/dev/null', new Uint8Array(), 0o666);
  files.symlink('/proc/self/fd/1', '/dev/stdout');
  files.symlink('/proc/self/fd/2', '/dev/stderr');
  files.writeFile(
    '/etc/passwd',
    text.encode(
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\nnginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin\n',
    ),
  );
  files.writeFile('/etc/group', text.encode('root:x:0:\nnobody:x:65534:\nnginx:x:101:nginx\n'));
  files.writeFile('/etc/hosts', text.encode('127.0.0.1\tlocalhost\n'));
  files.writeFile('/etc/resolv.conf', text.encode('nameserver 127.0.0.11\n'));
  const address = options.address ?? '172.17.0.2';
  const net = network.stack(address, () => new TextDecoder().decode(files.readFile('/etc/hosts')));
  const base = {
    clock,
    tree,
    net,
    hostname: options.hostname ?? 'box',
    registry: options.registry ?? programs,
  };
  const environment = { PATH: '/bin:/usr/bin', HOME: '/root', HOSTNAME: base.hostname };
  const processes = createProcesses(base);
  const prepare = (argv: string[], how: RunOptions) => ({
    argv: ['(init)'],
    program: async (
      context: Parameters<Awaited<ReturnType<NonNullable<ReturnType<ProgramRegistry['find']>>>>>[0],
    ) => context.exec({ argv, env: { ...environment, ...how.env } }),
    env: { ...environment, ...how.env },
    cwd: how.cwd ?? '/',
    umask: 0o22,
    credentials: how.credentials ?? root,
    ppid: 0,
    ignored: [],
  });

  const start: Machine['start'] = (argv, how = {}) => {
    const [input, output, errors] = [createChannel(), createChannel(), createChannel()];
    const sink = input.openSink();
    const [fd0, fd1, fd2] = [input.openSource(), output.openSink(), errors.openSink()];
    const texts = { stdout: '', stderr: '' };
    const watchers = new Set<() => void>();
    const collect = async (channel: typeof output, name: keyof typeof texts) => {
      const source = channel.openSource();
      const decoder = new TextDecoder();
      for (let bytes = await source.read(); bytes; bytes = await source.read()) {
        texts[name] += decoder.decode(bytes, { stream: true });
        for (const call of [...watchers]) call();
      }
    };
    const collected = Promise.all([collect(output, 'stdout'), collect(errors, 'stderr')]);
    if (how.stdin !== undefined) void sink.write(text.encode(how.stdin)).catch(() => {});
    if (!how.open) sink.close();
    const child = processes.start({ ...prepare(argv, how), fds: { 0: fd0, 1: fd1, 2: fd2 } });
    for (const descriptor of [fd0, fd1, fd2]) descriptor.close();
    const done = child.exited.then(async (status): Promise<Outcome> => {
      await new Promise((resolve) => setImmediate(resolve));
      void collected;
      if (processes.crashes.length) throw processes.crashes[0];
      return { ...texts, code: status.code, ...(status.signal ? { signal: status.signal } : {}) };
    });
    return {
      pid: child.pid,
      done,
      stdout: () => texts.stdout,
      stderr: () => texts.stderr,
      kill: (signal) => processes.signal(child.pid, signal),
      stdin: { write: (value) => void sink.write(text.encode(value)), end: () => sink.close() },
      says: (expected) =>
        new Promise((resolve) => {
          const look = () => {
            if (!(texts.stdout + texts.stderr).includes(expected)) return;
            watchers.delete(look);
            resolve();
          };
          watchers.add(look);
          look();
        }),
    };
  };
  const run: Machine['run'] = (argv, how) => start(argv, how).done;
  return {
    clock,
    files,
    net,
    start,
    run,
    sh: (script, how) => run(['sh', '-c', script], how),
    terminal(argv, how = {}) {
      const tty = createTty();
      const own = createProcesses({ ...base, tty });
      tty.onSignal = (signal) => own.signalAll(signal);
      const fds = { 0: tty.descriptor, 1: tty.descriptor, 2: tty.descriptor };
      const child = own.start({ ...prepare(argv, how), fds });
      return { tty, done: child.exited };
    },
    write(path, content, mode = 0o644) {
      const folder = posix.dirname(path);
      const parts = folder.split('/').filter(Boolean);
      for (let index = 1; index <= parts.length; index++) {
        const at = `/${parts.slice(0, index).join('/')}`;
        if (!files.exists(at)) files.mkdir(at);
      }
      files.writeFile(path, text.encode(content), mode);
      files.chmod(path, mode);
    },
    read: (path) => new TextDecoder().decode(files.readFile(path)),
    signalAll: (signal) => processes.signalAll(signal),
  };
}
