import { matchesTerm } from '../../lib/node-selector.js';
import { normalized, type Score } from '../framework.js';

/** NodeAffinity: the weights of the preferred terms that a node fits. */
export const preferredNodes: Score = {
  name: 'NodeAffinity',
  weight: 2,
  score({ spec }, nodes) {
    const preferred = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    if (preferred.length === 0) return undefined;
    return normalized(
      nodes.map(({ node }) =>
        preferred.reduce(
          (sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0),
          0,
        ),
      ),
    );
  },
};
