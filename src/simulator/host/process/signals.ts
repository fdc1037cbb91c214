import type { Signal } from '../contract.js';

/** Linux numbers of the signals that the machines know. */
export const signalNumbers: Readonly<Record<Signal, number>> = {
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

/** What happens to a process that does not handle the signal. */
export type DefaultAction = 'terminate' | 'ignore' | 'stop' | 'continue';

/** signal(7): the default action of each signal. */
export function defaultAction(signal: Signal): DefaultAction {
  switch (signal) {
    case 'SIGCHLD':
    case 'SIGWINCH':
      return 'ignore';
    case 'SIGCONT':
      return 'continue';
    case 'SIGSTOP':
    case 'SIGTSTP':
    case 'SIGTTIN':
    case 'SIGTTOU':
      return 'stop';
    default:
      return 'terminate';
  }
}

/** Finds a signal by name ("SIGTERM", "TERM", "term") or number ("15"); undefined when the machines do not know it. */
export function findSignal(text: string): Signal | undefined {
  const name = text.toUpperCase();
  const full = name.startsWith('SIG') ? name : `SIG${name}`;
  return (Object.keys(signalNumbers) as Signal[]).find(
    (signal) => signal === full || String(signalNumbers[signal]) === text,
  );
}
