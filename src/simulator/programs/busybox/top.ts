import type { ProcessContext, ProcessInfo } from '../../host/contract.js';
import { userName } from '../lib/accounts.js';
import { write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { decode } from '../lib/text.js';
import type { Applet } from './applet.js';

type Order = 'cpu' | 'memory' | 'pid';

/** `top [-b] [-n COUNT] [-d SECONDS]`; keys: q quits, M, P and N sort. */
export const top: Applet = async (context, args) => {
  const options = getopt(args, 'bn:d:mH');
  const interactive = context.tty !== undefined && !options.has('b');
  const rounds = Number(options.value('n') ?? Infinity);
  const delay = Number(options.value('d') ?? 5) * 1000;
  const back = interactive ? context.tty?.raw() : undefined;
  let order: Order = 'cpu';
  let before = new Map<number, number>();
  let beforeAt = context.clock.now();
  let pending = interactive ? context.stdin.read() : undefined;
  try {
    for (let round = 0; round < rounds; round++) {
      const now = context.clock.now();
      const processes = context.processes();
      const elapsed = Math.max(1, now - beforeAt);
      const share = (process: ProcessInfo) =>
        ((process.cpu - (before.get(process.pid) ?? 0)) * 100) / elapsed;
      const text = screen(context, processes, round === 0 ? () => 0 : share, order, interactive);
      await write(context.stdout, interactive ? `\x1b[H\x1b[J${text.replaceAll('\n', '\r\n')}` : text);
      before = new Map(processes.map((process) => [process.pid, process.cpu]));
      beforeAt = now;
      if (round + 1 >= rounds) break;
      const key = await Promise.race([
        context.sleep(delay).then(() => undefined),
        ...(pending ? [pending] : []),
      ]);
      if (key === undefined) continue;
      const typed = decode(key);
      if (/[q\x03]/i.test(typed)) break;
      pending = context.stdin.read();
      if (typed.includes('M')) order = 'memory';
      if (typed.includes('P')) order = 'cpu';
      if (typed.includes('N')) order = 'pid';
    }
  } finally {
    back?.();
  }
  if (interactive) await write(context.stdout, '\n');
  return 0;
};

function screen(
  context: ProcessContext,
  processes: ProcessInfo[],
  share: (process: ProcessInfo) => number,
  order: Order,
  interactive: boolean,
): string {
  const { columns, rows } = context.tty?.size() ?? { columns: 79, rows: Infinity };
  const total = context.limits.memory ?? 4 * 2 ** 30;
  const used = processes.reduce((sum, process) => sum + process.memory, 0);
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1024)}K`;
  const busy = Math.min(
    100,
    processes.reduce((sum, process) => sum + share(process), 0),
  );
  const running = processes.filter((process) => process.state === 'R').length;
  const sorted = [...processes].sort((a, b) => (order === 'pid' ? b.pid - a.pid : order === 'memory' ? b.memory - a.memory : share(b) - share(a) || b.memory - a.memory)); // prettier-ignore
  const head = `Mem: ${kilobytes(used)} used, ${kilobytes(total - used)} free, 0K shrd, 0K buff, 0K cached\nCPU:  ${busy.toFixed(0)}% usr   0% sys   0% nic ${(100 - busy).toFixed(0)}% idle   0% io   0% irq   0% sirq\nLoad average: 0.00 0.00 0.00 ${running}/${processes.length} ${Math.max(...processes.map((process) => process.pid))}\n`;
  const title = '  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND';
  const lines = sorted.slice(0, rows - 5).map((process) => {
    const size = Math.round(process.memory / 1024);
    const percent = Math.round((process.memory * 100) / total);
    const user = userName(context.fs, process.user).slice(0, 8).padEnd(8);
    const row = `${String(process.pid).padStart(5)} ${String(process.ppid).padStart(5)} ${user} ${process.state.padEnd(4)} ${String(size).padStart(5)} ${String(percent).padStart(3)}%   0 ${String(Math.round(share(process))).padStart(3)}% ${process.argv.join(' ')}`;
    return interactive ? row.slice(0, columns) : row;
  });
  return `${head}${interactive ? `\x1b[7m${title.padEnd(columns)}\x1b[m` : title}\n${lines.join('\n')}\n`;
}
