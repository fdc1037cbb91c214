import { TutorError } from '../errors.js';
import { cachedWorld } from './cached-world.js';
import type { CheckContext, CheckResult, Trigger } from './contract.js';
import { notPassed } from './evidence.js';
import { fillPlaceholders } from './feedback.js';
import type { KindContext } from './kinds/kind.js';
import { kindOf, triggersOf } from './kinds/registry.js';
import { resolveCheck } from './resolve.js';
import type { Check } from './schema.js';

/** What this room needs to know of a step. */
export interface CheckedStep {
  checks: readonly Check[];
  /** Mistakes that the author foresees. */
  feedback: readonly { id: string; when: readonly Check[]; say: string }[];
}

/** How to look. */
export interface LookOptions {
  /** What changed since `previous`; all checks are looked at when left out. */
  changed?: ReadonlySet<Trigger>;
  /** Results of the look before, by index of the check. */
  previous?: readonly (CheckResult | undefined)[];
  /** Milliseconds since the epoch, for "12 s ago" in evidence. */
  now?: number;
}

/** What one look at a step found. */
interface StepLook {
  /** By index of the check. */
  results: CheckResult[];
  /** The author's feedback that applies, with its placeholders filled in. */
  feedback?: { id: string; text: string };
  /** True when a later look may find more although nothing happens: a server that comes up, a log that grows. */
  lookAgain: boolean;
}

/**
 * Looks at the checks of a step. Never throws: a world that can not be read is evidence. The author's feedback is the
 * first whose checks all pass while the step is not done.
 */
export async function evaluateStep(
  step: CheckedStep,
  context: CheckContext,
  { changed, previous = [], now }: LookOptions = {},
): Promise<StepLook> {
  const look: KindContext = {
    ...context,
    world: cachedWorld(context.world),
    now,
    named: namesIn(step.checks),
  };
  const results = await Promise.all(
    step.checks.map(async (check, i) => {
      const known = previous[i];
      const concerned = !changed || triggersOf(check).some((trigger) => changed.has(trigger));
      return known && !concerned ? known : evaluateCheck(check, { ...look, answer: context.answers[i] });
    }),
  );
  const feedback = results.every(({ status }) => status === 'pass')
    ? undefined
    : await findFeedback(step, look);
  const lookAgain = step.checks.some((check, i) => mayDrift(check, results[i], look));
  return { results, ...(feedback && { feedback }), lookAgain };
}

/** Looks at one check. Never throws. */
async function evaluateCheck(check: Check, context: KindContext): Promise<CheckResult> {
  try {
    const resolved = await resolveCheck(check, context);
    if (!resolved.ok) return notPassed([resolved.evidence]);
    return await kindOf(resolved.check).evaluate(resolved.check, context);
  } catch (error) {
    return unreadable(check, error);
  }
}

function unreadable(check: Check, error: unknown): CheckResult {
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof TutorError;
  const says = known ? message : `The ${check.kind} check could not look at the world: ${message}`;
  const next = known ? error.detail.next : undefined;
  return notPassed([{ code: 'engine-down', object: 'environment', says, ...(next && { next }) }]);
}

async function findFeedback(step: CheckedStep, look: KindContext): Promise<StepLook['feedback']> {
  for (const { id, when, say } of step.feedback) {
    const results: CheckResult[] = [];
    for (const check of when) {
      const result = await evaluateCheck(check, { ...look, answer: answerFor(check, step, look) });
      results.push(result);
      if (result.status !== 'pass') break;
    }
    if (results.every(({ status }) => status === 'pass')) {
      return { id, text: fillPlaceholders(say, results[0]?.subject) };
    }
  }
  return undefined;
}

/** An answer check of feedback looks at what was answered to the step's check with the same question, else to the first. */
function answerFor(check: Check, step: CheckedStep, { answers }: KindContext): string | undefined {
  if (check.kind !== 'answer') return undefined;
  const questions = [...step.checks.entries()].flatMap(([i, one]) =>
    one.kind === 'answer' ? [{ i, ask: one.ask }] : [],
  );
  const asked = questions.find(({ ask }) => ask === check.ask) ?? questions[0];
  return asked && answers[asked.i];
}

/** Waiting for something that has no event, or not passed and of a kind whose world changes silently. */
function mayDrift(check: Check, result: CheckResult | undefined, look: KindContext): boolean {
  if (!result || result.status === 'pass') return false;
  const codes = result.evidence.map(({ code }) => code);
  if (codes.includes('starting') || codes.includes('engine-down')) return true;
  // An object that is not there comes with an event.
  const isMissing = codes.every((code) => code === 'missing' || code === 'name-typo');
  return !isMissing && kindOf(check).drifts(look);
}

function namesIn(checks: readonly Check[]): ReadonlySet<string> {
  return new Set(
    checks.flatMap((check) => [
      ...('name' in check && check.name !== undefined ? [check.name] : []),
      ...('container' in check ? [check.container] : []),
    ]),
  );
}
