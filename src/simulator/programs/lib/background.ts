import type { ProcessContext } from '../../host/contract.js';

/** Lets work go on by itself. It ends with the process; any other failure of it is a bug and stays one. */
export function background(context: ProcessContext, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    if (!context.killed.aborted) throw error;
  });
}
