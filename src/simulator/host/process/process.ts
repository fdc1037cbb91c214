import type { Clock } from '../../clock.js';
import {
  SysError,
  type Credentials,
  type ExitStatus,
  type ProgramRegistry,
  type Signal,
} from '../contract.js';
import type { MountNamespace } from '../fs/mounts.js';
import type { NetworkNamespace } from '../network/namespace.js';
import type { Cgroup } from './cgroup.js';
import { drop, type Description, type Subscribe } from './description.js';
import { defaultAction, signalNumbers } from './signals.js';
import type { Terminal } from './tty.js';

/** What all machines of a world share. */
export interface Kernel {
  clock: Clock;
  programs: ProgramRegistry;
  /** Processes by the pid that the host sees. */
  hostPids: { next: number };
  /** System calls so far: now and then one lets the event loop breathe. */
  calls: number;
}

/** The namespaces and limits that processes run in: a container, or one of several in a pod. */
export interface Isolation {
  kernel: Kernel;
  pids: PidNamespace;
  mounts: MountNamespace;
  net: NetworkNamespace;
  hostname(): string;
  cgroup: Cgroup;
  capabilities: ReadonlySet<string>;
  /** Of `ulimit -n`. */
  openFiles: number;
  /** Address of the FIFOs and the terminals of the container. */
  terminals: Terminal[];
}

/** A PID namespace: its processes by their number in it. */
export interface PidNamespace {
  next: number;
  processes: Map<number, Process>;
  /** The process whose call is being served: what /proc/self means. Set before each (synchronous) walk of a path. */
  current?: Process;
}

/** A process, running or ended. */
export interface Process {
  pid: number;
  hostPid: number;
  parent: Process | undefined;
  isolation: Isolation;
  argv: readonly string[];
  env: Record<string, string>;
  credentials: Credentials;
  cwd: string;
  umask: number;
  group: number;
  tty: Terminal | undefined;
  fds: Map<number, Description>;
  handlers: Map<Signal, (() => void) | 'ignore'>;
  startedAt: number;
  memory: number;
  cpu: number;
  stopped: boolean;
  /** Running, or waiting for something. */
  busy: boolean;
  status: ExitStatus | undefined;
  exited: Promise<ExitStatus>;
  killed: AbortController;
  /** Rejects what the process waits for. */
  pending: Set<(reason: Error) => void>;
  settle(status: ExitStatus): void;
  /** Continuations held back while the process is stopped or frozen. */
  held: (() => void)[];
}

/** The reason that every call of a killed process rejects with. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Makes an empty PID namespace. */
export function pidNamespace(): PidNamespace {
  return { next: 1, processes: new Map() };
}

function mayRun(process: Process): boolean {
  return !process.stopped && !process.isolation.cgroup.frozen;
}

/** Calls now, or when the process may run again. */
function whenRunnable(process: Process, call: () => void): void {
  if (mayRun(process)) return call();
  process.held.push(call);
  const { thawed } = process.isolation.cgroup;
  const again = () => {
    if (process.isolation.cgroup.frozen) return;
    thawed.delete(again);
    release(process);
  };
  thawed.add(again);
}

function release(process: Process): void {
  if (!mayRun(process)) return;
  for (const call of process.held.splice(0)) call();
}

/** Waits for an event on behalf of a process: rejects with Killed when the process is killed first. */
export function waitFor(process: Process, subscribe: Subscribe): Promise<void> {
  const wait = new Promise<void>((resolve, reject) => {
    if (process.status) return reject(new Killed('killed'));
    let cancel: () => void = () => undefined;
    const stop = (reason: Error) => {
      cancel();
      reject(reason);
    };
    process.pending.add(stop);
    process.busy = false;
    cancel = subscribe(() =>
      whenRunnable(process, () => {
        process.pending.delete(stop);
        process.busy = true;
        resolve();
      }),
    );
  });
  // A process that dies leaves waits that nobody looks at any more.
  wait.catch(() => undefined);
  return wait;
}

/** The promise on behalf of a process: held while it is stopped, rejected when it is killed. */
export async function guard<T>(process: Process, promise: Promise<T>): Promise<T> {
  let outcome: { value: T } | { error: unknown } | undefined;
  await waitFor(process, (ready) => {
    promise.then(
      (value) => {
        outcome = { value };
        ready();
      },
      (error: unknown) => {
        outcome = { error };
        ready();
      },
    );
    return () => undefined;
  });
  if (outcome && 'value' in outcome) return outcome.value;
  throw outcome?.error;
}

/** Throws Killed when the process has ended. */
export function demandAlive(process: Process): void {
  if (process.status) throw new Killed('killed');
}

/** Ends a process: closes its descriptors, rejects its waits, hands its children on, tells its parent. */
export function finish(process: Process, status: ExitStatus): void {
  if (process.status) return;
  const { pids, cgroup } = process.isolation;
  process.status = status;
  cgroup.memory -= process.memory;
  process.memory = 0;
  pids.processes.delete(process.pid);
  process.killed.abort(new Killed('killed'));
  for (const reject of [...process.pending]) reject(new Killed('killed'));
  process.pending.clear();
  process.held.length = 0;
  for (const open of process.fds.values()) drop(open);
  process.fds.clear();
  const init = pids.processes.get(1);
  for (const other of [...pids.processes.values()]) {
    if (process.pid === 1) finish(other, { code: 137, signal: 'SIGKILL' });
    else if (other.parent === process) other.parent = init;
  }
  process.settle(status);
  if (process.parent && !process.parent.status) deliver(process.parent, 'SIGCHLD');
}

/** Ends a process by a signal. */
export function terminate(process: Process, signal: Signal, oom = false): void {
  finish(process, { code: 128 + signalNumbers[signal], signal, ...(oom ? { oom } : {}) });
}

/** Sends a signal. `fromOutside`: from the parent PID namespace, where PID 1 can be killed and stopped. */
export function deliver(process: Process, signal: Signal, fromOutside = false): void {
  if (process.status) return;
  const handler = process.handlers.get(signal);
  const unhandled = signal === 'SIGKILL' || signal === 'SIGSTOP' || handler === undefined;
  if (signal === 'SIGCONT') {
    process.stopped = false;
    release(process);
  }
  if (!unhandled) {
    if (handler !== 'ignore') whenRunnable(process, handler);
    return;
  }
  const action = defaultAction(signal);
  // PID 1 is not hit by what it does not handle, save SIGKILL and SIGSTOP from outside of its namespace.
  const forced = fromOutside && (signal === 'SIGKILL' || signal === 'SIGSTOP');
  if (process.pid === 1 && !forced) return;
  if (action === 'terminate') terminate(process, signal);
  else if (action === 'stop') process.stopped = true;
}

/** Sends a signal as kill(2) does. Throws ESRCH, EPERM. */
export function kill(sender: Process, pid: number, signal: Signal): void {
  const { processes } = sender.isolation.pids;
  const targets =
    pid > 0
      ? [processes.get(pid)].filter((found) => found !== undefined)
      : [...processes.values()].filter((other) =>
          pid === -1
            ? other.pid !== 1 && other !== sender
            : other.group === (pid === 0 ? sender.group : -pid),
        );
  if (targets.length === 0) throw new SysError('ESRCH');
  const { uid } = sender.credentials;
  const allowed = targets.filter((target) => uid === 0 || target.credentials.uid === uid);
  if (allowed.length === 0) throw new SysError('EPERM');
  for (const target of allowed) deliver(target, signal);
}

/** Books memory of a process; kills it (or the largest of the group) when the group goes over its limit. */
export function bookMemory(process: Process, bytes: number): void {
  const { cgroup, pids } = process.isolation;
  cgroup.memory += bytes - process.memory;
  process.memory = bytes;
  cgroup.memoryPeak = Math.max(cgroup.memoryPeak, cgroup.memory);
  const limit = cgroup.limits.memory;
  if (limit === undefined || cgroup.memory <= limit) return;
  const victims = [...pids.processes.values()].filter((other) => other.isolation.cgroup === cgroup);
  const largest = victims.sort((a, b) => b.memory - a.memory)[0];
  if (!largest) return;
  cgroup.oomKills++;
  terminate(largest, 'SIGKILL', true);
  if (largest === process) throw new Killed('killed');
}
