import type { Clock } from '../clock.js';

/** Nanoseconds since the epoch, never the same twice: the clock's milliseconds and a count within them. */
export type Nanos = bigint;

/** Makes a source of ever growing times of a clock. */
export function nanoClock(clock: Clock): () => Nanos {
  let last = 0n;
  return () => {
    const now = BigInt(Math.floor(clock.now() * 1000)) * 1000n;
    last = now > last ? now : last + 1n;
    return last;
  };
}

/** RFC 3339 with nanoseconds, trailing zeros cut, as Go prints times; `padded` keeps all nine digits. */
export function formatNanos(time: Nanos, padded = false): string {
  const seconds = new Date(Number(time / 1_000_000n)).toISOString().slice(0, 19);
  const fraction = String(time % 1_000_000_000n).padStart(9, '0');
  const shown = padded ? fraction : fraction.replace(/0+$/, '');
  return shown === '' ? `${seconds}Z` : `${seconds}.${shown}Z`;
}

/** The time that Go prints for none. */
export const zeroTime = '0001-01-01T00:00:00Z';

/** Whole seconds since the epoch. */
export const seconds = (time: Nanos): number => Number(time / 1_000_000_000n);

/**
 * A time of the query ("1700000000", "1700000000.123456789", RFC 3339, or a Go duration back from now), or undefined
 * when it is empty or not a time.
 */
export function parseTime(text: string | null, now: Nanos): Nanos | undefined {
  if (!text) return undefined;
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole !== undefined)
    return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : BigInt(date) * 1_000_000n;
}

const units: Record<string, bigint> = {
  ns: 1n,
  us: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Nanoseconds of a Go duration ("1h10m"); undefined for anything else. */
export function parseDuration(text: string): Nanos | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)].reduce(
    (sum, [, value, unit]) => sum + BigInt(Math.round(Number(value) * Number(units[unit ?? 'ns']))),
    0n,
  );
}

/** How long ago, as people say it: "Less than a second", "5 seconds", "About a minute", "3 hours" ... */
export function humanDuration(ms: number): string {
  const s = Math.floor(ms / 1000);
  if (s < 1) return 'Less than a second';
  if (s === 1) return '1 second';
  if (s < 60) return `${s} seconds`;
  const minutes = Math.floor(s / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(s / 3600);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(hours / 24 / 365)} years`;
}
