const fields = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  {
    low: 1,
    high: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { low: 0, high: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

type Field = (typeof fields)[number];

function numberOf(text: string, { low, names }: Field): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + low;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function rangeProblem(expression: string, field: Field): string | undefined {
  const [range = '', step, extra] = expression.split('/');
  if (extra !== undefined) return `too many slashes: ${expression}`;
  let [from, to]: [number, number] = [field.low, field.high];
  if (range !== '*' && range !== '?') {
    const [first = '', last, more] = range.split('-');
    if (more !== undefined) return `too many hyphens: ${expression}`;
    const [a, b] = [numberOf(first, field), numberOf(last ?? first, field)];
    const bad = a === undefined ? first : b === undefined ? last : undefined;
    if (bad !== undefined)
      return `failed to parse int from ${bad}: strconv.Atoi: parsing ${JSON.stringify(bad)}: invalid syntax`;
    from = a!;
    to = last === undefined && step !== undefined ? field.high : b!;
  }
  if (from < field.low) return `beginning of range (${from}) below minimum (${field.low}): ${expression}`;
  if (to > field.high) return `end of range (${to}) above maximum (${field.high}): ${expression}`;
  if (from > to) return `beginning of range (${from}) beyond end of range (${to}): ${expression}`;
  if (step !== undefined && !(Number(step) > 0))
    return `step of range should be a positive number: ${expression}`;
  return undefined;
}

/** What is wrong with a cron schedule, in the words of the cron library that the server uses; undefined when nothing is. */
export function cronProblem(schedule: string): string | undefined {
  if (/TZ=/.test(schedule)) return 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  if (schedule.startsWith('@every ')) {
    const duration = schedule.slice('@every '.length);
    if (/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(duration)) return undefined;
    return `failed to parse duration ${schedule}: time: invalid duration ${JSON.stringify(duration)}`;
  }
  if (schedule.startsWith('@'))
    return descriptors.includes(schedule) ? undefined : `unrecognized descriptor: ${schedule}`;
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== 5) return `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`;
  for (const [i, part] of parts.entries())
    for (const expression of part.split(',')) {
      const problem = rangeProblem(expression, fields[i]!);
      if (problem) return problem;
    }
  return undefined;
}
