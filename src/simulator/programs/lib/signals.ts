import type { Signal } from '../../host/contract.js';
import { signalNumbers } from '../../host/process/signals.js';

export { signalNumbers };

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
