import { matchesSelector } from '../lib/selector.js';
import type { Pod, PodAffinityTerm } from '../lib/types.js';
import { withLabelKeys, type Snapshot } from './framework.js';

/** Whether a term of `owner` takes in a pod: by namespace and by labels. */
export function termTakes(term: PodAffinityTerm, owner: Pod, pod: Pod, snapshot: Snapshot): boolean {
  const namespace = pod.metadata.namespace ?? '';
  const selector = withLabelKeys(term.labelSelector, term.matchLabelKeys, owner);
  if (!matchesSelector(selector, pod.metadata.labels)) return false;
  if (!term.namespaces?.length && !term.namespaceSelector) return namespace === owner.metadata.namespace;
  if (term.namespaces?.includes(namespace)) return true;
  return (
    term.namespaceSelector !== undefined &&
    matchesSelector(term.namespaceSelector, snapshot.namespaceLabels(namespace) ?? {})
  );
}

/** The values of a topology label, such as zones, that hold a pod which the term takes in. */
export function takenDomains(term: PodAffinityTerm, owner: Pod, snapshot: Snapshot): Set<string> {
  const domains = new Set<string>();
  for (const { node, pods } of snapshot.nodes) {
    const domain = node.metadata.labels?.[term.topologyKey];
    if (domain === undefined || domains.has(domain)) continue;
    for (const pod of pods.values()) {
      if (termTakes(term, owner, pod, snapshot)) {
        domains.add(domain);
        break;
      }
    }
  }
  return domains;
}
