import { tolerates } from '../../lib/tolerations.js';
import { refuseForGood, type Filter } from '../framework.js';

const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** NodeUnschedulable: cordoned nodes take only pods that tolerate it. */
export const nodeUnschedulable: Filter = {
  name: 'NodeUnschedulable',
  helpedBy: ['node'],
  prepare(pod) {
    if (pod.spec.tolerations?.some((toleration) => tolerates(toleration, taint))) return undefined;
    return ({ node }) => (node.spec.unschedulable ? refuseForGood('node(s) were unschedulable') : undefined);
  },
};
