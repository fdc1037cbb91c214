import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

/** The program as it is shipped; `npm test` builds it first. */
export const kubeTutor = resolve(import.meta.dirname, '../../../bin/kube-tutor.js');

/** A socket that is not there: nothing in these tests finds an engine by accident. */
const noEngine = 'unix:///nonexistent/docker.sock';

/** A learner who has just arrived: an empty home, and nothing in the environment that is not named here. */
export interface Learner {
  home: string;
  env: Record<string, string>;
  progressFile: string;
}

/** Makes a learner; the home is gone after the test. */
export function newLearner(more: Record<string, string> = {}): Learner {
  const home = mkdtempSync(join(tmpdir(), 'kt-home-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  return {
    home,
    progressFile: join(home, 'state/kube-tutor/progress.json'),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      XDG_STATE_HOME: join(home, 'state'),
      XDG_DATA_HOME: join(home, 'data'),
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_CACHE_HOME: join(home, 'cache'),
      XDG_RUNTIME_DIR: join(home, 'run'),
      DOCKER_HOST: noEngine,
      ...more,
    },
  };
}

/** How a run without a terminal ended. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs a command line in a learner's home, with that text (and then the end) as its standard input. */
export function run(
  learner: Learner,
  file: string,
  args: readonly string[],
  input: string | undefined = undefined,
): Promise<Ran> {
  return new Promise((done, failed) => {
    const child = spawn(file, args, {
      cwd: learner.home,
      env: learner.env,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', failed);
    child.on('close', (code) => done({ code: code ?? -1, out, err }));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Runs kube-tutor without a terminal. */
export function runTutor(learner: Learner, args: readonly string[], input?: string): Promise<Ran> {
  return run(learner, process.execPath, [kubeTutor, ...args], input);
}

/** Processes below a process, as "pid name": Linux only, as /proc tells. */
export function descendants(pid: number): string[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return []; // It ended while we looked.
      }
    });
  const below = (of: number): string[] =>
    parents
      .filter(({ parent }) => parent === of)
      .flatMap((child) => [`${child.pid} ${child.command}`, ...below(child.pid)]);
  return below(pid);
}

/** Processes that were started in a learner's environment, without the ones named: orphans included. Linux only. */
export function processesOf({ home }: Learner, ...without: number[]): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name) || without.includes(Number(name))) return false;
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').includes(`XDG_STATE_HOME=${home}/`);
    } catch {
      return false; // It ended while we looked.
    }
  });
}
