import type { Signal } from '../../host/contract.js';
import type { Executable } from '../../host/process/execute.js';

const forwarded: readonly Signal[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGCONT',
];

/** docker run --init: PID 1 is a small init that starts the command, hands signals on and reaps. */
export function withInit(executable: Executable): Executable {
  return {
    argv: ['/sbin/docker-init', '--', ...executable.argv],
    load: () =>
      Promise.resolve(async (context) => {
        const program = await executable.load();
        const child = context.spawn({ argv: executable.argv, program, newGroup: true });
        context.tty?.setForeground(child.pid);
        for (const signal of forwarded) context.onSignal(signal, () => context.kill(child.pid, signal));
        return (await child.exited).code;
      }),
  };
}
