import { openProgress } from '../../../src/course/progress/store.js';

// Solves its own steps one after the other, each saved before it is announced on standard output.
const [dir, name, count] = process.argv.slice(2) as [string, string, string];
const store = await openProgress({ dir, clock: { now: () => Date.now() } });
const slot = store.lesson('DK-01');
const known = new Set(Object.keys(store.progress().lessons['DK-01']?.solved ?? {}));
const steps: Record<
  string,
  { solved: boolean; hintsShown: number; solutionSeen: boolean; chosen: number[]; elapsedMs: number }
> = {};
for (let i = 0, done = 0; done < Number(count); i++) {
  const id = `${name}-${i}`;
  if (known.has(id)) continue;
  steps[id] = { solved: true, hintsShown: 0, solutionSeen: false, chosen: [], elapsedMs: 0 };
  await slot.save({ at: id, steps }, 'docker');
  process.stdout.write(`${id}\n`);
  done++;
}
