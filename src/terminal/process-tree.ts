import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { SessionClock } from './clock.js';

/**
 * Processes of the session that `leader` leads, without the leader: everything it started, background jobs and
 * orphans included, but not what left the session by setsid(2). Where /proc is missing: its descendants.
 */
async function sessionMembers(leader: number): Promise<number[]> {
  return process.platform === 'linux' ? linuxMembers(leader) : descendants(leader);
}

async function linuxMembers(leader: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const members = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // proc(5): "pid (comm) state ppid pgrp session ..."; comm may hold spaces and parentheses.
      const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(session) === leader && state !== 'Z' && Number(pid) !== leader ? [Number(pid)] : [];
    }),
  );
  return members.flat();
}

async function descendants(leader: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set([leader]);
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const [pid, parent] of rows) if (pid && parent && found.has(parent)) found.add(pid);
  }
  found.delete(leader);
  return [...found];
}

/** Sends a signal; a process that is already gone is fine. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: it ended by itself.
  }
}

/** How long processes may take to end by themselves before they are killed, in milliseconds. */
const grace = 500;

/** Ends a session: a hang-up for all, as when a terminal closes, then SIGKILL for what is left after the grace. */
export async function endSession(
  leader: number,
  exited: Promise<unknown>,
  clock: SessionClock,
): Promise<void> {
  const pause = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  let leaderLives = true;
  void exited.then(() => (leaderLives = false));
  const until = clock.now() + grace;
  for (let round = 0; ; round++) {
    const members = await sessionMembers(leader);
    const left = leaderLives ? [leader, ...members] : members;
    if (left.length === 0) return;
    const late = clock.now() >= until;
    for (const pid of left) {
      if (late) signalProcess(pid, 'SIGKILL');
      // Twice, because bash that is just about to wait for a key sees a hang-up only with the next signal.
      else if (round === 0 || round === 4) hangUp(pid);
    }
    await Promise.race([pause(10), ...(leaderLives ? [exited] : [])]);
  }
}

function hangUp(pid: number): void {
  signalProcess(pid, 'SIGHUP');
  // A stopped job hears nothing until it is continued.
  signalProcess(pid, 'SIGCONT');
}
