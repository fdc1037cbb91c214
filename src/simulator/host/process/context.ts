import { SysError, type ProcessContext, type Sink, type Source, type SpawnOptions } from '../contract.js';
import { processFiles, type KernelFiles } from '../fs/files.js';
import { processNetwork } from '../network/stack.js';
import { hold, type Description } from './description.js';
import { closeDescriptor, descriptionOf, foreign, install, sinkOf, sourceOf } from './descriptors.js';
import { findInPath, resolveExecutable, type Executable } from './execute.js';
import { openPath } from './open.js';
import { createPipe } from './pipe.js';
import { bookMemory, deliver, demandAlive, guard, kill, waitFor, type Process } from './process.js';
import { createProcess, run, runProgram } from './start.js';

/** The file calls of a process. */
export function filesOf(process: Process): KernelFiles {
  const { isolation } = process;
  return processFiles({
    space: isolation.mounts,
    clock: isolation.kernel.clock,
    credentials: () => process.credentials,
    umask: () => process.umask,
    can: (capability) => isolation.capabilities.has(capability),
    cwd() {
      isolation.pids.current = process;
      return process.cwd;
    },
  });
}

/** A process's own end of one of its descriptors. */
function ends(process: Process): { source: (fd: number) => Source; sink: (fd: number) => Sink } {
  const missing = () => {
    throw new SysError('EBADF');
  };
  const closed: Description = {
    name: 'closed',
    refs: 1,
    tryRead: missing,
    onReadable: () => () => undefined,
    unread: missing,
    write: missing,
    onWritable: () => () => undefined,
    release: () => undefined,
  };
  const close = (fd: number) => () => closeDescriptor(process, fd);
  return {
    source: (fd) => sourceOf(process, process.fds.get(fd) ?? closed, close(fd)),
    sink: (fd) => sinkOf(process, process.fds.get(fd) ?? closed, close(fd)),
  };
}

function handedOn(end: Source | Sink | undefined): Description | undefined {
  return end && (descriptionOf(end) ?? foreign(end));
}

/** Descriptors of a new process: those of the old one, replaced by what the options name. */
function descriptorsFor(process: Process, options: SpawnOptions): Map<number, Description> {
  const fds = new Map<number, Description>();
  for (const fd of [0, 1, 2]) {
    const inherited = process.fds.get(fd);
    const given = handedOn([options.stdin, options.stdout, options.stderr][fd]);
    const shared = given ?? inherited;
    if (shared) fds.set(fd, shared);
  }
  for (const [fd, end] of Object.entries(options.fds ?? {}))
    fds.set(Number(fd), handedOn(end) as Description);
  return fds;
}

/** What a program sees of its process: the system calls. */
export function createContext(process: Process): ProcessContext {
  const { isolation } = process;
  const { kernel, pids, cgroup } = isolation;
  const fs = filesOf(process);
  const { source, sink } = ends(process);

  const find = (options: SpawnOptions): Executable => {
    const name = options.file ?? options.argv[0] ?? '';
    const env = options.env ?? process.env;
    const who = options.credentials ?? process.credentials;
    const path = findInPath(fs, who, name, env.PATH);
    return resolveExecutable(kernel, fs, who, path, options.argv);
  };

  const opened = (path: string, how: 'read' | 'truncate' | 'append') => {
    demandAlive(process);
    const fd = install(process, openPath(process, fs, path, how));
    return { fd, shared: process.fds.get(fd) as Description };
  };

  const credentialsFor = (options: SpawnOptions) => {
    const { credentials = process.credentials } = options;
    const changes =
      credentials.uid !== process.credentials.uid || credentials.gid !== process.credentials.gid;
    if (changes && process.credentials.uid !== 0) throw new SysError('EPERM');
    return credentials;
  };

  return {
    pid: process.pid,
    get ppid() {
      return process.parent?.pid ?? 0;
    },
    argv: process.argv,
    env: process.env,
    get credentials() {
      return process.credentials;
    },
    get hostname() {
      return isolation.hostname();
    },
    clock: kernel.clock,
    fs,
    net: processNetwork(process, fs),
    stdin: source(0),
    stdout: sink(1),
    stderr: sink(2),
    fds: Object.fromEntries(
      [...process.fds.keys()].filter((fd) => fd > 2).map((fd) => [fd, { ...source(fd), ...sink(fd) }]),
    ),
    tty: [0, 1, 2].map((fd) => process.fds.get(fd)?.tty).find((tty) => tty !== undefined),
    isTty: (fd) => process.fds.get(fd)?.tty !== undefined,
    cwd: () => process.cwd,
    chdir(path) {
      const { node, path: real } = fs.place(path);
      if (!node) throw new SysError('ENOENT', path);
      if (node.stat().type !== 'directory') throw new SysError('ENOTDIR', path);
      process.cwd = real;
    },
    umask(mask) {
      const old = process.umask;
      if (mask !== undefined) process.umask = mask & 0o777;
      return old;
    },
    openRead(path) {
      const { fd, shared } = opened(path, 'read');
      return sourceOf(process, shared, () => closeDescriptor(process, fd));
    },
    openWrite(path, options) {
      const { fd, shared } = opened(path, options?.append ? 'append' : 'truncate');
      return sinkOf(process, shared, () => closeDescriptor(process, fd));
    },
    pipe() {
      demandAlive(process);
      const { reader, writer } = createPipe(`pipe:[${kernel.hostPids.next}]`);
      const [read, write] = [install(process, reader), install(process, writer)];
      return {
        source: sourceOf(process, reader, () => closeDescriptor(process, read)),
        sink: sinkOf(process, writer, () => closeDescriptor(process, write)),
      };
    },
    sleep: (ms) => waitFor(process, (ready) => kernel.clock.after(ms, ready)),
    spawn(options) {
      demandAlive(process);
      if (cgroup.limits.pids !== undefined && pids.processes.size >= cgroup.limits.pids)
        throw new SysError('EAGAIN');
      const { program } = options;
      const executable = program
        ? { load: () => Promise.resolve(program), argv: options.argv }
        : find(options);
      const child = createProcess(isolation, {
        argv: options.argv,
        env: options.env ?? process.env,
        cwd: options.cwd ?? process.cwd,
        credentials: credentialsFor(options),
        fds: descriptorsFor(process, options),
        parent: process,
        newGroup: options.newGroup,
        umask: process.umask,
      });
      run(child, executable);
      const exited = guard(process, child.exited);
      exited.catch(() => undefined);
      return { pid: child.pid, exited };
    },
    exec(options) {
      demandAlive(process);
      const { program } = options;
      const executable = program
        ? { load: () => Promise.resolve(program), argv: options.argv }
        : find(options);
      process.credentials = credentialsFor(options);
      const fds = descriptorsFor(process, options);
      for (const shared of fds.values()) hold(shared);
      for (const fd of [...process.fds.keys()]) closeDescriptor(process, fd);
      process.fds = fds;
      if (options.env) process.env = { ...options.env };
      if (options.cwd) process.cwd = options.cwd;
      for (const [signal, handler] of [...process.handlers])
        if (handler !== 'ignore') process.handlers.delete(signal);
      bookMemory(process, 0);
      return runProgram(process, executable);
    },
    onSignal(signal, handle) {
      if (signal === 'SIGKILL' || signal === 'SIGSTOP') throw new SysError('EINVAL');
      if (handle === 'default') process.handlers.delete(signal);
      else process.handlers.set(signal, handle);
    },
    kill(pid, signal) {
      demandAlive(process);
      kill(process, pid, signal);
      demandAlive(process);
    },
    processes: () =>
      [...pids.processes.values()].map((other) => ({
        pid: other.pid,
        ppid: other.parent?.pid ?? 0,
        user: other.credentials.uid,
        argv: other.argv,
        state: other.stopped ? 'T' : other === process || other.busy ? 'R' : 'S',
        startedAt: other.startedAt,
        memory: other.memory,
        cpu: other.cpu,
        tty: other.tty !== undefined,
      })),
    useMemory(bytes) {
      demandAlive(process);
      bookMemory(process, bytes);
    },
    useCpu(ms) {
      process.cpu += ms;
      cgroup.cpu += ms;
    },
    limits: {
      openFiles: isolation.openFiles,
      get memory() {
        return cgroup.limits.memory;
      },
      get cpus() {
        return cgroup.limits.cpus;
      },
    },
    killed: process.killed.signal,
  };
}

/** Signals everything on a terminal: a process group, or all when none is in the foreground. */
export function signalTerminal(
  processes: Iterable<Process>,
  tty: Process['tty'],
  signal: Parameters<typeof deliver>[1],
  group: number | undefined,
): void {
  for (const process of [...processes])
    if (process.tty === tty && (group === undefined || process.group === group)) deliver(process, signal);
}
