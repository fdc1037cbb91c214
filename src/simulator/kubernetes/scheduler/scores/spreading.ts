import { controllerOf } from '../../lib/meta.js';
import type { Pod } from '../../lib/types.js';
import { maxScore, type Score } from '../framework.js';
import type { NodeInfo } from '../node-info.js';
import { domainCounts } from '../spread.js';

const hostname = 'kubernetes.io/hostname';
const zone = 'topology.kubernetes.io/zone';

/** How many pods of the same controller lie in each domain of a label. */
function siblings(pod: Pod, nodes: readonly NodeInfo[], key: string): Map<string, number> {
  const uid = controllerOf(pod)?.uid;
  const counts = new Map<string, number>();
  for (const { node, pods } of nodes) {
    const domain = node.metadata.labels?.[key];
    if (domain === undefined) continue;
    let number = 0;
    for (const other of pods.values()) {
      if (controllerOf(other)?.uid === uid && !other.metadata.deletionTimestamp) number++;
    }
    counts.set(domain, (counts.get(domain) ?? 0) + number);
  }
  return counts;
}

/**
 * PodTopologySpread: soft constraints; for pods of a controller that state none, the default of spreading over nodes and
 * zones. (The default counts siblings by controller; the real one takes selectors of services in as well.)
 */
export const spreading: Score = {
  name: 'PodTopologySpread',
  weight: 2,
  score(pod, nodes, snapshot) {
    const soft = (pod.spec.topologySpreadConstraints ?? []).filter(
      ({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway',
    );
    const own = soft.map((constraint) => ({
      key: constraint.topologyKey,
      skew: constraint.maxSkew,
      counts: domainCounts(constraint, pod, snapshot),
    }));
    const byDefault = () =>
      [
        { key: zone, skew: 3 },
        { key: hostname, skew: 5 },
      ].map((entry) => ({ ...entry, counts: siblings(pod, nodes, entry.key) }));
    const explicit = (pod.spec.topologySpreadConstraints ?? []).length > 0;
    const rules = explicit ? own : controllerOf(pod) ? byDefault() : [];
    if (rules.length === 0) return undefined;
    const raw = nodes.map(({ node }) =>
      rules.reduce((sum, { key, skew, counts }) => {
        const domain = node.metadata.labels?.[key];
        if (domain === undefined) return sum;
        return sum + (counts.get(domain) ?? 0) * Math.log(counts.size + 2) + (skew - 1);
      }, 0),
    );
    const [least, most] = [Math.min(...raw), Math.max(...raw)];
    return raw.map((value) =>
      most === 0 ? maxScore : Math.floor((maxScore * (most + least - value)) / most),
    );
  },
};
