import { podRequests } from '../../lib/pod-requests.js';
import { maxScore, type Score } from '../framework.js';

/** NodeResourcesBalancedAllocation: the node whose cpu and memory are then used alike. Pods that ask for nothing have no say. */
export const balancedAllocation: Score = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  score(pod, nodes) {
    const wanted = podRequests(pod);
    if (!wanted['cpu'] && !wanted['memory']) return undefined;
    return nodes.map(({ allocatable, requested }) => {
      const share = (name: string) => {
        const has = allocatable[name] ?? 0;
        return has === 0 ? 1 : Math.min(1, ((requested[name] ?? 0) + (wanted[name] ?? 0)) / has);
      };
      return Math.floor((1 - Math.abs(share('cpu') - share('memory')) / 2) * maxScore);
    });
  },
};
