import { openLesson } from '../../course/load.js';
import type { Lesson } from '../../course/lesson.js';
import { openEnvironment } from '../../environments/choose.js';
import type { Environment } from '../../environments/contract.js';
import { onEveryExit } from '../../screen/every-exit.js';
import type { LessonSession } from '../../session/contract.js';
import { roomOf } from '../../session/room.js';
import type { Verdict, VerifyParts } from '../../verify/contract.js';
import { verdictLines } from '../../verify/report.js';
import { verifyLesson } from '../../verify/verify.js';
import { chosenLessons, openCatalogue } from '../catalogue.js';
import { hostLesson } from '../lesson-host.js';
import type { GlobalOptions } from '../options.js';
import { createOutput, reportError } from '../output.js';
import { shellHistory } from '../paths.js';

/** `kube-tutor verify [lessons]`: the four-state proof, a line per proof; exit code 5 when one does not hold. */
export async function verify(globals: GlobalOptions, names: string[]): Promise<number> {
  const { errorTable } = await import('../../errors.js');
  const { typeScript } = await import('../../terminal/typist.js');
  const { interrupt } = await import('../../terminal/interrupt.js');
  const out = createOutput(globals.json);
  const { course } = await openCatalogue(globals);
  const entries = chosenLessons(course, names);
  const environment = await openEnvironment(globals.env);
  const failed: Verdict[] = [];
  let proofs = 0;
  const parts = partsFor(environment, { type: typeScript, interrupt });
  const unhook = onEveryExit(process, {
    endChildren: parts.breakOff,
    patience: cleaningMs,
    restore: () => {},
    report: (error) => void reportError(error, globals.json),
  });
  try {
    for (const { id } of entries) {
      const lesson = await openLesson(course, id);
      out.line(`${lesson.id} ${lesson.title}`);
      for await (const verdict of verifyLesson(lesson, parts)) {
        proofs++;
        if (!verdict.ok) failed.push(verdict);
        out.json(verdict);
        for (const line of verdictLines(verdict)) out.line(line);
      }
    }
  } finally {
    unhook();
    await environment.close();
  }
  out.line(`${proofs - failed.length} of ${proofs} proofs hold.`);
  return failed.length > 0 ? errorTable['verify-failed'].exit : 0;
}

/** Longest that removing what a broken-off proof made may take, in milliseconds: a build may be under way. */
const cleaningMs = 30_000;

function partsFor(
  environment: Environment,
  hands: Pick<VerifyParts, 'type' | 'interrupt'>,
): VerifyParts & { breakOff(): Promise<void> } {
  let current: { lesson: Lesson; session: LessonSession } | undefined;
  return {
    async open(lesson: Lesson) {
      await environment.clean(roomOf(lesson));
      const session = await hostLesson({ lesson, environment, historyFile: shellHistory('verify') });
      current = { lesson, session };
      return session;
    },
    clean: (lesson) => environment.clean(roomOf(lesson)),
    ...hands,
    now: () => Date.now(),
    /** The program is told to end: the shell first, or it would make more while we remove. */
    async breakOff() {
      if (!current) return;
      await current.session.close();
      await environment.clean(roomOf(current.lesson));
      await environment.close();
    },
  };
}
