import { SysError, type Credentials } from '../../host/contract.js';
import type { KernelFiles } from '../../host/fs/files.js';
import { filesOf } from '../../host/process/context.js';
import type { Description } from '../../host/process/description.js';
import { findInPath, resolveExecutable, type Executable } from '../../host/process/execute.js';
import type { Isolation, Process } from '../../host/process/process.js';
import { createProcess } from '../../host/process/start.js';
import type { Terminal } from '../../host/process/tty.js';
import { findUser, UnknownUser } from '../../host/process/users.js';
import { ApiError } from '../errors.js';

/** A process that can not be started: what the OCI runtime says, and the exit code that stands for it. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** What to start in a container, and as whom. */
export interface LaunchSpec {
  argv: readonly string[];
  env: Record<string, string>;
  user: string;
  groups?: readonly string[];
  workdir: string;
  fds: ReadonlyMap<number, Description>;
  terminal?: Terminal;
  /** Makes the working directory when it is missing (containers do, execs do not). */
  makeWorkdir?: boolean;
  /** A program that runs in place of the file (docker-init), given what the file is. */
  wrap?: (executable: Executable) => Executable;
}

const start = 'unable to start container process: ';
const reasons: Partial<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  ENOTDIR: 'not a directory',
  ENOEXEC: 'exec format error',
  ELOOP: 'too many levels of symbolic links',
};

/** Files of a container as its root sees them, before there is a process. */
function probeFiles(isolation: Isolation, spec: LaunchSpec): { probe: Process; files: KernelFiles } {
  const root: Credentials = { uid: 0, gid: 0, groups: [0] };
  const probe = createProcess(
    { ...isolation, pids: { next: 0, processes: new Map() } },
    { argv: spec.argv, env: spec.env, cwd: '/', credentials: root, fds: new Map() },
  );
  return { probe, files: filesOf(probe) };
}

function accountFiles(files: KernelFiles): { passwd: string; group: string } {
  const read = (path: string) => {
    try {
      return new TextDecoder().decode(files.readFile(path));
    } catch {
      return '';
    }
  };
  return { passwd: read('/etc/passwd'), group: read('/etc/group') };
}

/**
 * Makes a process in a container, not yet running. Throws LaunchError as the OCI runtime refuses (command not found, not
 * executable, no such folder) and ApiError for users that there are not.
 */
export function launch(isolation: Isolation, spec: LaunchSpec): { process: Process; executable: Executable } {
  const { probe, files } = probeFiles(isolation, spec);
  const user = userOf(spec, accountFiles(files));
  const env = { ...spec.env };
  env.HOME ??= user.home;
  const cwd = workdirOf(files, spec, user.credentials);
  probe.credentials = user.credentials;
  probe.cwd = cwd;
  const executable = executableOf(isolation, files, spec, user.credentials, env);
  const process = createProcess(isolation, {
    argv: spec.argv,
    env,
    cwd,
    credentials: user.credentials,
    fds: spec.fds,
    tty: spec.terminal,
  });
  return { process, executable: spec.wrap ? spec.wrap(executable) : executable };
}

/** Throws the engine's 400 when a user is not in the container's files. */
export function demandUser(isolation: Isolation, user: string): void {
  const spec = { argv: ['true'], env: {}, user, workdir: '/', fds: new Map<number, Description>() };
  userOf(spec, accountFiles(probeFiles(isolation, spec).files));
}

function userOf(spec: LaunchSpec, files: { passwd: string; group: string }) {
  try {
    return findUser(spec.user, files, spec.groups);
  } catch (error) {
    if (error instanceof UnknownUser) throw new ApiError(400, error.message);
    throw error;
  }
}

function workdirOf(files: ReturnType<typeof filesOf>, spec: LaunchSpec, who: Credentials): string {
  const path = spec.workdir || '/';
  try {
    if (spec.makeWorkdir && !files.exists(path)) makeFolders(files, path, who);
    const place = files.place(path);
    if (!place.node) throw new SysError('ENOENT', path);
    if (place.node.stat().type !== 'directory') throw new SysError('ENOTDIR', path);
    return place.path;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new LaunchError(
      `${start}chdir to cwd ("${path}") set in config.json failed: ${reasons[error.code] ?? error.code}`,
      127,
    );
  }
}

function makeFolders(files: ReturnType<typeof filesOf>, path: string, who: Credentials): void {
  const parts = path.split('/').filter(Boolean);
  for (let i = 1; i <= parts.length; i++) {
    const at = `/${parts.slice(0, i).join('/')}`;
    if (files.exists(at)) continue;
    files.mkdir(at, 0o755);
    if (i === parts.length) files.place(at).node?.setOwner(who.uid, who.gid);
  }
}

function executableOf(
  isolation: Isolation,
  files: ReturnType<typeof filesOf>,
  spec: LaunchSpec,
  who: Credentials,
  env: Record<string, string>,
): Executable {
  const [command = ''] = spec.argv;
  try {
    const path = findInPath(files, who, command, env.PATH);
    return resolveExecutable(isolation.kernel, files, who, path, spec.argv);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code === 'ENOENT' && !command.includes('/'))
      throw new LaunchError(`${start}exec: "${command}": executable file not found in $PATH`, 127);
    if (error.code === 'ENOEXEC' || (error.code === 'ENOENT' && files.exists(command)))
      return failing(command, reasons[error.code] ?? error.code);
    const why =
      error.code === 'EACCES' ? 'permission denied' : `stat ${command}: ${reasons[error.code] ?? error.code}`;
    throw new LaunchError(`${start}exec: "${command}": ${why}`, error.code === 'EACCES' ? 126 : 127);
  }
}

/** What the runtime's own process does when the kernel refuses the file at last: a line on stderr and exit code 255. */
function failing(command: string, why: string): Executable {
  const text = new TextEncoder().encode(`exec ${command}: ${why}\n`);
  return {
    argv: [command],
    load: () =>
      Promise.resolve(async (context) => {
        await context.stderr.write(text);
        return 255;
      }),
  };
}
