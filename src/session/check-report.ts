import type { CheckResult } from '../checks/contract.js';
import { isTask } from '../course/lesson.js';
import type { PlayerState } from '../course/player/state.js';

/** One line of the checklist, ready to be shown or read aloud. */
export interface ChecklistLine {
  says: string;
  status: CheckResult['status'] | 'unknown';
  /** What is wrong, most useful first: a sentence and the command that shows it. */
  evidence: { says: string; next?: string }[];
}

/** The checklist of the step in work; empty for quiz steps and when all is done. */
export function checklist(
  state: PlayerState,
  titleOf: (step: number, check: number) => string,
): ChecklistLine[] {
  const step = state.lesson.steps[state.current];
  if (!step || !isTask(step)) return [];
  return step.checks.map((check, index) => {
    const result = state.steps[state.current]?.results[index];
    return {
      says: check.says ?? titleOf(state.current, index),
      status: result?.status ?? 'unknown',
      evidence: (result?.status === 'pass' ? [] : (result?.evidence ?? [])).map(({ says, next }) => ({
        says,
        next,
      })),
    };
  });
}
