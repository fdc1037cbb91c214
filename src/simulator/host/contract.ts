import type { Clock } from '../clock.js';

/** errno names that system calls of the simulated machines fail with. */
export type Errno =
  | 'EACCES'
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'EAGAIN'
  | 'EBADF'
  | 'EBUSY'
  | 'ECHILD'
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'EEXIST'
  | 'EHOSTUNREACH'
  | 'EINVAL'
  | 'EISDIR'
  | 'ELOOP'
  | 'EMFILE'
  | 'ENAMETOOLONG'
  | 'ENETUNREACH'
  | 'ENOENT'
  | 'ENOEXEC'
  | 'ENOSPC'
  | 'ENOTDIR'
  | 'ENOTEMPTY'
  | 'ENOTTY'
  | 'EPERM'
  | 'EPIPE'
  | 'EROFS'
  | 'ESRCH'
  | 'ETIMEDOUT'
  | 'EXDEV';

/** A failed system call. Programs word it as their real counterpart would. */
export class SysError extends Error {
  override readonly name = 'SysError';
  constructor(
    readonly code: Errno,
    readonly path?: string,
  ) {
    super(path === undefined ? code : `${code}: ${path}`);
  }
}

/** Signals by name; numbers are Linux'. */
export type Signal =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGPIPE'
  | 'SIGALRM'
  | 'SIGTERM'
  | 'SIGCHLD'
  | 'SIGCONT'
  | 'SIGSTOP'
  | 'SIGTSTP'
  | 'SIGTTIN'
  | 'SIGTTOU'
  | 'SIGWINCH';

/** How a process ended: a code, or the signal that ended it (code is then 128 + its number). */
export interface ExitStatus {
  code: number;
  signal?: Signal;
  /** The kernel killed it for memory. */
  oom?: boolean;
}

/** Bytes to read. `read` resolves to undefined at the end; a pending read rejects when the process is killed. */
export interface Source {
  read(): Promise<Uint8Array | undefined>;
  /** Gives bytes back that were read too far; the next read returns them first. */
  unread(bytes: Uint8Array): void;
  close(): void;
}

/** Bytes to write. `write` resolves when there is room again; rejects with EPIPE when nobody reads any more. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
}

/** A terminal that a process may be attached to. Line discipline (echo, ^C, ^D, ^Z, cooked mode) lives in it. */
export interface Tty {
  size(): { columns: number; rows: number };
  /** Raw mode: bytes come one by one, no echo, no signals. Returns the way back. */
  raw(): () => void;
  /** Makes a process group (by the pid that leads it) the one that ^C and ^Z go to; undefined: all on the terminal. */
  setForeground(group: number | undefined): void;
}

/** The one whose rights a system call is checked against. */
export interface Credentials {
  uid: number;
  gid: number;
  groups: readonly number[];
}

/** Kinds of directory entries. */
export type FileType = 'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'device';

/** What stat(2) tells. Times are milliseconds since the epoch; mode holds the permission bits (0o7777). */
export interface Stat {
  type: FileType;
  mode: number;
  uid: number;
  gid: number;
  size: number;
  mtime: number;
  inode: number;
  links: number;
  /** Major and minor number of a device. */
  device?: [number, number];
}

/**
 * A file tree as one process sees it: image layers, the writable layer, mounts, /proc and /dev. All calls are
 * synchronous (trees live in memory; bind mounts use synchronous calls of the real system), take absolute or cwd-relative
 * paths, check permissions against the credentials of the process, and throw SysError.
 */
export interface Files {
  stat(path: string): Stat;
  lstat(path: string): Stat;
  exists(path: string): boolean;
  readFile(path: string): Uint8Array;
  /** Creates or replaces; `mode` counts for new files only, before the umask. */
  writeFile(path: string, bytes: Uint8Array, mode?: number): void;
  appendFile(path: string, bytes: Uint8Array): void;
  /** Names in the folder, sorted, without . and .. */
  readdir(path: string): string[];
  mkdir(path: string, mode?: number): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  rename(from: string, to: string): void;
  symlink(target: string, path: string): void;
  link(existing: string, path: string): void;
  readlink(path: string): string;
  realpath(path: string): string;
  chmod(path: string, mode: number): void;
  chown(path: string, uid: number, gid: number): void;
  utimes(path: string, mtime: number): void;
  truncate(path: string, size: number): void;
  mkfifo(path: string, mode?: number): void;
  /** Calls after the file at this path changed (inotify); returns the way to stop. */
  watch(path: string, changed: () => void): () => void;
}

/** One end of a TCP connection between simulated machines, or to the real loopback for published ports. */
export interface Connection extends Source, Sink {
  readonly local: { address: string; port: number };
  readonly remote: { address: string; port: number };
  /** Says that no more will be written (FIN); reading goes on. */
  end(): void;
}

/** A listening TCP socket. `accept` resolves to undefined once closed. */
export interface Listener {
  readonly address: string;
  readonly port: number;
  accept(): Promise<Connection | undefined>;
  close(): void;
}

/** A network interface as `ip addr` shows it. */
export interface NetworkInterface {
  name: string;
  mac: string;
  mtu: number;
  /** "172.17.0.2/16" */
  addresses: string[];
}

/** DNS answers; an empty list of a known name is NODATA. Throws SysError ENOENT for NXDOMAIN, ETIMEDOUT for no server. */
export interface DnsAnswer {
  name: string;
  type: 'A' | 'AAAA' | 'CNAME' | 'PTR' | 'SRV' | 'TXT' | 'NS' | 'SOA';
  ttl: number;
  data: string;
}

/** The network namespace of a process. */
export interface NetworkStack {
  interfaces(): NetworkInterface[];
  routes(): { destination: string; gateway?: string; device: string }[];
  /** Sockets of the namespace, for netstat and ss. */
  sockets(): { protocol: 'tcp' | 'udp'; local: string; remote: string; state: string; pid?: number }[];
  /** Throws EADDRINUSE, EADDRNOTAVAIL. Address "0.0.0.0" and "::" mean all. */
  listen(port: number, address?: string): Listener;
  /** Address, not name. Rejects with ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, or ETIMEDOUT after the clock's timeout. */
  connect(address: string, port: number, options?: { timeoutMs?: number }): Promise<Connection>;
  /** Asks one server (default: those of /etc/resolv.conf) for exactly this name. */
  query(
    name: string,
    type: DnsAnswer['type'],
    server?: string,
  ): Promise<{ server: string; answers: DnsAnswer[] }>;
  /** Addresses of a name as the C library finds them: /etc/hosts, search domains, DNS. */
  lookup(name: string, family?: 4 | 6): Promise<string[]>;
  /** Milliseconds of a round trip; rejects like connect. */
  ping(address: string): Promise<number>;
}

/** What another process of the same PID namespace can see of a process. */
export interface ProcessInfo {
  pid: number;
  ppid: number;
  user: number;
  argv: readonly string[];
  state: 'R' | 'S' | 'T' | 'Z';
  startedAt: number;
  /** Bytes of memory in use, milliseconds of CPU used. */
  memory: number;
  cpu: number;
  tty: boolean;
}

/**
 * How to start a program. Everything left out is inherited from the process that starts it. Descriptors are duplicated
 * for the child, which closes its copies when it ends; whoever starts it still has to close its own.
 */
export interface SpawnOptions {
  /** argv[0] is the name the program sees; `file` says what is executed (default argv[0], looked up in PATH). */
  argv: readonly string[];
  file?: string;
  /** fork(2): what the process runs in place of a file; nothing is looked up (subshells, workers of a server). */
  program?: Program;
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  stdin?: Source;
  stdout?: Sink;
  stderr?: Sink;
  /** Further open descriptors, by number (3 and up). */
  fds?: Readonly<Record<number, Source | Sink>>;
  credentials?: Credentials;
  /** Starts a process group of its own (job control). */
  newGroup?: boolean;
}

/** A started child process. */
export interface Child {
  readonly pid: number;
  readonly exited: Promise<ExitStatus>;
}

/**
 * What a running program has: its system calls. A program does all its waiting through these (or through promises made
 * of them), so that SIGKILL ends it at once: every pending and later call then rejects.
 */
export interface ProcessContext {
  readonly pid: number;
  readonly ppid: number;
  readonly argv: readonly string[];
  /** The environment of the process; a copy of its own. */
  readonly env: Record<string, string>;
  readonly credentials: Credentials;
  readonly hostname: string;
  readonly clock: Clock;
  readonly fs: Files;
  readonly net: NetworkStack;
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly fds: Readonly<Record<number, Source | Sink>>;
  /** The terminal that stdin, stdout or stderr is, if one is. */
  readonly tty: Tty | undefined;
  isTty(fd: 0 | 1 | 2): boolean;
  cwd(): string;
  chdir(path: string): void;
  umask(mask?: number): number;
  /** Opens for reading or writing as a stream: files, /dev/null, /dev/zero, /dev/stdout, /proc/self/fd/N, FIFOs. */
  openRead(path: string): Source;
  openWrite(path: string, options?: { append?: boolean }): Sink;
  pipe(): { source: Source; sink: Sink };
  sleep(ms: number): Promise<void>;
  /** Throws ENOENT, EACCES, ENOEXEC as execve(2) does. */
  spawn(options: SpawnOptions): Child;
  /** Becomes another program: same pid, descriptors kept. Resolves with its exit code, which the caller must return. */
  exec(options: SpawnOptions): Promise<number>;
  /** Own handling of a signal. SIGKILL and SIGSTOP can not be handled. PID 1 ignores what it does not handle. */
  onSignal(signal: Signal, handle: (() => void) | 'default' | 'ignore'): void;
  /** pid > 0: a process; pid < 0: a process group. Throws ESRCH, EPERM. */
  kill(pid: number, signal: Signal): void;
  processes(): ProcessInfo[];
  /** Says how many bytes the program holds now. Over the cgroup's limit the kernel kills. */
  useMemory(bytes: number): void;
  /** Says that the program computed for so many milliseconds. */
  useCpu(ms: number): void;
  /** Limits of the cgroup: bytes and CPUs, undefined for none; and of `ulimit -n`. */
  readonly limits: { memory?: number; cpus?: number; readonly openFiles?: number };
  /** Aborted when the process was killed. */
  readonly killed: AbortSignal;
}

/**
 * A program: what an executable file does when it runs. Returns its exit code. Executables are files whose content is
 * `executableImage(name)`, so that images, copies, archives and COPY --from carry programs like any other bytes; scripts
 * with a #! line work as on Linux; anything else is ENOEXEC.
 */
export type Program = (context: ProcessContext) => Promise<number>;

/** Finds programs by the name in an executable file; lazy, so that unused ones cost nothing. */
export interface ProgramRegistry {
  find(name: string): (() => Promise<Program>) | undefined;
}

const magic = '\x7fELF\x02\x01\x01kube-tutor program ';

/** The bytes of an executable file that runs the program of this name. */
export function executableImage(name: string): Uint8Array {
  return new TextEncoder().encode(`${magic}${name}\n`);
}

/** The program's name in an executable file, undefined for other files. */
export function programName(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  return head.startsWith(magic) ? head.slice(magic.length, head.indexOf('\n')) : undefined;
}
