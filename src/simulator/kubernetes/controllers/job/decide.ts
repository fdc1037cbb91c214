import type { Job } from '../../lib/types.js';
import { successMessage } from './policies.js';
import { indexOf, isIndexed, type Tally } from './tally.js';

/** How a job ends: the reason and message of its last conditions. */
export interface Outcome {
  success: boolean;
  reason: string;
  message: string;
}

const failed = (reason: string, message: string): Outcome => ({ success: false, reason, message });

/** Whether a job is over, and how; undefined while it is not. */
export function outcome(job: Job, tally: Tally, now: number): Outcome | undefined {
  const { spec, status } = job;
  if (tally.failJob) return failed('PodFailurePolicy', tally.failJob.message);
  if (pastBackoff(job, tally))
    return failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  const deadline = deadlineIn(job, now);
  if (deadline !== undefined && deadline <= 0) {
    return failed('DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  const badIndexes = tally.failedIndexes.size;
  if (spec.maxFailedIndexes !== undefined && badIndexes > spec.maxFailedIndexes) {
    return failed(
      'MaxFailedIndexesExceeded',
      'Job has exceeded the specified maximal number of failed indexes',
    );
  }
  const matched = isIndexed(job) ? successMessage(job, tally.completedIndexes) : undefined;
  if (matched) return { success: true, reason: 'SuccessPolicy', message: matched };
  const reached = {
    success: true,
    reason: 'CompletionsReached',
    message: 'Reached expected number of succeeded pods',
  };
  if (spec.completions === undefined) {
    return tally.succeeded > 0 && tally.active.length === 0 ? reached : undefined;
  }
  if (badIndexes > 0 && tally.succeeded + badIndexes >= spec.completions && tally.active.length === 0) {
    return failed('FailedIndexes', 'Job has failed indexes');
  }
  const none = spec.completions === 0 && status?.startTime === undefined && !spec.suspend;
  return tally.succeeded >= spec.completions && (tally.active.length === 0 || none) ? reached : undefined;
}

function pastBackoff({ spec }: Job, tally: Tally): boolean {
  const limit = spec.backoffLimit ?? 6;
  if (tally.failed > limit) return true;
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
  // Containers restart in place: their restarts are the failures.
  const restarts = tally.active
    .flatMap(({ status = {} }) => [
      ...(status.initContainerStatuses ?? []),
      ...(status.containerStatuses ?? []),
    ])
    .reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** Milliseconds left of activeDeadlineSeconds. */
export function deadlineIn({ spec, status }: Job, now: number): number | undefined {
  if (spec.activeDeadlineSeconds === undefined || spec.suspend || !status?.startTime) return undefined;
  return Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000 - now;
}

/** How many pods to make (positive) or to remove (negative). */
export function podsWanted({ spec }: Job, tally: Tally): number {
  if (spec.suspend) return -tally.active.length;
  const parallelism = spec.parallelism ?? 1;
  const occupied = tally.active.length + (spec.podReplacementPolicy === 'Failed' ? tally.terminating : 0);
  const left =
    spec.completions === undefined
      ? tally.succeeded > 0
        ? occupied
        : parallelism
      : Math.min(spec.completions - tally.succeeded - tally.failedIndexes.size, parallelism);
  const change = left - occupied;
  return change < 0 ? -Math.min(-change, tally.active.length) : change;
}

/** The lowest indexes that have neither ended nor a pod. */
export function nextIndexes(job: Job, tally: Tally, count: number): number[] {
  const busy = new Set(tally.active.map(indexOf));
  const result: number[] = [];
  for (let index = 0; index < (job.spec.completions ?? 0) && result.length < count; index++) {
    if (busy.has(index) || tally.completedIndexes.has(index) || tally.failedIndexes.has(index)) continue;
    result.push(index);
  }
  return result;
}
