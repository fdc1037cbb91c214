import { isQuiz } from '../course/lesson.js';
import type { PlayerState } from '../course/player/state.js';
import type { LessonSession } from '../session/contract.js';
import type { VerifyParts } from './contract.js';

/** Longest that the world may take to come round after a script ended: health checks and restarts take their time. */
const settleMs = 45_000;

/** Waits until the lesson's state is so; false when it does not come to that in time. */
export function until(
  session: LessonSession,
  so: (state: PlayerState) => boolean,
  limitMs = settleMs,
): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (value: boolean) => {
      stop();
      clearTimeout(timer);
      resolve(value);
    };
    const look = () => {
      const state = session.state();
      if (so(state)) finish(true);
      else if (state.phase === 'failed') finish(false);
    };
    const stop = session.onChange(look);
    const timer = setTimeout(() => finish(false), limitMs);
    look();
  });
}

/** True once the step is solved. */
export function solved(step: number): (state: PlayerState) => boolean {
  return (state) => state.steps[step]?.status === 'solved';
}

/** Types a script into the session's shell and gives what was printed. */
export async function typed(
  session: LessonSession,
  parts: VerifyParts,
  script: string,
  { stays = false, limitMs = 120_000 } = {},
): Promise<{ transcript: string }> {
  const terminal = session.terminal();
  if (!terminal) throw new Error('The lesson has no shell.');
  let transcript = '';
  const stop = terminal.onData((chunk) => {
    transcript = (transcript + chunk).slice(-20_000);
  });
  try {
    await parts.type(terminal, script, { stays, signal: AbortSignal.timeout(limitMs) });
  } catch (error) {
    transcript += `\n[the script did not end: ${error instanceof Error ? error.message : String(error)}]`;
  } finally {
    stop();
  }
  return { transcript };
}

/** Does a step the way the lesson says; true when its checks pass. */
export async function doStep(
  session: LessonSession,
  parts: VerifyParts,
  index: number,
): Promise<{ ok: boolean; transcript: string }> {
  const step = session.state().lesson.steps[index];
  if (!step) return { ok: false, transcript: '' };
  let transcript = '';
  if (isQuiz(step)) {
    session.send({ type: 'choose', option: step.quiz.options.findIndex((option) => option.correct) });
  } else {
    ({ transcript } = await typed(session, parts, step.solution));
  }
  const ok = await until(session, solved(index));
  return { ok, transcript };
}

/** Moves on to the step after this one. */
export async function moveOn(session: LessonSession, index: number): Promise<void> {
  session.send({ type: 'next' });
  await until(session, (state) => state.current > index || state.phase === 'done');
}
