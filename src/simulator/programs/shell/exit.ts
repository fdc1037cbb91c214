import { SysError } from '../../host/contract.js';
import { Jump, ShellError, ShellSyntaxError } from './errors.js';
import { complain } from './report.js';
import { runTrap } from './traps.js';
import type { Shell } from './state.js';

/** The status of something that may jump out: reports errors that end a shell. */
async function settle(shell: Shell, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Jump) return error.to === 'interrupt' ? 130 : error.value & 255;
    if (error instanceof ShellSyntaxError) {
      shell.command = undefined;
      await complain(shell, `syntax error: ${error.message}`);
      return 2;
    }
    if (error instanceof ShellError) {
      await complain(shell, error.message);
      return error.status;
    }
    if (error instanceof SysError && error.code === 'EPIPE' && !shell.context.killed.aborted)
      return brokenPipe(shell);
    throw error;
  }
}

/** Nobody reads what a builtin writes: the shell gets the signal that the kernel would send. */
function brokenPipe(shell: Shell): number {
  shell.context.kill(shell.context.pid, 'SIGPIPE');
  return 141;
}

/** Runs a shell to its end: whatever stops it, the EXIT trap comes last. Gives the exit code. */
export async function runToExit(shell: Shell, run: () => Promise<number>): Promise<number> {
  let status = await settle(shell, run);
  const action = shell.traps.get('EXIT');
  if (action) {
    shell.traps.delete('EXIT');
    shell.status = status;
    status = await settle(shell, async () => {
      await runTrap(shell, action);
      return status;
    });
  }
  return status;
}
