import { TutorError } from '../../errors.js';
import { allLessons, findLesson } from '../../course/load.js';
import { openCatalogue } from '../catalogue.js';
import type { GlobalOptions } from '../options.js';
import { startScreen } from '../start-screen.js';

/** `kube-tutor [start [lesson]]`: the full screen, or line by line with --plain. */
export async function start(globals: GlobalOptions, id: string | undefined): Promise<number> {
  const fullScreen = process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== 'dumb';
  const catalogue = await openCatalogue(globals);
  // A wrong id, or a word that is no command, is told at once and before everything else.
  const entry = id === undefined ? undefined : findLesson(catalogue.course, id);
  if (id !== undefined && !entry) {
    const { openLesson } = await import('../../course/load.js');
    await openLesson(catalogue.course, id);
  }
  if (!globals.plain && !fullScreen) throw noTerminal(id);
  if (globals.plain) {
    const next = entry ?? goOnWith(catalogue);
    const { startPlain } = await import('../start-plain.js');
    return startPlain(catalogue, next.id, globals);
  }
  return startScreen(catalogue, entry?.id, globals);
}

/** Without an id, plain mode goes on with the lesson played last, or else the first that is not done. */
function goOnWith({ course, progress }: Awaited<ReturnType<typeof openCatalogue>>) {
  const { last, lessons } = progress.progress();
  const all = allLessons(course);
  const lastEntry = all.find((entry) => entry.id === last?.lesson && !lessons[entry.id]?.finished);
  const next = lastEntry ?? all.find((entry) => !lessons[entry.id]?.finished) ?? all[0];
  if (!next) throw new TutorError('lesson-not-found', 'There are no lessons.');
  return next;
}

function noTerminal(id: string | undefined): TutorError {
  const command = `kube-tutor start${id ? ` ${id}` : ''} --plain`;
  return new TutorError('no-tty', 'The full screen needs a terminal, and this is none.', {
    next: `\`${command}\` works line by line, also in a pipe; \`kube-tutor list\` shows the lessons.`,
  });
}
