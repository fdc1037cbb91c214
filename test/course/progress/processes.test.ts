import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openProgress } from '../../../src/course/progress/store.js';

let root: string;
let program: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'progress-'));
  program = join(root, 'worker.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Runs one program; it is killed with SIGKILL at the chunk of output that `killAt` names. Gives the steps it announced. */
async function solve(dir: string, name: string, count: number, killAt = Infinity): Promise<string[]> {
  const child = spawn(process.execPath, [program, dir, name, `${count}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let chunks = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (++chunks === killAt) child.kill('SIGKILL');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (killAt === Infinity) expect(code).toBe(0);
  // A line that the kill cut short was announced in full by nobody.
  return output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
}

const solvedIn = async (dir: string) => {
  const store = await openProgress({ dir, clock: { now: () => 0 } });
  expect(store.notices()).toEqual([]);
  return new Set(Object.keys(store.progress().lessons['DK-01']?.solved ?? {}));
};

it('four programs that save at once lose nothing', { timeout: 60_000 }, async () => {
  const dir = join(root, 'together');
  const announced = await Promise.all(['a', 'b', 'c', 'd'].map((name) => solve(dir, name, 15)));
  expect(announced.flat()).toHaveLength(60);
  expect(await solvedIn(dir)).toEqual(new Set(announced.flat()));
});

it(
  'a program killed with SIGKILL again and again, beside another, loses nothing that it announced',
  { timeout: 60_000 },
  async () => {
    const dir = join(root, 'killed');
    const steady = solve(dir, 'steady', 40);
    const announced: string[] = [];
    for (let round = 0; round < 8; round++) {
      announced.push(...(await solve(dir, 'killed', 1000, 1 + (round % 4))));
    }
    announced.push(...(await steady));
    const solved = await solvedIn(dir);
    expect(announced.length).toBeGreaterThanOrEqual(48);
    for (const step of announced) expect(solved).toContain(step);
    expect((await readdir(dir)).filter((name) => name.includes('.bak-'))).toEqual([]);
  },
);
