import type { ProcessContext } from '../../host/contract.js';
import { write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { decode } from '../lib/text.js';
import type { Applet } from './applet.js';

/** Numbers that one field of a crontab line stands for. */
function readField(text: string, low: number, high: number): Set<number> {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part);
    if (!match) continue;
    const from = match[1] === '*' ? low : Number(match[1]);
    const to = match[1] === '*' ? high : Number(match[2] ?? (match[3] ? high : from));
    for (let value = from; value <= to; value += Number(match[3] ?? 1)) found.add(value);
  }
  return found;
}

/** True when a crontab line is due in the minute of this time. */
export function isDue(line: string, time: number): boolean {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = line.trim().split(/\s+/);
  const date = new Date(time);
  const dayMatches = readField(day, 1, 31).has(date.getUTCDate());
  const weekdays = readField(weekday.replace(/7/g, '0'), 0, 6);
  const weekdayMatches = weekdays.has(date.getUTCDay());
  const days = day !== '*' && weekday !== '*' ? dayMatches || weekdayMatches : dayMatches && weekdayMatches;
  return (
    readField(minute, 0, 59).has(date.getUTCMinutes()) &&
    readField(hour, 0, 23).has(date.getUTCHours()) &&
    readField(month, 1, 12).has(date.getUTCMonth() + 1) &&
    days
  );
}

function jobs(context: ProcessContext, folder: string): { user: string; line: string; command: string }[] {
  if (!context.fs.exists(folder)) return [];
  return context.fs.readdir(folder).flatMap((user) =>
    decode(context.fs.readFile(`${folder}/${user}`))
      .split('\n')
      .filter((line) => /^\s*[\d*]/.test(line))
      .map((line) => ({ user, line, command: line.trim().split(/\s+/).slice(5).join(' ') })),
  );
}

/** `crond [-fb] [-l LEVEL] [-d LEVEL] [-L FILE] [-c FOLDER]` */
export const crond: Applet = async (context, args) => {
  const options = getopt(args, 'fbSl:d:L:c:');
  const folder = options.value('c') ?? '/var/spool/cron/crontabs';
  const run = async (own: ProcessContext): Promise<number> => {
    await write(
      own.stderr,
      `crond: crond (busybox 1.36.1) started, log level ${options.value('d') ?? options.value('l') ?? 8}\n`,
    );
    for (;;) {
      const now = own.clock.now();
      await own.sleep(60_000 - (now % 60_000));
      for (const { user, line, command } of jobs(own, folder)) {
        if (!isDue(line, own.clock.now())) continue;
        const child = own.spawn({ argv: ['/bin/sh', '-c', command] });
        await write(own.stderr, `crond: USER ${user} pid ${String(child.pid).padStart(3)} cmd ${command}\n`);
      }
    }
  };
  if (options.has('f')) return run(context);
  context.spawn({ argv: context.argv, program: run, newGroup: true });
  return 0;
};
