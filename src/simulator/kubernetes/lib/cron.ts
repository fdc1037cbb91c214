/** A schedule of five cron fields: the sets of allowed numbers of each. */
export interface CronSchedule {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  weekdays: ReadonlySet<number>;
  /** Day fields that were not "*": when both, a day needs to match only one. */
  byDay: boolean;
  byWeekday: boolean;
}

const macros: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Reads a schedule as CronJobs have it: five fields with lists, ranges, steps and names, or a macro. Undefined when it is none. */
export function parseCron(text: string): CronSchedule | undefined {
  const fields = (macros[text.trim()] ?? text.trim()).split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5) return undefined;
  const minutes = parseField(minute, 0, 59);
  const hours = parseField(hour, 0, 23);
  const days = parseField(day, 1, 31);
  const months = parseField(month, 1, 12, monthNames);
  const weekdays = parseField(weekday, 0, 7, dayNames);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  if (weekdays.has(7)) weekdays.add(0);
  const free = (field: string) => field.startsWith('*') || field === '?';
  return { minutes, hours, days, months, weekdays, byDay: !free(day), byWeekday: !free(weekday) };
}

function parseField(
  text: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): Set<number> | undefined {
  const result = new Set<number>();
  const number = (word: string) => {
    const named = names.indexOf(word.toLowerCase());
    if (named >= 0) return named + (least === 1 ? 1 : 0);
    return /^\d+$/.test(word) ? Number(word) : NaN;
  };
  for (const part of text.split(',')) {
    const match = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/i.exec(part);
    if (!match) return undefined;
    const [, from = '', to, step] = match;
    const all = from === '*' || from === '?';
    const first = all ? least : number(from);
    const last = to !== undefined ? number(to) : all || step !== undefined ? most : first;
    const stride = Number(step ?? 1);
    if (!(first >= least && last <= most && first <= last && stride > 0)) return undefined;
    for (let value = first; value <= last; value += stride) result.add(value);
  }
  return result;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Schedules that never come (30 February) are given up after this many days. */
const horizon = 5 * 366;

function matchesDay(schedule: CronSchedule, date: Date): boolean {
  if (!schedule.months.has(date.getUTCMonth() + 1)) return false;
  const byDay = schedule.days.has(date.getUTCDate());
  const byWeekday = schedule.weekdays.has(date.getUTCDay());
  return schedule.byDay && schedule.byWeekday ? byDay || byWeekday : byDay && byWeekday;
}

/** The offset of a time zone from UTC at an instant, in milliseconds. */
function offsetOf(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((other) => other.type === type)?.value);
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

/** The first time after an instant (milliseconds since the epoch) that a schedule names; undefined when there is none. */
export function nextCron(schedule: CronSchedule, after: number, zone = 'UTC'): number | undefined {
  const offset = zone === 'UTC' ? 0 : offsetOf(zone, after);
  const start = Math.floor((after + offset) / minute) * minute + minute;
  for (let midnight = Math.floor(start / day) * day, left = horizon; left > 0; midnight += day, left--) {
    if (!matchesDay(schedule, new Date(midnight))) continue;
    for (const hour of sorted(schedule.hours)) {
      for (const at of sorted(schedule.minutes)) {
        const wall = midnight + hour * 60 * minute + at * minute;
        if (wall < start) continue;
        const instant = zone === 'UTC' ? wall : wall - offsetOf(zone, wall - offset);
        if (instant > after) return instant;
      }
    }
  }
  return undefined;
}

const sorted = (numbers: ReadonlySet<number>) => [...numbers].sort((a, b) => a - b);
