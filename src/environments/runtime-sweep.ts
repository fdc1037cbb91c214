import { execFile } from 'node:child_process';
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * When a process began, as a word that no later process with its number has; undefined when there is no such process or
 * the system does not tell. From /proc/PID/stat (ticks since boot) or `ps`.
 */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field is the program's name in brackets and may hold blanks; the start is the 22nd.
  if (stat !== undefined) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  if (process.platform === 'linux' || process.platform === 'win32') return undefined;
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'lstart=', '-p', String(pid)], (error, stdout) =>
      resolve(error ? undefined : stdout.replace(/\W+/g, '') || undefined),
    );
  });
}

/** Name of a process's runtime folder: its number and its start, so that a number used again is told apart. */
export async function processName(pid: number): Promise<string> {
  return `p${pid}-${(await startOf(pid)) ?? '0'}`;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isDead(name: string, pid: number): Promise<boolean> {
  return !exists(pid) || (await processName(pid)) !== name;
}

/** Removes the runtime folders of processes that are gone. Touches only folders with names of our own making. */
export async function sweep(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const pid = /^p(\d{1,10})-\w+$/.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(root, name);
    const stat = await lstat(path).catch(() => undefined);
    if (stat?.isDirectory() && (await isDead(name, Number(pid))))
      await rm(path, { recursive: true, force: true });
  }
}
