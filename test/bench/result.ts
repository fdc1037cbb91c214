import { median, ms } from './numbers.js';

/** A row of the table. */
export interface Result {
  name: string;
  /** What it is measured against, with its value. */
  baseline: string;
  measured: string;
  /** The number that the goal is about. */
  value: string;
  goal: string;
  /** `none`: no goal is set. */
  verdict: 'met' | 'not met' | 'none' | 'skipped';
}

/** One measurement, run some times. Throws only when the program itself fails. */
export interface Benchmark {
  /** For `--only`. */
  id: string;
  run(options: { rounds: number }): Promise<Result[]>;
}

/** Runs two measurements in turns, so that a busy moment of the machine hits both; the first pair warms up. */
export async function interleave(
  rounds: number,
  bare: () => Promise<number>,
  program: () => Promise<number>,
): Promise<{ bare: number[]; program: number[] }> {
  const times = { bare: [] as number[], program: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const pair = { bare: await bare(), program: await program() };
    if (round === 0) continue;
    times.bare.push(pair.bare);
    times.program.push(pair.program);
  }
  return times;
}

/**
 * The row of a ratio of times. It is judged by the ratio of the minima: other work on the machine only ever adds time.
 */
export function ratioResult(
  name: string,
  against: string,
  times: { bare: readonly number[]; program: readonly number[] },
  goal?: number,
): Result {
  const least = { bare: Math.min(...times.bare), program: Math.min(...times.program) };
  const ratio = least.program / least.bare;
  const middle = median(times.program) / median(times.bare);
  const both = (values: readonly number[]) => `${ms(Math.min(...values))} / ${ms(median(values))}`;
  return {
    name,
    baseline: `${against}: ${both(times.bare)}`,
    measured: both(times.program),
    value: `${ratio.toFixed(2)}x (medians ${middle.toFixed(2)}x)`,
    goal: goal === undefined ? '' : `<= ${goal}x`,
    verdict: goal === undefined ? 'none' : ratio <= goal ? 'met' : 'not met',
  };
}

/** A measurement that can not be made here. */
export function skipped(name: string, reason: string): Result {
  return { name, baseline: '', measured: reason, value: '', goal: '', verdict: 'skipped' };
}
