import type { Child, ExitStatus } from '../../host/contract.js';
import { background } from '../lib/background.js';
import { write } from '../lib/io.js';
import { signalMessages, signalNumbers } from '../lib/signals.js';
import type { ListItem } from './ast.js';
import { pipeTogether, runList } from './evaluate.js';
import { fork } from './fork.js';
import { sink } from './report.js';
import type { Job, Shell } from './state.js';

/** Waits for the processes of a foreground command; the status is that of the last one (see pipefail). */
export async function waitForeground(shell: Shell, children: readonly Child[]): Promise<number> {
  const statuses = await Promise.all(children.map((child) => child.exited));
  const last = statuses.at(-1) ?? { code: 0 };
  await tellSignal(shell, last);
  if (!shell.options.has('pipefail')) return last.code;
  return statuses.findLast((status) => status.code !== 0)?.code ?? 0;
}

async function tellSignal(shell: Shell, status: ExitStatus): Promise<void> {
  if (status.signal === 'SIGINT' && shell.options.has('interactive')) await write(sink(shell, 2), '\n');
  const message = status.signal && signalMessages[status.signal];
  if (message) await write(sink(shell, 2), `${message}\n`);
}

/** Starts a list in the background. */
export function startJob(shell: Shell, item: ListItem): void {
  const monitor = shell.options.has('monitor');
  const group = monitor ? { newGroup: true } : {};
  const simple = item.rest.length === 0 && !item.first.negated;
  const children =
    simple && item.first.commands.length > 1
      ? pipeTogether(shell, item.first.commands, group)
      : [
          fork(
            shell,
            (subshell) => {
              // ^C is for what runs in the foreground.
              for (const signal of ['SIGINT', 'SIGQUIT'] as const)
                subshell.context.onSignal(signal, 'ignore');
              if (!monitor) subshell.fds.set(0, subshell.context.openRead('/dev/null'));
              return runList(subshell, [{ ...item, background: false }], { exec: true });
            },
            group,
          ),
        ];
  const job: Job = {
    id: Math.max(0, ...shell.jobs.map((other) => other.id)) + 1,
    pids: children.map((child) => child.pid),
    children,
    source: item.source.replace(/\s*&$/, ''),
    status: undefined,
    reported: false,
  };
  for (const child of children.slice(-1))
    background(
      shell.context,
      child.exited.then((status) => (job.status = status)),
    );
  shell.jobs.push(job);
  shell.lastBackground = job.pids.at(-1);
}

/** The state of a job as `jobs` words it. */
export function describeJob(shell: Shell, job: Job, withPid = false): string {
  const live = shell.jobs;
  const mark = job === live.at(-1) ? '+' : job === live.at(-2) ? '-' : ' ';
  const pid = withPid ? `${job.pids[0]} ` : '';
  return `[${job.id}]${mark}  ${pid}${state(job).padEnd(24)}${job.source}\n`;
}

function state(job: Job): string {
  if (!job.status) return 'Running';
  if (job.status.signal) return signalMessages[job.status.signal] ?? job.status.signal.slice(3);
  return job.status.code === 0 ? 'Done' : `Done(${job.status.code})`;
}

/** Tells (at the prompt) of jobs that ended, and forgets them. */
export async function reportJobs(shell: Shell): Promise<void> {
  for (const job of shell.jobs.filter((each) => each.status)) {
    await write(sink(shell, 2), describeJob(shell, job));
    forgetJob(shell, job);
  }
}

/** Forgets a job that was waited for. */
export function forgetJob(shell: Shell, job: Job): void {
  shell.jobs = shell.jobs.filter((other) => other !== job);
}

/** A job by "%1", "%%", "%+", "%-", "%name" or the pid of one of its processes. */
export function findJob(shell: Shell, name: string): Job | undefined {
  if (!name.startsWith('%')) return shell.jobs.find((job) => job.pids.includes(Number(name)));
  const rest = name.slice(1);
  if (rest === '' || rest === '%' || rest === '+') return shell.jobs.at(-1);
  if (rest === '-') return shell.jobs.at(-2);
  if (/^\d+$/.test(rest)) return shell.jobs.find((job) => job.id === Number(rest));
  return shell.jobs.find((job) => job.source.startsWith(rest));
}

/** The status of a signal's end, 128 + its number. */
export function signalStatus(signal: keyof typeof signalNumbers): number {
  return 128 + signalNumbers[signal];
}
