import { refuse, refuseForGood, type Filter } from '../framework.js';
import { countsSelf, domainCounts } from '../spread.js';

const reason = "node(s) didn't match pod topology spread constraints";

/** PodTopologySpread: hard constraints on how unevenly pods lie over zones, nodes and so on. */
export const topologySpread: Filter = {
  name: 'PodTopologySpread',
  helpedBy: ['node', 'pod-gone', 'pod-assigned'],
  prepare(pod, snapshot) {
    const hard = (pod.spec.topologySpreadConstraints ?? []).filter(
      ({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule',
    );
    if (hard.length === 0) return undefined;
    const states = hard.map((constraint) => {
      const domains = domainCounts(constraint, pod, snapshot);
      const least = domains.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...domains.values());
      return { constraint, domains, least, self: countsSelf(constraint, pod) ? 1 : 0 };
    });
    return ({ node }) => {
      for (const { constraint, domains, least, self } of states) {
        const domain = node.metadata.labels?.[constraint.topologyKey];
        if (domain === undefined) return refuseForGood(`${reason} (missing required label)`);
        if ((domains.get(domain) ?? 0) + self - least > constraint.maxSkew) return refuse(reason);
      }
      return undefined;
    };
  },
};
