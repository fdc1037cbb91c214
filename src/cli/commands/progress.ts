import { listed, openCatalogue } from '../catalogue.js';
import type { GlobalOptions } from '../options.js';
import { createOutput, noticeLines } from '../output.js';
import { bar, duration } from '../words.js';

/** `kube-tutor progress`: what was done, by track, and where to go on. */
export async function progress(globals: GlobalOptions): Promise<number> {
  const out = createOutput(globals.json);
  const { course, progress: store } = await openCatalogue(globals);
  const known = store.progress();
  const tracks = listed(course, known).map(({ id, title, lessons }) => ({
    id,
    title,
    lessons: lessons.length,
    done: lessons.filter(({ standing }) => standing.state === 'done').length,
    steps: sum(lessons.map(({ standing }) => standing.total)),
    solved: sum(lessons.map(({ standing }) => standing.solved)),
    unaided: sum(lessons.map(({ standing }) => standing.unaided)),
    elapsedMs: sum(
      lessons.flatMap(({ entry }) =>
        Object.values(known.lessons[entry.id]?.run.steps ?? {}).map((step) => step.elapsedMs),
      ),
    ),
  }));
  out.json({ last: known.last?.lesson, tracks });
  for (const track of tracks) {
    const { title, solved, steps, done, lessons, unaided, elapsedMs } = track;
    out.line(`${title}`);
    out.line(
      `  ${bar(solved / Math.max(1, steps), 20)} ${solved} of ${steps} steps, ${done} of ${lessons} lessons`,
    );
    if (solved > 0) out.line(`  ${unaided} without looking at a solution, ${duration(elapsedMs)} of work`);
  }
  for (const line of noticeLines(store)) out.line(line);
  if (known.last) out.line(`\`kube-tutor start ${known.last.lesson}\` goes on where you left.`);
  return 0;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
