import { fitsNode } from '../../lib/node-selector.js';
import { refuseForGood, type Filter } from '../framework.js';

/** NodeAffinity: nodeSelector and required node affinity. */
export const nodeAffinity: Filter = {
  name: 'NodeAffinity',
  helpedBy: ['node'],
  prepare({ spec }) {
    if (!spec.nodeSelector && !spec.affinity?.nodeAffinity) return undefined;
    return ({ node }) =>
      fitsNode(spec, node) ? undefined : refuseForGood("node(s) didn't match Pod's node affinity/selector");
  },
};
