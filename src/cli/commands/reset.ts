import { openLesson } from '../../course/load.js';
import { openEnvironment } from '../../environments/choose.js';
import { TutorError } from '../../errors.js';
import { roomOf } from '../../session/room.js';
import { chosenLessons, openCatalogue } from '../catalogue.js';
import type { GlobalOptions } from '../options.js';
import { createOutput, errorInWords } from '../output.js';

/** `kube-tutor reset ID | --all`: forgets the progress and removes what the lesson made, and nothing else. */
export async function reset(
  globals: GlobalOptions,
  id: string | undefined,
  { all = false }: { all?: boolean },
): Promise<number> {
  if (!id && !all) {
    throw new TutorError('usage', 'Say which lesson to reset.', {
      next: '`kube-tutor reset DK-01`, or `kube-tutor reset --all`.',
    });
  }
  const out = createOutput(globals.json);
  const { course, progress } = await openCatalogue(globals);
  const known = progress.progress().lessons;
  const entries = chosenLessons(course, id ? [id] : []).filter(
    (entry) => id !== undefined || entry.id in known,
  );
  await (id ? Promise.all(entries.map((entry) => progress.forget(entry.id))) : progress.forget());
  const cleaned = await clean(
    globals,
    await Promise.all(entries.map((entry) => openLesson(course, entry.id))),
  );
  out.json({ reset: entries.map((entry) => entry.id), cleaned: cleaned.ok });
  out.line(
    entries.length > 0
      ? `Forgot the progress of ${entries.map((entry) => entry.id).join(', ')}.`
      : 'There was no progress to forget.',
  );
  if (!cleaned.ok) out.line(`What the lessons made could not be removed: ${cleaned.why}`);
  return 0;
}

/** Without an engine there is nothing of ours left to remove that could be reached: the progress is reset all the same. */
async function clean(
  globals: GlobalOptions,
  lessons: Awaited<ReturnType<typeof openLesson>>[],
): Promise<{ ok: true } | { ok: false; why: string }> {
  if (lessons.length === 0) return { ok: true };
  try {
    const environment = await openEnvironment(globals.env);
    try {
      for (const lesson of lessons) await environment.clean(roomOf(lesson));
    } finally {
      await environment.close();
    }
    return { ok: true };
  } catch (error) {
    return { ok: false, why: errorInWords(error).text };
  }
}
