import { isPodReady } from '../../lib/pods.js';
import type { Job, Pod } from '../../lib/types.js';
import { parseIndexes } from './indexes.js';
import { failureAction, type FailureAction } from './policies.js';

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
export const indexKey = 'batch.kubernetes.io/job-completion-index';

export const isIndexed = ({ spec }: Job) => spec.completionMode === 'Indexed';
export const indexOf = ({ metadata }: Pod) => Number(metadata.annotations?.[indexKey] ?? -1);
const tracked = ({ metadata }: Pod) => metadata.finalizers?.includes(trackingFinalizer) ?? false;

/** What the pods of a job amount to, together with what its status has counted before. */
export interface Tally {
  active: Pod[];
  ready: number;
  terminating: number;
  /** Ended and not yet in the status; their finalizer is still there. */
  newlySucceeded: Pod[];
  newlyFailed: Pod[];
  /** Failures that the policy tells not to count. */
  ignored: Pod[];
  succeeded: number;
  failed: number;
  completedIndexes: ReadonlySet<number>;
  failedIndexes: ReadonlySet<number>;
  /** The policy says that the whole job has failed. */
  failJob?: FailureAction;
}

/** A pod that is being deleted counts as failed, unless only those that ended are to be replaced. */
function isFailed(job: Job, pod: Pod): boolean {
  if (pod.status?.phase === 'Failed') return true;
  const waits = job.spec.podReplacementPolicy === 'Failed';
  return pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded' && !waits;
}

export function tally(job: Job, pods: readonly Pod[]): Tally {
  const status = job.status ?? {};
  const uncounted = status.uncountedTerminatedPods ?? {};
  const known = new Set([...(uncounted.succeeded ?? []), ...(uncounted.failed ?? [])]);
  const fresh = (pod: Pod) => tracked(pod) && !known.has(pod.metadata.uid);
  const limit = job.spec.completions ?? Infinity;
  const completed = parseIndexes(status.completedIndexes);
  const failedPods = pods.filter((pod) => isFailed(job, pod));
  const newlySucceeded = pods.filter((pod) => pod.status?.phase === 'Succeeded' && fresh(pod));
  const actions = new Map(failedPods.filter(fresh).map((pod) => [pod, failureAction(job, pod)]));
  if (isIndexed(job)) {
    for (const pod of newlySucceeded) if (indexOf(pod) < limit) completed.add(indexOf(pod));
  }
  const ignored = [...actions].filter(([, action]) => action?.action === 'Ignore').map(([pod]) => pod);
  const newlyFailed = [...actions.keys()].filter((pod) => !ignored.includes(pod));
  const active = pods.filter(
    (pod) => pod.status?.phase !== 'Succeeded' && !isFailed(job, pod) && !pod.metadata.deletionTimestamp,
  );
  const failJob = [...actions.values()].find((action) => action?.action === 'FailJob');
  const counted = (status.succeeded ?? 0) + (uncounted.succeeded?.length ?? 0) + newlySucceeded.length;
  return {
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter(
      ({ metadata, status: { phase } = {} }) =>
        metadata.deletionTimestamp && phase !== 'Succeeded' && phase !== 'Failed',
    ).length,
    newlySucceeded,
    newlyFailed,
    ignored,
    succeeded: isIndexed(job) ? completed.size : counted,
    failed: (status.failed ?? 0) + (uncounted.failed?.length ?? 0) + newlyFailed.length,
    completedIndexes: completed,
    failedIndexes: failedIndexes(job, failedPods, completed),
    ...(failJob && { failJob }),
  };
}

/** How often an index has failed, by the pods that are still there to tell. */
function failedIndexes(job: Job, failedPods: readonly Pod[], completed: ReadonlySet<number>): Set<number> {
  const failed = parseIndexes(job.status?.failedIndexes);
  const limit = job.spec.backoffLimitPerIndex;
  if (limit === undefined) return failed;
  const counts = new Map<number, number>();
  for (const pod of failedPods) {
    const action = failureAction(job, pod)?.action;
    if (action === 'Ignore') continue;
    const count = (counts.get(indexOf(pod)) ?? 0) + (action === 'FailIndex' ? limit + 1 : 1);
    counts.set(indexOf(pod), count);
    if (count > limit && !completed.has(indexOf(pod))) failed.add(indexOf(pod));
  }
  return failed;
}
