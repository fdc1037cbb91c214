import { isPodAvailable, isPodReady } from '../../lib/pods.js';
import type { DaemonSet, DaemonSetStatus, Node, Pod } from '../../lib/types.js';
import { count } from '../replica-status.js';
import { hashLabel, podsByNode } from './decide.js';
import { suitability } from './nodes.js';

/** The counts of a daemon set over all nodes. */
export function daemonStatus(
  set: DaemonSet,
  nodes: readonly Node[],
  pods: readonly Pod[],
  hash: string,
  now: number,
): DaemonSetStatus {
  const perNode = podsByNode(pods);
  const sums = { wanted: 0, current: 0, misplaced: 0, ready: 0, available: 0, updated: 0 };
  for (const node of nodes) {
    const here = perNode.get(node.metadata.name) ?? [];
    if (!suitability(set, node).run) {
      if (here.length > 0) sums.misplaced++;
      continue;
    }
    sums.wanted++;
    // The newest tells: beside it there may be one on its way out.
    const pod = here.reduce<Pod | undefined>(
      (last, other) => (!last || isNewer(other, last) ? other : last),
      undefined,
    );
    if (!pod) continue;
    sums.current++;
    if (isPodReady(pod)) sums.ready++;
    if (isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now)) sums.available++;
    if (pod.metadata.labels?.[hashLabel] === hash) sums.updated++;
  }
  return {
    ...set.status,
    currentNumberScheduled: sums.current,
    desiredNumberScheduled: sums.wanted,
    numberMisscheduled: sums.misplaced,
    numberReady: sums.ready,
    numberAvailable: count(sums.available),
    numberUnavailable: count(sums.wanted - sums.available),
    updatedNumberScheduled: count(sums.updated),
    observedGeneration: set.metadata.generation,
  };
}

const isNewer = (a: Pod, b: Pod) =>
  Date.parse(a.metadata.creationTimestamp) >= Date.parse(b.metadata.creationTimestamp);
