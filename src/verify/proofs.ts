import { isTask } from '../course/lesson.js';
import type { Step } from '../course/schema.js';
import type { Proof } from './contract.js';

/** A proof and the script it types; `before` types nothing. */
export interface Trial {
  proof: Proof;
  script: string;
  stays: boolean;
}

/**
 * The trials of a step, in the order that needs the fewest fresh worlds: `before` and the solution happen in the world of
 * the steps before, each other trial in a world of its own.
 */
export function trialsOf(step: Step): { own: Trial[]; solution: string | undefined } {
  if (!isTask(step)) return { own: [], solution: undefined };
  const wrong = step.wrong.map(({ about, run, feedback, stays }): Trial => ({
    proof: { state: 'wrong', about, feedback },
    script: run,
    stays,
  }));
  const alternatives = step.alternatives.map(({ about, run }): Trial => ({
    proof: { state: 'alternative', about },
    script: run,
    stays: false,
  }));
  return { own: [...wrong, ...alternatives], solution: step.solution };
}
