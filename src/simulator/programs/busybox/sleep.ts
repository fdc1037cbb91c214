import { UsageError } from '../lib/options.js';
import { complain, type Applet } from './applet.js';

const units: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 };

/** Milliseconds of "1.5", "2m", "1h"; undefined for anything else. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  return match ? Number(match[1]) * (units[match[2] ?? ''] ?? 1) * 1000 : undefined;
}

/** `sleep [N]...` */
export const sleep: Applet = async (context, args) => {
  if (args.length === 0) throw new UsageError('');
  let total = 0;
  for (const arg of args) {
    if (arg === 'infinity' || arg === 'inf') total = Infinity;
    const ms = arg.startsWith('inf') ? 0 : readDuration(arg);
    if (ms === undefined) return complain(context, `invalid number '${arg}'`);
    total += ms;
  }
  // Timers of the real clock hold 31 bits of milliseconds.
  const longest = 2 ** 31 - 1;
  for (; total > longest; total -= longest) await context.sleep(longest);
  if (total > 0) await context.sleep(total);
  return 0;
};
