import { findCondition } from '../../lib/conditions.js';
import type { Condition, Deployment, DeploymentStatus, ReplicaSet } from '../../lib/types.js';
import { timestamp } from '../../lib/time.js';
import { count } from '../replica-status.js';
import { bounds, totalOf, totalSize, wanted } from './sizes.js';

const noLimit = 2 ** 31 - 1;

/** Whether the deployment gives up on a rollout at some time. */
export function hasDeadline({ spec }: Deployment): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== noLimit;
}

/** Makes a condition of now. */
export function condition(
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
  now: number,
): Condition {
  const time = timestamp(now);
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

/** Sets a condition: it goes to the end of the list, unless status and reason are as before. */
export function putCondition(conditions: readonly Condition[], next: Condition): Condition[] {
  const old = findCondition(conditions, next.type);
  if (old && old.status === next.status && old.reason === next.reason) return [...conditions];
  const kept = old?.status === next.status ? { ...next, lastTransitionTime: old.lastTransitionTime } : next;
  return [...without(conditions, next.type), kept];
}

export function without(conditions: readonly Condition[], type: string): Condition[] {
  return conditions.filter((other) => other.type !== type);
}

/** The counts and the Available condition of a deployment with these replica sets. */
export function deploymentStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  fresh: ReplicaSet | undefined,
  now: number,
): DeploymentStatus {
  const available = totalOf(sets, 'availableReplicas');
  const enough = available >= wanted(deployment) - bounds(deployment).unavailable;
  const availability = enough
    ? condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
    : condition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        now,
      );
  return {
    ...deployment.status,
    observedGeneration: deployment.metadata.generation,
    replicas: count(totalOf(sets, 'replicas')),
    updatedReplicas: count(fresh?.status?.replicas ?? 0),
    readyReplicas: count(totalOf(sets, 'readyReplicas')),
    availableReplicas: count(available),
    unavailableReplicas: count(Math.max(0, totalSize(sets) - available)),
    terminatingReplicas: totalOf(sets, 'terminatingReplicas'),
    conditions: putCondition(deployment.status?.conditions ?? [], availability),
  };
}

/** Whether all pods are of the new template, there and available. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const replicas = wanted(deployment);
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function isProgressing(old: DeploymentStatus, next: DeploymentStatus): boolean {
  const more = (field: 'updatedReplicas' | 'readyReplicas' | 'availableReplicas') =>
    (next[field] ?? 0) > (old[field] ?? 0);
  const outdated = (status: DeploymentStatus) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    more('updatedReplicas') ||
    more('readyReplicas') ||
    more('availableReplicas') ||
    outdated(next) < outdated(old)
  );
}

/** Milliseconds until the rollout has taken too long; undefined when no such time runs. */
export function deadlineIn(
  deployment: Deployment,
  status: DeploymentStatus,
  now: number,
): number | undefined {
  const progress = findCondition(status.conditions, 'Progressing');
  if (!hasDeadline(deployment) || !progress || progress.reason === 'NewReplicaSetAvailable') return undefined;
  if (progress.reason === 'DeploymentPaused') return undefined;
  const since = Date.parse(progress.lastUpdateTime ?? '');
  return since + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000 - now;
}

/** The status of a rollout under way: deploymentStatus with the Progressing and ReplicaFailure conditions brought up. */
export function rolloutStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  fresh: ReplicaSet | undefined,
  now: number,
): DeploymentStatus {
  const status = deploymentStatus(deployment, sets, fresh, now);
  let conditions = status.conditions ?? [];
  if (!hasDeadline(deployment)) conditions = without(conditions, 'Progressing');
  else conditions = progressConditions(deployment, status, fresh, now);
  const failing = [...(fresh ? [fresh] : []), ...sets].find(hasFailure);
  const failure = findCondition(failing?.status?.conditions, 'ReplicaFailure');
  conditions = failure
    ? putCondition(
        conditions,
        condition(
          failure.type,
          failure.status,
          failure.reason ?? '',
          failure.message ?? '',
          Date.parse(failure.lastTransitionTime ?? '') || now,
        ),
      )
    : without(conditions, 'ReplicaFailure');
  return { ...status, conditions };
}

const hasFailure = (set: ReplicaSet) => findCondition(set.status?.conditions, 'ReplicaFailure') !== undefined;

function progressConditions(
  deployment: Deployment,
  status: DeploymentStatus,
  fresh: ReplicaSet | undefined,
  now: number,
): Condition[] {
  const conditions = status.conditions ?? [];
  const current = findCondition(conditions, 'Progressing');
  const settled =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (settled) return conditions;
  const what = fresh ? `ReplicaSet "${fresh.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const progress = (value: Condition['status'], reason: string, message: string) =>
    condition('Progressing', value, reason, `${what} ${message}`, now);
  if (isComplete(deployment, status)) {
    return putCondition(
      conditions,
      progress('True', 'NewReplicaSetAvailable', 'has successfully progressed.'),
    );
  }
  if (isProgressing(deployment.status ?? {}, status)) {
    const next = progress('True', 'ReplicaSetUpdated', 'is progressing.');
    // Each step forward counts from now, whatever the reason was: the deadline starts anew.
    const since = current?.status === 'True' ? current.lastTransitionTime : next.lastTransitionTime;
    return [...without(conditions, 'Progressing'), { ...next, lastTransitionTime: since }];
  }
  const left = deadlineIn(deployment, status, now);
  if (left !== undefined && left < 0 && current?.reason !== 'ProgressDeadlineExceeded') {
    return putCondition(
      conditions,
      progress('False', 'ProgressDeadlineExceeded', 'has timed out progressing.'),
    );
  }
  return conditions;
}
