import { nonZeroRequests } from '../../lib/pod-requests.js';
import { maxScore, type Score } from '../framework.js';

/** NodeResourcesFit, LeastAllocated: the node with the most room left. */
export const leastAllocated: Score = {
  name: 'NodeResourcesFit',
  weight: 1,
  score(pod, nodes) {
    const wanted = nonZeroRequests(pod);
    return nodes.map(({ allocatable, scored }) => {
      const shares = ['cpu', 'memory'].flatMap((name) => {
        const has = allocatable[name] ?? 0;
        if (has === 0) return [];
        const used = (scored[name] ?? 0) + (wanted[name] ?? 0);
        return [used > has ? 0 : Math.floor(((has - used) * maxScore) / has)];
      });
      return shares.length === 0 ? 0 : Math.floor(shares.reduce((a, b) => a + b, 0) / shares.length);
    });
  },
};
