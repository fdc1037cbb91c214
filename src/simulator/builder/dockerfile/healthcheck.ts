import { parseDuration } from '../../docker/time.js';
import { parseError } from './error.js';
import type { HealthcheckSpec } from './instructions.js';
import type { Line } from './lines.js';
import { commandWords, takeFlags } from './words.js';

const shortest = 1_000_000;

/** Reads the words of HEALTHCHECK. Throws DockerfileError. */
export function healthcheck(line: Line): HealthcheckSpec {
  const durations = ['interval', 'timeout', 'start-period', 'start-interval'];
  const flags = takeFlags(line, [...durations, 'retries']);
  const [, type = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(flags.rest) ?? [];
  if (type === '') throw parseError(line, 'HEALTHCHECK requires at least one argument');
  if (type.toUpperCase() === 'NONE') {
    if (rest !== '') throw parseError(line, 'HEALTHCHECK NONE takes no arguments');
    return { test: ['NONE'] };
  }
  if (type.toUpperCase() !== 'CMD')
    throw parseError(line, `Unknown type ${JSON.stringify(type.toUpperCase())} in HEALTHCHECK (try CMD)`);
  const command = commandWords(line, rest);
  if (command.words.length === 0) throw parseError(line, 'Missing command after HEALTHCHECK CMD');
  const [interval, timeout, startPeriod, startInterval] = durations.map((name) =>
    duration(line, name, flags.values.get(name)?.[0]),
  );
  return {
    test: [command.shell ? 'CMD-SHELL' : 'CMD', ...command.words],
    interval,
    timeout,
    startPeriod,
    startInterval,
    retries: retries(line, flags.values.get('retries')?.[0]),
  };
}

function duration(line: Line, name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const nanos = text === '0' ? 0n : parseDuration(text);
  if (nanos === undefined) throw parseError(line, `time: invalid duration ${JSON.stringify(text)}`);
  if (nanos !== 0n && nanos < shortest)
    throw parseError(line, `Interval ${JSON.stringify(name)} cannot be less than 1ms`);
  return Number(nanos);
}

function retries(line: Line, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text))
    throw parseError(line, `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) < 0) throw parseError(line, `--retries cannot be negative (${Number(text)})`);
  return Number(text);
}
