import type { Dockerfile, Stage } from '../dockerfile/parse.js';
import type { Step } from '../dockerfile/instructions.js';

/** Steps that work on files: those that the progress counts and shows. */
export const isShown = ({ kind }: Step): boolean => ['run', 'copy', 'add', 'workdir'].includes(kind);

/** The stage that a name (or, for --from, a number) stands for, among those before `limit`. */
export function findStage(
  { stages }: Dockerfile,
  name: string,
  limit: number,
  numbers = false,
): number | undefined {
  const named = stages.slice(0, limit).findLastIndex(({ from }) => from.name === name.toLowerCase());
  if (named >= 0) return named;
  return numbers && /^\d+$/.test(name) && Number(name) < limit ? Number(name) : undefined;
}

/** What stands before the number of a step: nothing when there is only one stage. */
export function stagePrefix({ stages }: Dockerfile, index: number): string {
  if (stages.length === 1) return '';
  return `${stages[index]?.from.name ?? `stage-${index}`} `;
}

/** How many steps of a stage are shown, its FROM counted. */
export const shownSteps = ({ steps }: Stage): number => 1 + steps.filter(isShown).length;

/** Names of the stages that have one. */
export const stageNames = ({ stages }: Dockerfile): string[] => stages.flatMap(({ from }) => from.name ?? []);
