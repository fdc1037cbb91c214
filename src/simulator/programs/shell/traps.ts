import type { Signal } from '../../host/contract.js';
import { signalNumbers } from '../lib/signals.js';
import type { Shell } from './state.js';
import { runText } from './scripts.js';

/** Sets what a signal does: an action, "" to ignore it, undefined for the default. */
export function setTrap(shell: Shell, signal: Signal | 'EXIT', action: string | undefined): void {
  if (action === undefined) shell.traps.delete(signal);
  else shell.traps.set(signal, action);
  if (signal === 'EXIT') return;
  if (action === '') shell.context.onSignal(signal, 'ignore');
  else if (action !== undefined) shell.context.onSignal(signal, () => arrive(shell, signal));
  else restoreSignal(shell, signal);
}

function restoreSignal(shell: Shell, signal: Signal): void {
  const kept = shell.options.has('interactive') && (signal === 'SIGINT' || signal === 'SIGTERM');
  shell.context.onSignal(signal, kept ? () => interrupt(shell, signal) : 'default');
}

/** An interactive shell lives on after ^C, and does not care about TERM. */
export function guardInteractive(shell: Shell): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) restoreSignal(shell, signal);
  shell.context.onSignal('SIGTSTP', () => {});
}

function interrupt(shell: Shell, signal: Signal): void {
  if (signal !== 'SIGINT') return;
  shell.interrupted = true;
  shell.wake?.();
}

function arrive(shell: Shell, signal: Signal): void {
  shell.pending.push(signal);
  shell.wake?.();
}

/** Runs the actions of signals that came; they leave $? as it was. */
export async function runPendingTraps(shell: Shell): Promise<void> {
  while (shell.pending.length) {
    const signal = shell.pending.shift();
    const action = signal && shell.traps.get(signal);
    if (action) await runTrap(shell, action);
  }
}

/** Runs the action of a trap. */
export async function runTrap(shell: Shell, action: string): Promise<void> {
  const { status } = shell;
  await runText(shell, action);
  shell.status = status;
}

/** Resolves when the promise does, or with 128 + n as soon as a trapped signal comes. */
export function untilSignal(shell: Shell, promise: Promise<number>): Promise<number> {
  const first = shell.pending[0];
  if (first) return Promise.resolve(128 + signalNumbers[first]);
  return new Promise((resolve, reject) => {
    shell.wake = () => {
      const signal = shell.pending[0] ?? 'SIGINT';
      resolve(128 + signalNumbers[signal]);
    };
    promise.then(resolve, reject);
  });
}
