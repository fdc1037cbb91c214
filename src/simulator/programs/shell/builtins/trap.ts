import { write } from '../../lib/io.js';
import { findSignal } from '../../lib/signals.js';
import { complain, sink } from '../report.js';
import type { Shell } from '../state.js';
import { setTrap } from '../traps.js';

/** `trap [action] signal...`, `trap` */
export async function trap(shell: Shell, args: string[]): Promise<number> {
  const words = args[0] === '--' || args[0] === '-p' ? args.slice(1) : args;
  if (words.length === 0) {
    for (const [signal, action] of shell.traps) {
      const quoted = `'${action.replaceAll("'", `'"'"'`)}'`;
      await write(sink(shell, 1), `trap -- ${quoted} ${signal === 'EXIT' ? 'EXIT' : signal.slice(3)}\n`);
    }
    return 0;
  }
  const resets = words.length === 1 || /^\d+$/.test(words[0] ?? '') || words[0] === '-';
  const signals = words.length === 1 || /^\d+$/.test(words[0] ?? '') ? words : words.slice(1);
  let status = 0;
  for (const name of signals) {
    const signal = name === '0' || name.toUpperCase() === 'EXIT' ? 'EXIT' : findSignal(name);
    if (signal) setTrap(shell, signal, resets ? undefined : words[0]);
    else {
      await complain(shell, `${name}: invalid signal specification`);
      status = 1;
    }
  }
  return status;
}
