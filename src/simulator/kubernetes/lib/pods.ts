import { findCondition, isTrue } from './conditions.js';
import type { Pod } from './types.js';

/** Ready to get traffic. */
export function isPodReady(pod: Pod): boolean {
  return isTrue(pod.status?.conditions, 'Ready');
}

/** Ready for at least so many seconds. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  return isPodReady(pod) && availableIn(pod, minReadySeconds, now) <= 0;
}

/** Milliseconds until a ready pod counts as available. */
export function availableIn(pod: Pod, minReadySeconds: number, now: number): number {
  if (!minReadySeconds) return 0;
  const since = Date.parse(findCondition(pod.status?.conditions, 'Ready')?.lastTransitionTime ?? '');
  return since + minReadySeconds * 1000 - now;
}

/** Ended for good. */
export function isPodFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Neither ended nor being deleted: what controllers count. */
export function isPodActive(pod: Pod): boolean {
  return !isPodFinished(pod) && !pod.metadata.deletionTimestamp;
}

/** Being deleted, and not ended yet. */
export function isPodTerminating(pod: Pod): boolean {
  return !isPodFinished(pod) && pod.metadata.deletionTimestamp !== undefined;
}
