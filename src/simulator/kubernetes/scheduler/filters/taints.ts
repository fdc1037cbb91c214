import { untolerated } from '../../lib/tolerations.js';
import { refuseForGood, type Filter } from '../framework.js';

/** TaintToleration: taints that keep pods away must be tolerated. */
export const taintToleration: Filter = {
  name: 'TaintToleration',
  helpedBy: ['node'],
  prepare:
    ({ spec }) =>
    ({ node }) =>
      untolerated(node.spec.taints, spec.tolerations, ['NoSchedule', 'NoExecute'])
        ? refuseForGood('node(s) had untolerated taint(s)')
        : undefined,
};
