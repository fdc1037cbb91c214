import type { ProcessContext } from '../../host/contract.js';
import { write } from '../lib/io.js';

/** pause: holds a pod's namespaces; waits for a signal to end. */
export async function pauseProgram(context: ProcessContext): Promise<number> {
  if (context.argv.includes('-v')) {
    await write(context.stdout, 'pause.c 3.10\n');
    return 0;
  }
  let leave: () => void = () => {};
  const leaving = new Promise<void>((resolve) => (leave = resolve));
  let words = '';
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    context.onSignal(signal, () => {
      words = `Shutting down, got signal: ${signal === 'SIGINT' ? 'Interrupt' : 'Terminated'}\n`;
      leave();
    });
  await leaving;
  await write(context.stderr, words);
  return 0;
}
