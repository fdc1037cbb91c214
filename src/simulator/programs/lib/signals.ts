import type { Signal } from '../../host/contract.js';

/** Signals with Linux' numbers on x86 and ARM. */
export const signalNumbers: Record<Signal, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGWINCH: 28,
};

/** A signal by name ("TERM", "sigterm") or number ("15"). */
export function findSignal(name: string): Signal | undefined {
  const number = Number(name);
  const upper = name.toUpperCase();
  return (Object.keys(signalNumbers) as Signal[]).find(
    (signal) =>
      signal === upper || signal === `SIG${upper}` || (name !== '' && signalNumbers[signal] === number),
  );
}

/** What a shell says of a process that a signal ended. */
export const signalMessages: Partial<Record<Signal, string>> = {
  SIGHUP: 'Hangup',
  SIGQUIT: 'Quit',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
};
