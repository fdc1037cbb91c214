import { findCondition } from '../../lib/conditions.js';
import type { ContainerStatus, Job, Pod, PodFailureRule } from '../../lib/types.js';
import { parseIndexes } from './indexes.js';

/** What a pod failure policy says of a failed pod. */
export interface FailureAction {
  action: string;
  message: string;
}

/** The first rule of the job's policy that a failed pod matches. */
export function failureAction(job: Job, pod: Pod): FailureAction | undefined {
  const rules = job.spec.podFailurePolicy?.rules ?? [];
  for (const [at, rule] of rules.entries()) {
    const why = matchRule(rule, pod);
    if (why) return { action: rule.action, message: `${why} matching ${rule.action} rule at index ${at}` };
  }
  return undefined;
}

function matchRule(rule: PodFailureRule, pod: Pod): string | undefined {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  if (rule.onExitCodes) {
    const failed = statuses.find((status) => matchesExit(rule, status));
    return failed && `Container ${failed.name} for pod ${name} failed with exit code ${exitCode(failed)}`;
  }
  const found = rule.onPodConditions?.find(
    ({ type, status = 'True' }) => findCondition(pod.status?.conditions, type)?.status === status,
  );
  return found && `Pod ${name} has condition ${found.type}`;
}

const exitCode = ({ state }: ContainerStatus) => state?.terminated?.exitCode ?? 0;

function matchesExit({ onExitCodes }: PodFailureRule, status: ContainerStatus): boolean {
  const code = exitCode(status);
  if (!onExitCodes || code === 0) return false;
  if (onExitCodes.containerName && onExitCodes.containerName !== status.name) return false;
  return onExitCodes.values.includes(code) === (onExitCodes.operator === 'In');
}

/** The rule of the job's success policy that its succeeded indexes meet. */
export function successMessage(job: Job, succeeded: ReadonlySet<number>): string | undefined {
  const at = (job.spec.successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    const wanted = succeededIndexes === undefined ? undefined : parseIndexes(succeededIndexes);
    const met = [...succeeded].filter((index) => !wanted || wanted.has(index)).length;
    return met >= (succeededCount ?? wanted?.size ?? Infinity);
  });
  return at < 0 ? undefined : `Matched rules at index ${at}`;
}
