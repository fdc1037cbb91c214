import type { Pod, PodAffinityTerm } from '../../lib/types.js';
import { termTakes } from '../affinity-terms.js';
import { maxScore, type Score, type Snapshot } from '../framework.js';
import type { NodeInfo } from '../node-info.js';

type Sums = Map<string, Map<string, number>>;

function add(sums: Sums, term: PodAffinityTerm, { node }: NodeInfo, weight: number): void {
  const domain = node.metadata.labels?.[term.topologyKey];
  if (domain === undefined) return;
  let domains = sums.get(term.topologyKey);
  if (!domains) sums.set(term.topologyKey, (domains = new Map<string, number>()));
  domains.set(domain, (domains.get(domain) ?? 0) + weight);
}

function collect(pod: Pod, snapshot: Snapshot): Sums {
  const sums: Sums = new Map();
  const own = pod.spec.affinity;
  for (const info of snapshot.nodes) {
    for (const other of info.pods.values()) {
      for (const { weight, podAffinityTerm } of own?.podAffinity
        ?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
        if (termTakes(podAffinityTerm, pod, other, snapshot)) add(sums, podAffinityTerm, info, weight);
      }
      for (const { weight, podAffinityTerm } of own?.podAntiAffinity
        ?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
        if (termTakes(podAffinityTerm, pod, other, snapshot)) add(sums, podAffinityTerm, info, -weight);
      }
      const theirs = other.spec.affinity;
      for (const { weight, podAffinityTerm } of theirs?.podAffinity
        ?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
        if (termTakes(podAffinityTerm, other, pod, snapshot)) add(sums, podAffinityTerm, info, weight);
      }
      for (const { weight, podAffinityTerm } of theirs?.podAntiAffinity
        ?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
        if (termTakes(podAffinityTerm, other, pod, snapshot)) add(sums, podAffinityTerm, info, -weight);
      }
    }
  }
  return sums;
}

/** InterPodAffinity: preferred affinity and anti-affinity, this pod's to others and theirs to it. */
export const preferredNeighbours: Score = {
  name: 'InterPodAffinity',
  weight: 2,
  score(pod, nodes, snapshot) {
    const sums = collect(pod, snapshot);
    if (sums.size === 0) return undefined;
    const raw = nodes.map(({ node }) => {
      let sum = 0;
      for (const [key, domains] of sums) sum += domains.get(node.metadata.labels?.[key] ?? '') ?? 0;
      return sum;
    });
    const [least, most] = [Math.min(...raw), Math.max(...raw)];
    return raw.map((value) =>
      most === least ? 0 : Math.floor((maxScore * (value - least)) / (most - least)),
    );
  },
};
