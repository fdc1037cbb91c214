import type { Child, SpawnOptions, Sink, Source } from '../../host/contract.js';
import { cloneShell, exportedVariables, type Shell } from './state.js';
import { runToExit } from './exit.js';

/** Descriptors for a child: those of the shell, with some replaced. */
export function childDescriptors(
  shell: Shell,
  replaced: { stdin?: Source; stdout?: Sink } = {},
): Pick<SpawnOptions, 'stdin' | 'stdout' | 'stderr' | 'fds'> {
  const at = (fd: number) => shell.fds.get(fd);
  const stdin = replaced.stdin ?? (at(0) as Source | undefined) ?? shell.context.openRead('/dev/null');
  const stdout = replaced.stdout ?? (at(1) as Sink | undefined) ?? shell.context.openWrite('/dev/null');
  const stderr = (at(2) as Sink | undefined) ?? shell.context.openWrite('/dev/null');
  const fds = Object.fromEntries([...shell.fds].filter(([fd]) => fd > 2));
  return { stdin, stdout, stderr, fds };
}

/** Runs part of the script in a process of its own, with a copy of the shell's state. */
export function fork(
  shell: Shell,
  run: (subshell: Shell) => Promise<number>,
  options: { stdin?: Source; stdout?: Sink; newGroup?: boolean } = {},
): Child {
  const copy = cloneShell(shell, shell.context);
  return shell.context.spawn({
    argv: shell.context.argv,
    env: exportedVariables(shell),
    ...childDescriptors(shell, options),
    ...(options.newGroup ? { newGroup: true } : {}),
    program: (context) => {
      const subshell = { ...copy, context, fds: cloneShell(copy, context).fds };
      return runToExit(subshell, () => run(subshell));
    },
  });
}
