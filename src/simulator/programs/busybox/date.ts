import { write } from '../lib/io.js';
import { monthName } from '../lib/listing.js';
import { getopt } from '../lib/options.js';
import { complain, complainOf, type Applet } from './applet.js';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']; // prettier-ignore

/** A time (milliseconds, UTC) in the format of strftime(3). */
export function formatDate(format: string, time: number): string {
  const date = new Date(time);
  const pad = (value: number, width = 2, fill = '0') => String(value).padStart(width, fill);
  const hour12 = date.getUTCHours() % 12 || 12;
  const startOfYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  const dayOfYear = Math.floor((time - startOfYear) / 86400_000) + 1;
  const show: Record<string, () => string> = {
    Y: () => String(date.getUTCFullYear()),
    C: () => pad(Math.floor(date.getUTCFullYear() / 100)),
    y: () => pad(date.getUTCFullYear() % 100),
    m: () => pad(date.getUTCMonth() + 1),
    d: () => pad(date.getUTCDate()),
    e: () => pad(date.getUTCDate(), 2, ' '),
    H: () => pad(date.getUTCHours()),
    I: () => pad(hour12),
    k: () => pad(date.getUTCHours(), 2, ' '),
    l: () => pad(hour12, 2, ' '),
    M: () => pad(date.getUTCMinutes()),
    S: () => pad(date.getUTCSeconds()),
    N: () => pad(date.getUTCMilliseconds() * 1e6, 9),
    s: () => String(Math.floor(time / 1000)),
    p: () => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
    a: () => (days[date.getUTCDay()] ?? '').slice(0, 3),
    A: () => days[date.getUTCDay()] ?? '',
    b: () => monthName(date.getUTCMonth()),
    h: () => monthName(date.getUTCMonth()),
    B: () => months[date.getUTCMonth()] ?? '',
    j: () => pad(dayOfYear, 3),
    u: () => String(date.getUTCDay() || 7),
    w: () => String(date.getUTCDay()),
    U: () => pad(Math.floor((dayOfYear + 6 - date.getUTCDay()) / 7)),
    F: () => formatDate('%Y-%m-%d', time),
    T: () => formatDate('%H:%M:%S', time),
    R: () => formatDate('%H:%M', time),
    r: () => formatDate('%I:%M:%S %p', time),
    D: () => formatDate('%m/%d/%y', time),
    x: () => formatDate('%m/%d/%y', time),
    X: () => formatDate('%H:%M:%S', time),
    c: () => formatDate('%a %b %e %H:%M:%S %Y', time),
    Z: () => 'UTC',
    z: () => '+0000',
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
  };
  return format.replace(/%-?([a-zA-Z%])/g, (whole, letter: string) => {
    const text = show[letter]?.();
    if (text === undefined) return whole;
    return whole[1] === '-' ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}

/** A date as `date -d` takes it: "@seconds", "YYYY-MM-DD [hh:mm[:ss]]", "hh:mm[:ss]"; undefined for others. */
function readDate(text: string, now: number): number | undefined {
  if (/^@\d+$/.test(text)) return Number(text.slice(1)) * 1000;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock)
    return (
      Math.floor(now / 86400_000) * 86400_000 +
      (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0)) * 1000
    );
  const full = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:Z|\.\d+Z)?)?$/.exec(text);
  if (!full) return undefined;
  const [year, month, day, hour, minute, second] = full
    .slice(1)
    .map((part) => Number((part as string | undefined) ?? 0));
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

/** `date [-u] [-R] [-I[SPEC]] [-d DATE] [-r FILE] [+FORMAT]` */
export const date: Applet = async (context, args) => {
  const options = getopt(args, 'uRI::d:r:D:s:', {
    utc: 'u',
    'date=': 'd',
    'rfc-2822': 'R',
    'iso-8601=?': 'I',
    'reference=': 'r',
  });
  let time = context.clock.now();
  const given = options.value('d');
  const file = options.value('r');
  if (given !== undefined) {
    const read = readDate(given, time);
    if (read === undefined) return complain(context, `invalid date '${given}'`);
    time = read;
  } else if (file !== undefined) {
    try {
      time = context.fs.stat(file).mtime;
    } catch (error) {
      return complainOf(context, file, error);
    }
  }
  const [format] = options.operands;
  if (options.has('s') || (format !== undefined && !format.startsWith('+'))) {
    await complain(context, `can't set date: Operation not permitted`);
    return 1;
  }
  const iso: Record<string, string> = {
    '': '%Y-%m-%d',
    date: '%Y-%m-%d',
    hours: '%Y-%m-%dT%H+00:00',
    minutes: '%Y-%m-%dT%H:%M+00:00',
    seconds: '%Y-%m-%dT%H:%M:%S+00:00',
  };
  const shape = format?.slice(1) ?? (options.has('R') ? '%a, %d %b %Y %H:%M:%S %z' : options.has('I') ? (iso[options.value('I') ?? ''] ?? '%Y-%m-%d') : '%a %b %e %H:%M:%S %Z %Y'); // prettier-ignore
  await write(context.stdout, `${formatDate(shape, time)}\n`);
  return 0;
};

/** `uptime` */
export const uptime: Applet = async (context) => {
  const first = Math.min(...context.processes().map((process) => process.startedAt));
  const minutes = Math.floor((context.clock.now() - first) / 60_000);
  const up =
    minutes >= 60 ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}` : `${minutes} min`;
  await write(
    context.stdout,
    ` ${formatDate('%H:%M:%S', context.clock.now())} up ${up},  load average: 0.00, 0.00, 0.00\n`,
  );
  return 0;
};
