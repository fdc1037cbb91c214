import { findCondition } from '../lib/conditions.js';
import { isPodReady } from '../lib/pods.js';
import type { Pod } from '../lib/types.js';

const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

const cost = (pod: Pod) =>
  Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) || 0;
const restarts = (pod: Pod) =>
  Math.max(0, ...(pod.status?.containerStatuses ?? []).map((status) => status.restartCount ?? 0));
const readySince = (pod: Pod) =>
  Date.parse(findCondition(pod.status?.conditions, 'Ready')?.lastTransitionTime ?? '') || 0;
const created = (pod: Pod) => Date.parse(pod.metadata.creationTimestamp);
/** Ages within the same power of two count as equal, so that not always the youngest goes. */
const ageRank = (since: number, now: number) => Math.floor(Math.log2(Math.max(1, (now - since) / 1000)));

/**
 * Pods in the order in which a replica set gives them up: unassigned, pending, not ready, cheap by the annotation
 * controller.kubernetes.io/pod-deletion-cost, sharing a node with more of their kind, younger, often restarted first.
 */
export function deletionOrder(pods: readonly Pod[], now: number): Pod[] {
  const perNode = new Map<string, number>();
  for (const { spec } of pods) {
    if (spec.nodeName) perNode.set(spec.nodeName, (perNode.get(spec.nodeName) ?? 0) + 1);
  }
  const together = (pod: Pod) => perNode.get(pod.spec.nodeName ?? '') ?? 0;
  return [...pods].sort(
    (a, b) =>
      Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName)) ||
      (phases[a.status?.phase ?? 'Pending'] ?? 0) - (phases[b.status?.phase ?? 'Pending'] ?? 0) ||
      Number(isPodReady(a)) - Number(isPodReady(b)) ||
      cost(a) - cost(b) ||
      together(b) - together(a) ||
      (isPodReady(a) && isPodReady(b) ? ageRank(readySince(a), now) - ageRank(readySince(b), now) : 0) ||
      restarts(b) - restarts(a) ||
      ageRank(created(a), now) - ageRank(created(b), now) ||
      (a.metadata.uid < b.metadata.uid ? -1 : 1),
  );
}
