import type { Listed } from '../catalogue.js';
import { listed, openCatalogue } from '../catalogue.js';
import type { GlobalOptions } from '../options.js';
import { createOutput } from '../output.js';
import { bar } from '../words.js';

const marks = { new: ' ', begun: '~', done: '*' } as const;

/** `kube-tutor list [filter]`: the lessons with the learner's progress. */
export async function list(globals: GlobalOptions, filter: string | undefined): Promise<number> {
  const out = createOutput(globals.json);
  const { course, progress } = await openCatalogue(globals);
  const tracks = listed(course, progress.progress(), filter);
  out.json(tracks.map(({ id, title, lessons }) => ({ id, title, lessons: lessons.map(asJson) })));
  for (const { title, lessons } of tracks) {
    out.line(title);
    for (const lesson of lessons) out.line(asLine(lesson));
    out.line();
  }
  if (tracks.length === 0) out.line(filter ? `No lesson matches "${filter}".` : 'There are no lessons.');
  else out.line('* done  ~ begun   `kube-tutor start ID` opens a lesson.');
  for (const { severity, message, file } of course.problems) out.line(`${severity}: ${file}: ${message}`);
  return 0;
}

function asLine({ entry, standing }: Listed): string {
  const { solved, total, state } = standing;
  const done = solved > 0 ? `  ${bar(solved / Math.max(1, total), 8)} ${solved}/${total}` : '';
  return `  ${marks[state]} ${entry.id}  ${entry.title} (${entry.minutes} min)${done}`;
}

function asJson({ entry, standing }: Listed) {
  const { id, title, goal, minutes } = entry;
  return {
    id,
    title,
    goal,
    minutes,
    state: standing.state,
    steps: standing.total,
    solved: standing.solved,
    unaided: standing.unaided,
  };
}
