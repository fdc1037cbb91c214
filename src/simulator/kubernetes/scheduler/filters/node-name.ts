import { refuseForGood, type Filter } from '../framework.js';

/** NodeName: a pod that names its node goes nowhere else. */
export const nodeName: Filter = {
  name: 'NodeName',
  helpedBy: ['node'],
  prepare({ spec }) {
    if (!spec.nodeName) return undefined;
    return ({ node }) =>
      node.metadata.name === spec.nodeName
        ? undefined
        : refuseForGood("node(s) didn't match the requested node name");
  },
};
