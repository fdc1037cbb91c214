import { SysError } from '../../../host/contract.js';
import { strerror } from '../../lib/errors.js';
import { write } from '../../lib/io.js';
import { findSignal, signalNumbers } from '../../lib/signals.js';
import { ShellError } from '../errors.js';
import { describeJob, findJob, forgetJob, waitForeground } from '../jobs.js';
import { sink } from '../report.js';
import type { Job, Shell } from '../state.js';
import { untilSignal } from '../traps.js';

async function settleJob(shell: Shell, job: Job): Promise<number> {
  const waiting = Promise.all(job.children.map((child) => child.exited)).then((all) => all.at(-1)?.code ?? 0);
  const status = await untilSignal(shell, waiting);
  if (job.status) forgetJob(shell, job);
  return status;
}

/** `wait [pid|%job...]`; ends early with 128 + n when a trapped signal comes. */
export async function wait(shell: Shell, args: string[]): Promise<number> {
  if (args.length === 0) {
    for (const job of [...shell.jobs]) {
      const status = await settleJob(shell, job);
      if (!job.status) return status;
    }
    return 0;
  }
  let status = 0;
  for (const arg of args) {
    const job = findJob(shell, arg);
    status = job ? await settleJob(shell, job) : 127;
  }
  return status;
}

/** `jobs [-l|-p]` */
export async function jobs(shell: Shell, args: string[]): Promise<number> {
  for (const job of [...shell.jobs]) {
    const text = args.includes('-p') ? `${job.pids[0]}\n` : describeJob(shell, job, args.includes('-l'));
    await write(sink(shell, 1), text);
    if (job.status) forgetJob(shell, job);
  }
  return 0;
}

function required(shell: Shell, name = '%%'): Job {
  const job = findJob(shell, name.startsWith('%') ? name : `%${name}`);
  if (!job) throw new ShellError(name === '%%' ? '%%: no such job' : `${name}: no such job`);
  return job;
}

/** `fg [job]` */
export async function foreground(shell: Shell, [name]: string[]): Promise<number> {
  const job = required(shell, name);
  await write(sink(shell, 1), `${job.source}\n`);
  for (const pid of job.pids) resume(shell, pid);
  const status = await waitForeground(shell, job.children);
  forgetJob(shell, job);
  return status;
}

/** `bg [job]` */
export async function background(shell: Shell, [name]: string[]): Promise<number> {
  const job = required(shell, name);
  for (const pid of job.pids) resume(shell, pid);
  await write(sink(shell, 1), `[${job.id}] ${job.source}\n`);
  return 0;
}

function resume(shell: Shell, pid: number): void {
  try {
    shell.context.kill(pid, 'SIGCONT');
  } catch (error) {
    if (!(error instanceof SysError) || shell.context.killed.aborted) throw error;
  }
}

/** `kill [-signal|-s signal] pid|%job...`, `kill -l [number]` */
export async function kill(shell: Shell, args: string[]): Promise<number> {
  const words = [...args];
  let name = 'TERM';
  if (words[0] === '-l') return listSignals(shell, words.slice(1));
  if (words[0] === '-s') [, name = ''] = words.splice(0, 2);
  else if (/^-[A-Za-z0-9]+$/.test(words[0] ?? '')) name = (words.shift() ?? '').slice(1);
  if (words[0] === '--') words.shift();
  const signal = name === '0' ? undefined : findSignal(name);
  const say = (text: string) => write(sink(shell, 2), `${shell.name}: ${text}\n`);
  if (!signal && name !== '0') {
    await say(`bad signal name '${name}'`);
    return 1;
  }
  if (words.length === 0) {
    await say('you need to specify whom to kill');
    return 1;
  }
  let status = 0;
  for (const word of words) {
    const job = word.startsWith('%') ? required(shell, word) : undefined;
    const targets = job ? job.pids : [Number(word)];
    for (const pid of targets) {
      if (!Number.isInteger(pid)) {
        await say(`invalid number '${word}'`);
        status = 1;
        continue;
      }
      try {
        if (signal) shell.context.kill(pid, signal);
        else if (!shell.context.processes().some((process) => process.pid === pid))
          throw new SysError('ESRCH');
      } catch (error) {
        if (!(error instanceof SysError) || shell.context.killed.aborted) throw error;
        await say(`can't kill pid ${pid}: ${strerror(error.code)}`);
        status = 1;
      }
    }
  }
  return status;
}

async function listSignals(shell: Shell, words: string[]): Promise<number> {
  const entries = Object.entries(signalNumbers);
  for (const word of words) {
    const signal = findSignal(Number(word) > 128 ? String(Number(word) - 128) : word);
    if (!signal) {
      await write(sink(shell, 2), `${shell.name}: unknown signal '${word}'\n`);
      return 1;
    }
    const shown = /^\d+$/.test(word) ? signal.slice(3) : String(signalNumbers[signal]);
    await write(sink(shell, 1), `${shown}\n`);
  }
  if (words.length === 0)
    for (const [signal, number] of entries)
      await write(sink(shell, 1), `${String(number).padStart(2)}) ${signal.slice(3)}\n`);
  return 0;
}
