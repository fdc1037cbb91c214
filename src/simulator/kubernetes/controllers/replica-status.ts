import { findCondition } from '../lib/conditions.js';
import { isPodAvailable, isPodReady } from '../lib/pods.js';
import type { Condition, Pod, ReplicaSet, ReplicaSetStatus } from '../lib/types.js';
import { timestamp } from '../lib/time.js';

/** What went wrong with the pods of a set, if anything did. */
export interface ReplicaFailure {
  reason: 'FailedCreate' | 'FailedDelete';
  message: string;
}

/** A count of zero is left out, as Go's omitempty does. */
export const count = (number: number) => number || undefined;

/** The status of a replica set (or replication controller) with these pods. */
export function replicaStatus(
  set: ReplicaSet,
  pods: { active: readonly Pod[]; terminating: number },
  failure: ReplicaFailure | undefined,
  now: number,
): ReplicaSetStatus {
  const labels = Object.entries(set.spec.template.metadata?.labels ?? {});
  const minReady = set.spec.minReadySeconds ?? 0;
  const counted = (test: (pod: Pod) => boolean) => count(pods.active.filter(test).length);
  const conditions = failureConditions(set.status?.conditions ?? [], failure, now);
  return {
    ...set.status,
    replicas: pods.active.length,
    fullyLabeledReplicas: counted((pod) =>
      labels.every(([key, value]) => pod.metadata.labels?.[key] === value),
    ),
    readyReplicas: counted(isPodReady),
    availableReplicas: counted((pod) => isPodAvailable(pod, minReady, now)),
    terminatingReplicas: pods.terminating,
    observedGeneration: set.metadata.generation,
    conditions: conditions.length > 0 ? conditions : undefined,
  };
}

function failureConditions(old: readonly Condition[], failure: ReplicaFailure | undefined, now: number) {
  const others = old.filter(({ type }) => type !== 'ReplicaFailure');
  if (!failure) return others;
  const known = findCondition(old, 'ReplicaFailure');
  const fresh: Condition = {
    type: 'ReplicaFailure',
    status: 'True',
    lastTransitionTime: timestamp(now),
    ...failure,
  };
  // The first failure stays until there is none: its message is not replaced by later ones.
  return [...others, known ?? fresh];
}
