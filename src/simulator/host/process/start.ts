import type { Credentials, ExitStatus, Program } from '../contract.js';
import { createContext } from './context.js';
import { hold, type Description } from './description.js';
import type { Executable } from './execute.js';
import { finish, type Isolation, type Process } from './process.js';
import type { Terminal } from './tty.js';

/** What a process starts with. Descriptors are held by it: the caller keeps its own. */
export interface ProcessSpec {
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  credentials: Credentials;
  fds: ReadonlyMap<number, Description>;
  tty?: Terminal;
  parent?: Process;
  newGroup?: boolean;
  umask?: number;
}

/** Makes a process; it does nothing until `run`. */
export function createProcess(isolation: Isolation, spec: ProcessSpec): Process {
  const { kernel, pids } = isolation;
  const pid = pids.next++;
  let settle: (status: ExitStatus) => void = () => undefined;
  const exited = new Promise<ExitStatus>((resolve) => (settle = resolve));
  const process: Process = {
    pid,
    hostPid: kernel.hostPids.next++,
    parent: spec.parent,
    isolation,
    argv: spec.argv,
    env: { ...spec.env },
    credentials: spec.credentials,
    cwd: spec.cwd,
    umask: spec.umask ?? 0o022,
    group: spec.newGroup || !spec.parent ? pid : spec.parent.group,
    tty: spec.tty ?? spec.parent?.tty,
    fds: new Map([...spec.fds].map(([fd, shared]) => [fd, hold(shared)])),
    handlers: new Map(),
    startedAt: kernel.clock.now(),
    memory: 0,
    cpu: 0,
    stopped: false,
    busy: true,
    status: undefined,
    exited,
    killed: new AbortController(),
    pending: new Set(),
    settle,
    held: [],
  };
  for (const [signal, handler] of spec.parent?.handlers ?? [])
    if (handler === 'ignore') process.handlers.set(signal, 'ignore');
  pids.processes.set(pid, process);
  return process;
}

/** Runs a program in a process from its start to its end. */
export function run(process: Process, executable: Executable): void {
  void runProgram(process, executable).then((code) => finish(process, { code: code & 0xff }));
}

/** Runs a program in a process and tells its exit code; a program that breaks ends like one that crashed (139). */
export async function runProgram(process: Process, executable: Executable): Promise<number> {
  try {
    process.argv = executable.argv;
    const program: Program = await executable.load();
    if (process.status) return process.status.code;
    return await program(createContext(process));
  } catch (error) {
    if (process.status) return process.status.code;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.fds.get(2)?.write(new TextEncoder().encode(`${process.argv[0]}: ${text}\n`));
    return 139;
  }
}
