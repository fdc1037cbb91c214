import type { Pod } from '../../lib/types.js';
import { takenDomains, termTakes } from '../affinity-terms.js';
import { refuse, refuseForGood, type Filter, type Snapshot } from '../framework.js';

/** InterPodAffinity: required affinity and anti-affinity to other pods, and theirs to this one. */
export const interPodAffinity: Filter = {
  name: 'InterPodAffinity',
  helpedBy: ['node', 'pod-gone', 'pod-assigned'],
  prepare(pod, snapshot) {
    const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
    const near = (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => ({
      term,
      domains: takenDomains(term, pod, snapshot),
    }));
    const far = (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => ({
      term,
      domains: takenDomains(term, pod, snapshot),
    }));
    const existing = forbiddenDomains(pod, snapshot);
    if (near.length === 0 && far.length === 0 && existing.size === 0) return undefined;
    // The first of a group that wants to be with its own kind may go anywhere.
    const first =
      near.every(({ domains }) => domains.size === 0) &&
      near.every(({ term }) => termTakes(term, pod, pod, snapshot));
    return ({ node }) => {
      const labels = node.metadata.labels ?? {};
      const has = (key: string) => labels[key] !== undefined;
      const close = near.every(({ term, domains }) => domains.has(labels[term.topologyKey] ?? ''));
      if (near.length > 0 && !close && !(first && near.every(({ term }) => has(term.topologyKey)))) {
        return refuseForGood("node(s) didn't match pod affinity rules");
      }
      if (
        far.some(({ term, domains }) => has(term.topologyKey) && domains.has(labels[term.topologyKey] ?? ''))
      ) {
        return refuse("node(s) didn't match pod anti-affinity rules");
      }
      if ([...existing].some(([key, domains]) => has(key) && domains.has(labels[key] ?? ''))) {
        return refuse("node(s) didn't satisfy existing pods anti-affinity rules");
      }
      return undefined;
    };
  },
};

/** By topology label, the values where a running pod's anti-affinity keeps this pod away. */
function forbiddenDomains(pod: Pod, snapshot: Snapshot): Map<string, Set<string>> {
  const forbidden = new Map<string, Set<string>>();
  for (const { node, antiAffine } of snapshot.nodes) {
    for (const other of antiAffine) {
      const terms =
        other.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
      for (const term of terms) {
        const domain = node.metadata.labels?.[term.topologyKey];
        if (domain === undefined || !termTakes(term, other, pod, snapshot)) continue;
        let domains = forbidden.get(term.topologyKey);
        if (!domains) forbidden.set(term.topologyKey, (domains = new Set()));
        domains.add(domain);
      }
    }
  }
  return forbidden;
}
