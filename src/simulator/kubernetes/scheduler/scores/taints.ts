import { untolerated } from '../../lib/tolerations.js';
import { normalized, type Score } from '../framework.js';

/** TaintToleration: the node with the fewest soft taints that are not tolerated. */
export const softTaints: Score = {
  name: 'TaintToleration',
  weight: 3,
  score({ spec }, nodes) {
    const raw = nodes.map(
      ({ node }) =>
        (node.spec.taints ?? []).filter((taint) =>
          untolerated([taint], spec.tolerations, ['PreferNoSchedule']),
        ).length,
    );
    return normalized(raw, true);
  },
};
