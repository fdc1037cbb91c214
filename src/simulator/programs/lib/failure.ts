import { SysError, type ProcessContext, type Program } from '../../host/contract.js';
import { strerror } from './errors.js';
import { write } from './io.js';

/** A program gives up: the words it prints after its name, and its exit code. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    message: string,
    readonly code = 1,
  ) {
    super(message);
  }
}

/**
 * Runs a program's own code: a Failure or a failed system call becomes "name: words" and an exit code, a pipe that nobody
 * reads ends it by SIGPIPE, as the kernel does.
 */
export async function guarded(
  context: ProcessContext,
  name: string,
  run: () => Promise<number>,
): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (context.killed.aborted) throw error;
    if (error instanceof SysError && error.code === 'EPIPE') {
      context.kill(context.pid, 'SIGPIPE');
      return 141;
    }
    if (error instanceof Failure) {
      await write(context.stderr, `${name}: ${error.message}\n`);
      return error.code;
    }
    if (error instanceof SysError) {
      const path = error.path === undefined ? '' : `${error.path}: `;
      await write(context.stderr, `${name}: ${path}${strerror(error.code)}\n`);
      return 1;
    }
    throw error;
  }
}

/** A program that fails the way `guarded` does. */
export function guardedProgram(name: string, program: Program): Program {
  return (context) => guarded(context, name, () => program(context));
}
