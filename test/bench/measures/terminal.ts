import { setTimeout as pause } from 'node:timers/promises';
import { has, type Outer } from '../outer.js';
import { openBareShell, openBenchLesson } from '../open-lesson.js';
import { median, ms, quantile } from '../numbers.js';
import { temporaryHome } from '../program.js';
import { interleave, ratioResult, type Benchmark } from '../result.js';

/** From a key to its letter on the screen. The learner's pause before it keeps keys apart, as typing does. */
async function echo(outer: Outer): Promise<number> {
  await pause(30 + Math.random() * 40);
  const { row, column } = outer.cursor();
  const began = performance.now();
  outer.type('x');
  const shown = await outer.shows((rows) => rows[row]?.[column] === 'x');
  outer.type('\x15');
  await outer.shows((rows) => rows[row]?.[column] !== 'x');
  return shown - began;
}

/** Keys a round: a typist's second or two. */
const keys = 12;

/** How long a key takes to its letter, over a bare PTY. */
export const keyEcho: Benchmark = {
  id: 'echo',
  async run({ rounds }) {
    using home = temporaryHome();
    const bare = openBareShell(home, true);
    const lesson = await openBenchLesson(home);
    await bare.shows(has('bare $'));
    const times = await interleave(
      rounds * keys,
      () => echo(bare),
      () => echo(lesson.outer),
    );
    bare.kill();
    await lesson.close();
    const over = median(times.program) - median(times.bare);
    const show = (values: readonly number[]) =>
      `p50 ${ms(median(values))}, p95 ${ms(quantile(values, 0.95))}`;
    return [
      {
        name: 'key to echo',
        baseline: `bash in a PTY: ${show(times.bare)}`,
        measured: show(times.program),
        value: `p50 +${ms(over)}`,
        goal: '<= +8 ms',
        verdict: over <= 8 ? 'met' : 'not met',
      },
    ];
  },
};

let runs = 0;

/** A command that prints so many lines, and how its end looks. The shell makes the end: the typed line has none. */
function floodOf(lines: number): { typed: string; end: string } {
  const run = ++runs;
  return { typed: `clear; seq 1 ${lines}; echo e'nd'${run}`, end: `end${run}` };
}

/** From Enter to the last of so many lines on the screen. */
export async function flood(outer: Outer, lines: number): Promise<number> {
  const { typed, end } = floodOf(lines);
  outer.type(typed);
  await outer.shows(has(typed));
  const began = performance.now();
  outer.type('\r');
  return (await outer.shows(has(end))) - began;
}

/** From Enter to the last of so many lines read. */
async function bareFlood(outer: Outer, lines: number): Promise<number> {
  const { typed, end } = floodOf(lines);
  const echoed = outer.writes(typed);
  outer.type(typed);
  await echoed;
  const began = performance.now();
  const ended = outer.writes(end);
  outer.type('\r');
  return (await ended) - began;
}

const floodLines = 200_000;

/** A program that prints much: against a reader that drops it all, and against a terminal that shows it. */
export const manyLines: Benchmark = {
  id: 'flood',
  async run({ rounds }) {
    using home = temporaryHome();
    const dropped = openBareShell(home, false);
    const shown = openBareShell(home, true);
    const lesson = await openBenchLesson(home);
    await shown.shows(has('bare $'));
    const seconds: number[] = [];
    const times = await interleave(
      rounds,
      async () => {
        seconds.push(await flood(shown, floodLines));
        return bareFlood(dropped, floodLines);
      },
      () => flood(lesson.outer, floodLines),
    );
    dropped.kill();
    shown.kill();
    await lesson.close();
    const name = `seq 1 ${floodLines}`;
    return [
      ratioResult(name, 'PTY, output dropped', times, 2),
      ratioResult(name, 'PTY, output shown by an emulator', { ...times, bare: seconds.slice(1) }),
    ];
  },
};
