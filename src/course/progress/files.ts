import { chmod, copyFile, link, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { TutorError } from '../../errors.js';

/** Where progress is kept: `$XDG_STATE_HOME/kube-tutor`, by default `~/.local/state/kube-tutor`. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env['XDG_STATE_HOME'];
  // The XDG specification: a relative path there is to be ignored.
  return join(base && isAbsolute(base) ? base : join(homedir(), '.local', 'state'), 'kube-tutor');
}

/** Makes the folder, for its owner only. */
export async function makeFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
}

/** Text of a file; undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A file written and on disk, which takes the place of another in one step, or goes away. */
export interface PreparedFile {
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Writes beside the path, so that whoever reads the path sees the old text or the new, never a part. */
export async function prepareFile(path: string, text: string): Promise<PreparedFile> {
  const temporary = `${path}${temporarySuffix()}`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return {
    async commit() {
      await rename(temporary, path);
      await syncFolder(dirname(path));
    },
    discard: () => rm(temporary, { force: true }),
  };
}

/** Keeps the file that stands at `path` under a second name, replacing what had that name. */
export async function keepAs(path: string, kept: string): Promise<void> {
  const temporary = `${kept}${temporarySuffix()}`;
  // Some file systems have no hard links.
  await link(path, temporary).catch(() => copyFile(path, temporary));
  await rename(temporary, kept);
}

/** Ends the name of a temporary file; no two of one process are alike, and process ids tell processes apart. */
function temporarySuffix(): string {
  const random = Math.floor(Math.random() * 0x1_0000_0000);
  return `.tmp-${process.pid}-${random.toString(16).padStart(8, '0')}`;
}

/** Removes what killed programs left half written: temporary files older than a minute. */
export async function removeLeftovers(dir: string, now: number): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!/\.tmp-\d+-[0-9a-f]{8}$/.test(name)) continue;
    const path = join(dir, name);
    const { mtimeMs } = await lstat(path).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > 60_000) await rm(path, { force: true });
  }
}

/** Makes a rename survive a power cut, where the file system can do that. */
async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  try {
    await folder.sync().catch(() => undefined);
  } finally {
    await folder.close();
  }
}

/** The error for a file system that does not let us keep progress. */
export function stateError(path: string, error: unknown): TutorError {
  if (error instanceof TutorError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const says = {
    EACCES: 'permission is denied',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
  }[code ?? ''];
  return new TutorError('state-unreadable', `Progress can not be kept: ${says ?? message}.`, {
    where: path,
    next: 'Make that folder writable, or set XDG_STATE_HOME to another one.',
    cause: error,
  });
}
