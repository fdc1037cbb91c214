import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TutorError } from '../errors.js';
import { processName, sweep } from './runtime-sweep.js';

/** The machine as this module sees it; injected so that tests have a home of their own. */
export interface FolderMachine {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
}

/** Where kube-tutor keeps what, after the XDG base directory rules. Absolute paths; none is made by asking. */
export interface Folders {
  config: string;
  /** Progress and ledgers: what must outlive the program. */
  state: string;
  /** Work folders of lessons. */
  data: string;
  /** Sockets of running programs. */
  runtime: string;
}

/** The folders for this environment and home. Relative paths in XDG variables do not count, as the rules say. */
export function folders({ env, home }: FolderMachine, temporary = tmpdir()): Folders {
  const base = (variable: string, fallback: string) => {
    const value = env[variable];
    return join(
      value?.startsWith('/') || /^[A-Za-z]:/.test(value ?? '') ? (value ?? '') : fallback,
      'kube-tutor',
    );
  };
  const user = process.getuid?.() ?? 'user';
  return {
    config: base('XDG_CONFIG_HOME', join(home, '.config')),
    state: base('XDG_STATE_HOME', join(home, '.local', 'state')),
    data: base('XDG_DATA_HOME', join(home, '.local', 'share')),
    runtime: env['XDG_RUNTIME_DIR']
      ? base('XDG_RUNTIME_DIR', temporary)
      : join(temporary, `kube-tutor-${user}`),
  };
}

/**
 * Makes a folder that only this user can look into, with the folders above it. Throws TutorError state-unreadable when
 * something else is in its place: in a folder for everybody, such as /tmp, that may be a trap.
 */
export function privateFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const stat = lstatSync(path);
    const uid = process.getuid?.();
    const ours = uid === undefined || (stat.uid === uid && (stat.mode & 0o077) === 0);
    if (stat.isDirectory() && ours) return path;
  } catch (cause) {
    throw new TutorError('state-unreadable', `The folder ${path} can not be made.`, {
      where: path,
      next: 'Check who owns the folders above it, and whether the disk is full.',
      cause,
    });
  }
  throw new TutorError('state-unreadable', `${path} is not a folder that only you can look into.`, {
    where: path,
    next: `Remove it, or make it yours alone: \`chmod 700 ${path}\`.`,
  });
}

/** Longest path of a unix socket: 108 bytes on Linux, 104 on macOS, with the closing zero. */
const socketLimit = 103;

/** This program's own folder for sockets; gone when the program ends in good order. */
export interface Runtime {
  path: string;
  /** Path for a socket of this name (a named pipe on Windows). Throws TutorError state-unreadable when too long. */
  socket(name: string): string;
  close(): void;
}

/** Makes this program's runtime folder and sweeps those of programs that were killed. */
export async function openRuntime(
  root: string,
  platform: NodeJS.Platform = process.platform,
): Promise<Runtime> {
  privateFolder(root);
  await sweep(root);
  const name = await processName(process.pid);
  const path = privateFolder(join(root, name));
  return {
    path,
    socket(socketName) {
      if (platform === 'win32') return `\\\\.\\pipe\\kube-tutor-${name}-${socketName}`;
      const socket = join(path, `${socketName}.sock`);
      if (Buffer.byteLength(socket) <= socketLimit) return socket;
      throw new TutorError('state-unreadable', `The path ${socket} is too long for a socket.`, {
        where: socket,
        next: 'Set XDG_RUNTIME_DIR to a folder with a short path, such as /run/user/1000.',
      });
    },
    close: () => rmSync(path, { recursive: true, force: true }),
  };
}
