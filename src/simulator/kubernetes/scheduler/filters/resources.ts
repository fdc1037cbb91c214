import { podRequests } from '../../lib/pod-requests.js';
import type { Filter } from '../framework.js';

/** NodeResourcesFit: what all pods ask for must fit into what the node has. */
export const resourcesFit: Filter = {
  name: 'NodeResourcesFit',
  helpedBy: ['node', 'pod-gone'],
  prepare(pod) {
    const wanted = Object.entries(podRequests(pod)).filter(([, amount]) => amount > 0);
    return ({ pods, allocatable, requested }) => {
      const reasons: string[] = [];
      let unresolvable = false;
      if (pods.size + 1 > (allocatable['pods'] ?? 0)) reasons.push('Too many pods');
      for (const [name, amount] of wanted) {
        const has = allocatable[name] ?? 0;
        if (amount <= has - (requested[name] ?? 0)) continue;
        reasons.push(`Insufficient ${name}`);
        // An empty node would not do either.
        if (amount > has) unresolvable = true;
      }
      return reasons.length > 0 ? { reasons, unresolvable } : undefined;
    };
  },
};
