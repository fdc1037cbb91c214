import { isTask, type Lesson } from '../course/lesson.js';
import type { LessonSession } from '../session/contract.js';
import type { Verdict, VerifyParts } from './contract.js';
import { doStep, moveOn, solved, typed, until } from './play.js';
import { trialsOf, type Trial } from './proofs.js';

/** Longest wait for the feedback that a wrong attempt must get. */
const feedbackMs = 20_000;

/** Proves every step of a lesson, yielding each verdict as it falls. Leaves the world as it was before. */
export async function* verifyLesson(lesson: Lesson, parts: VerifyParts): AsyncGenerator<Verdict> {
  try {
    for (const [index, step] of lesson.steps.entries()) {
      for (const trial of trialsOf(step).own) {
        yield await inFreshWorld(lesson, parts, index, trial);
      }
    }
    yield* straightThrough(lesson, parts);
  } finally {
    await parts.clean(lesson);
  }
}

/** Plays the lesson from start to end by its solutions: proves `before` and `solution` of each step. */
async function* straightThrough(lesson: Lesson, parts: VerifyParts): AsyncGenerator<Verdict> {
  const session = await opened(lesson, parts);
  try {
    for (const [index, step] of lesson.steps.entries()) {
      const base = { lesson: lesson.id, step: step.id };
      if (isTask(step)) {
        const began = parts.now();
        const passes = await passesAlready(session, index);
        yield {
          ...base,
          proof: { state: 'before' },
          ok: !passes,
          why: passes ? 'The checks pass before anything was done.' : undefined,
          tookMs: parts.now() - began,
        };
        if (passes) return;
      }
      const began = parts.now();
      const { ok, transcript } = await doStep(session, parts, index);
      yield {
        ...base,
        proof: { state: 'solution' },
        ok,
        ...(ok ? {} : details(session, index, 'The checks do not pass after the solution.', transcript)),
        tookMs: parts.now() - began,
      };
      if (!ok) return;
      await moveOn(session, index);
    }
  } finally {
    await session.close();
  }
}

async function inFreshWorld(
  lesson: Lesson,
  parts: VerifyParts,
  index: number,
  trial: Trial,
): Promise<Verdict> {
  const base = { lesson: lesson.id, step: lesson.steps[index]?.id ?? '', proof: trial.proof };
  const began = parts.now();
  const session = await opened(lesson, parts);
  try {
    for (let earlier = 0; earlier < index; earlier++) {
      const { ok, transcript } = await doStep(session, parts, earlier);
      if (!ok) {
        const why = `Step "${lesson.steps[earlier]?.id}" before it can not be solved.`;
        return { ...base, ok, ...details(session, earlier, why, transcript), tookMs: parts.now() - began };
      }
      await moveOn(session, earlier);
    }
    const { transcript } = await typed(session, parts, trial.script, { stays: trial.stays });
    const { ok, why } = await judged(session, index, trial);
    const terminal = session.terminal();
    if (trial.stays && terminal) await parts.interrupt(terminal);
    return {
      ...base,
      ok,
      ...(ok ? {} : details(session, index, why, transcript)),
      tookMs: parts.now() - began,
    };
  } finally {
    await session.close();
  }
}

async function judged(
  session: LessonSession,
  index: number,
  { proof }: Trial,
): Promise<{ ok: boolean; why: string }> {
  if (proof.state !== 'wrong') {
    return { ok: await until(session, solved(index)), why: 'The checks do not pass after this alternative.' };
  }
  const { feedback } = proof;
  const named = await until(
    session,
    ({ steps }) => {
      const step = steps[index];
      const codes = new Set<string>(
        step?.results.flatMap((result) => result?.evidence.map(({ code }) => code) ?? []),
      );
      return step?.status === 'solved' || step?.feedback?.id === feedback || codes.has(feedback);
    },
    feedbackMs,
  );
  if (solved(index)(session.state())) return { ok: false, why: 'The checks pass after this wrong attempt.' };
  const got = session.state().steps[index]?.feedback?.id ?? 'none';
  return { ok: named, why: `The feedback "${feedback}" did not come (came: ${got}).` };
}

async function passesAlready(session: LessonSession, index: number): Promise<boolean> {
  const looked = (results: readonly unknown[]) =>
    results.length > 0 && results.every((result) => result !== undefined);
  session.send({ type: 'check' });
  await until(session, (state) => looked(state.steps[index]?.results ?? []) || solved(index)(state), 10_000);
  return solved(index)(session.state());
}

async function opened(lesson: Lesson, parts: VerifyParts): Promise<LessonSession> {
  const session = await parts.open(lesson);
  if (!(await until(session, ({ phase }) => phase === 'playing', 600_000))) {
    const { notice } = session.state();
    await session.close();
    throw new Error([notice?.says ?? 'The lesson does not start.', notice?.next].filter(Boolean).join(' '));
  }
  return session;
}

function details(session: LessonSession, index: number, why: string, transcript: string) {
  const step = session.state().steps[index];
  return { why, results: step?.results, transcript };
}
