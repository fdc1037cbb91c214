import { findCondition, isTrue } from '../../lib/conditions.js';
import type { Condition, Job, JobStatus } from '../../lib/types.js';
import { timestamp } from '../../lib/time.js';
import { count } from '../replica-status.js';
import type { Outcome } from './decide.js';
import { formatIndexes } from './indexes.js';
import { isIndexed, type Tally } from './tally.js';

function condition(
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
  now: number,
): Condition {
  const time = timestamp(now);
  return { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
}

/** Complete or failed for good. */
export function isFinished({ status }: Job): boolean {
  return isTrue(status?.conditions, 'Complete') || isTrue(status?.conditions, 'Failed');
}

/** The counts before the newly ended pods lose their finalizer: they are listed, so that none is counted twice or lost. */
export function interimStatus(job: Job, tally: Tally, now: number): JobStatus {
  const { spec, status = {} } = job;
  const uncounted = status.uncountedTerminatedPods ?? {};
  const uids = (old: string[] | undefined, pods: Tally['newlyFailed']) => {
    const all = [...(old ?? []), ...pods.map(({ metadata }) => metadata.uid)];
    return all.length > 0 ? all : undefined;
  };
  const next: JobStatus = {
    ...status,
    active: count(tally.active.length),
    ready: tally.ready,
    terminating: tally.terminating,
    uncountedTerminatedPods: {
      succeeded: isIndexed(job) ? undefined : uids(uncounted.succeeded, tally.newlySucceeded),
      failed: uids(uncounted.failed, tally.newlyFailed),
    },
  };
  if (isIndexed(job)) {
    next.succeeded = count(tally.succeeded);
    next.completedIndexes = formatIndexes(tally.completedIndexes) || undefined;
    if (spec.backoffLimitPerIndex !== undefined) next.failedIndexes = formatIndexes(tally.failedIndexes);
  }
  if (!status.startTime && !spec.suspend) next.startTime = timestamp(now);
  return suspended(job, next, now);
}

function suspended({ spec }: Job, status: JobStatus, now: number): JobStatus {
  const current = findCondition(status.conditions, 'Suspended');
  const set = (next: Condition) => [...(status.conditions ?? []).filter((other) => other !== current), next];
  if (spec.suspend && current?.status !== 'True') {
    const conditions = set(condition('Suspended', 'True', 'JobSuspended', 'Job suspended', now));
    return { ...status, conditions, startTime: undefined };
  }
  if (!spec.suspend && current?.status === 'True') {
    const conditions = set(condition('Suspended', 'False', 'JobResumed', 'Job resumed', now));
    return { ...status, conditions, startTime: timestamp(now) };
  }
  return status;
}

/** The status once the finalizers are gone: what was listed is counted. */
export function countedStatus(status: JobStatus): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  return {
    ...status,
    succeeded: count((status.succeeded ?? 0) + succeeded.length),
    failed: count((status.failed ?? 0) + failed.length),
    uncountedTerminatedPods: {},
  };
}

/** The condition that announces how the job will end. */
export function announced(status: JobStatus, { success, reason, message }: Outcome, now: number): JobStatus {
  const type = success ? 'SuccessCriteriaMet' : 'FailureTarget';
  if (findCondition(status.conditions, type)) return status;
  return {
    ...status,
    conditions: [...(status.conditions ?? []), condition(type, 'True', reason, message, now)],
  };
}

/** The announced end, if there is one. */
export function announcedOutcome({ status }: Job): Outcome | undefined {
  const success = findCondition(status?.conditions, 'SuccessCriteriaMet');
  const found = success ?? findCondition(status?.conditions, 'FailureTarget');
  return found && { success: found === success, reason: found.reason ?? '', message: found.message ?? '' };
}

/** The last condition, when no pod is left to wait for. */
export function finished(status: JobStatus, { success, reason, message }: Outcome, now: number): JobStatus {
  const conditions = [
    ...(status.conditions ?? []),
    condition(success ? 'Complete' : 'Failed', 'True', reason, message, now),
  ];
  return { ...status, conditions, ...(success && { completionTime: timestamp(now) }) };
}
