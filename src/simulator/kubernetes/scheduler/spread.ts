import { fitsNode } from '../lib/node-selector.js';
import { matchesSelector } from '../lib/selector.js';
import { untolerated } from '../lib/tolerations.js';
import type { Pod, TopologySpreadConstraint } from '../lib/types.js';
import { withLabelKeys, type Snapshot } from './framework.js';
import type { NodeInfo } from './node-info.js';

/** How many pods that a constraint counts are in each of its domains. */
export type Counts = ReadonlyMap<string, number>;

/** Whether a node counts for a constraint: by the pod's own node affinity and, when asked, by taints. */
function counts(constraint: TopologySpreadConstraint, pod: Pod, { node }: NodeInfo): boolean {
  if (constraint.nodeAffinityPolicy !== 'Ignore' && !fitsNode(pod.spec, node)) return false;
  if (constraint.nodeTaintsPolicy !== 'Honor') return true;
  return !untolerated(node.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']);
}

/** The pods on a node that a constraint counts for a new pod. */
export function matching(constraint: TopologySpreadConstraint, pod: Pod, { pods }: NodeInfo): number {
  const selector = withLabelKeys(constraint.labelSelector, constraint.matchLabelKeys, pod);
  let number = 0;
  for (const other of pods.values()) {
    if (other.metadata.namespace !== pod.metadata.namespace || other.metadata.deletionTimestamp) continue;
    if (matchesSelector(selector, other.metadata.labels)) number++;
  }
  return number;
}

/** Counts for all domains that the pod may use. */
export function domainCounts(
  constraint: TopologySpreadConstraint,
  pod: Pod,
  snapshot: Pick<Snapshot, 'nodes'>,
): Counts {
  const sums = new Map<string, number>();
  for (const info of snapshot.nodes) {
    const domain = info.node.metadata.labels?.[constraint.topologyKey];
    if (domain === undefined || !counts(constraint, pod, info)) continue;
    sums.set(domain, (sums.get(domain) ?? 0) + matching(constraint, pod, info));
  }
  return sums;
}

/** Whether the constraint counts the pod itself. */
export function countsSelf(constraint: TopologySpreadConstraint, pod: Pod): boolean {
  return matchesSelector(constraint.labelSelector, pod.metadata.labels);
}
