import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openBenchLesson } from '../open-lesson.js';
import { median } from '../numbers.js';
import { temporaryHome } from '../program.js';
import type { Benchmark, Result } from '../result.js';
import { flood } from './terminal.js';

/** Lines a round; the scroll-back is full after the first. */
const lines = 100_000;
/** A multiple of three: the last third is compared with the one before it. */
const rounds = 18;

/** Memory after a garbage collection, in bytes. */
interface Memory {
  rss: number;
  heap: number;
}

async function memoryOf(pid: number, file: string): Promise<Memory> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file)) await pause(5);
  return JSON.parse(readFileSync(file, 'utf8')) as Memory;
}

function result(name: string, bytes: readonly number[]): Result {
  const third = bytes.length / 3;
  const [middle, last] = [median(bytes.slice(third, 2 * third)), median(bytes.slice(2 * third))];
  const growth = last / middle;
  const mib = (value: number) => (value / 2 ** 20).toFixed(0);
  return {
    name: `${name}, ${rounds} x ${lines} lines`,
    baseline: `middle third: ${mib(middle)} MiB`,
    measured: `last third: ${mib(last)} MiB (each round: ${bytes.map(mib).join(' ')})`,
    value: `${growth.toFixed(2)}x`,
    goal: '<= 1.1x',
    verdict: growth <= 1.1 ? 'met' : 'not met',
  };
}

/** Memory while the shell prints and prints: what is reachable, and what the system counts. */
export const memory: Benchmark = {
  id: 'memory',
  async run() {
    using home = temporaryHome();
    const file = join(home.path, 'memory.json');
    const flags = ['--expose-gc', '--import', './test/bench/report-memory.mjs'];
    const lesson = await openBenchLesson(home, { flags, env: { BENCH_MEMORY_FILE: file } });
    const seen: Memory[] = [];
    for (let round = 0; round < rounds; round++) {
      await flood(lesson.outer, lines);
      seen.push(await memoryOf(lesson.outer.pid, file));
    }
    await lesson.close();
    return [
      result(
        'heap',
        seen.map(({ heap }) => heap),
      ),
      result(
        'resident memory',
        seen.map(({ rss }) => rss),
      ),
    ];
  },
};
