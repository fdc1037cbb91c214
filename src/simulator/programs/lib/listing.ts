import type { FileType, Stat } from '../../host/contract.js';

const typeLetters: Record<FileType, string> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  fifo: 'p',
  socket: 's',
  device: 'c',
};

/** "drwxr-xr-x" */
export function modeLetters(stat: Pick<Stat, 'type' | 'mode'>): string {
  const { mode } = stat;
  const triple = (shift: number, special: number, letter: string) => {
    const bits = mode >> shift;
    const execute = bits & 1;
    const last = mode & special ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  return typeLetters[stat.type] + triple(6, 0o4000, 's') + triple(3, 0o2000, 's') + triple(0, 0o1000, 't');
}

/** "1.5K", "23M": one digit after the point below ten. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < 5) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1)}${'KMGTPE'[unit] ?? ''}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Month name of a date, as ls and date print it. */
export function monthName(month: number): string {
  return months[month] ?? '';
}

/** "Nov 24 06:56", or with the year for what is older than half a year. */
export function shortTime(time: number, now: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const recent = Math.abs(now - time) < 182 * 86400_000;
  const end = recent
    ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
    : ` ${date.getUTCFullYear()}`;
  return `${monthName(date.getUTCMonth())} ${String(date.getUTCDate()).padStart(2)} ${end}`;
}
