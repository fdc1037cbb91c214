import { randomBytes } from 'node:crypto';
import { lstat, readlink, symlink, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** A lock is held for a few file operations. Beyond this age, in milliseconds, its holder is gone or was frozen. */
const staleMs = 10_000;
const retryMs = 4;

/** Proof of holding a lock. */
export interface Lock {
  /** False when someone took the lock away because it was held too long. */
  held(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * Takes the lock of that path, waiting as long as another program holds it. The lock is a symbolic link whose target
 * names its holder: made and read in one operation, so that a kill never leaves half a lock. The lock of a dead holder
 * is taken away under a second lock, so that two who find it dead can not remove each other's.
 */
export async function takeLock(path: string): Promise<Lock> {
  const mine = ownerText();
  while (!(await tryLink(mine, path))) {
    const owner = await ownerOf(path);
    if (owner !== undefined && (await isStale(owner, path))) await breakLock(path, owner);
    else await wait(retryMs + Math.random() * retryMs);
  }
  return {
    held: async () => (await ownerOf(path)) === mine,
    async release() {
      if ((await ownerOf(path)) === mine) await unlinkIfThere(path);
    },
  };
}

async function breakLock(path: string, stale: string): Promise<void> {
  const breaker = `${path}.break`;
  if (!(await tryLink(ownerText(), breaker))) {
    const other = await ownerOf(breaker);
    // Only a kill in the instant of breaking leaves this behind: no need to hurry, so age alone decides.
    if (other !== undefined && (await ageOf(breaker)) > staleMs) await unlinkIfThere(breaker);
    else await wait(retryMs);
    return;
  }
  try {
    if ((await ownerOf(path)) === stale) await unlinkIfThere(path);
  } finally {
    await unlinkIfThere(breaker);
  }
}

function ownerText(): string {
  return [process.pid, hostname(), randomBytes(8).toString('hex')].join('@');
}

/** Dead on this machine, or too old. Process ids of other machines and containers say nothing. */
async function isStale(owner: string, path: string): Promise<boolean> {
  const [pid, host] = owner.split('@');
  if (host === hostname() && !isAlive(Number(pid))) return true;
  return (await ageOf(path)) > staleMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Age by the clock of the file system's machine, in milliseconds; 0 when the file is gone. */
async function ageOf(path: string): Promise<number> {
  try {
    return Date.now() - (await lstat(path)).mtimeMs;
  } catch (error) {
    return unlessMissing(error, 0);
  }
}

async function tryLink(target: string, path: string): Promise<boolean> {
  try {
    await symlink(target, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function ownerOf(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    return unlessMissing(error, undefined);
  }
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    unlessMissing(error, undefined);
  }
}

function unlessMissing<T>(error: unknown, otherwise: T): T {
  if (codeOf(error) === 'ENOENT') return otherwise;
  throw error;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
