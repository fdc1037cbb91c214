import type { ContainerPort } from '../../lib/types.js';
import { refuse, type Filter } from '../framework.js';
import { hostPorts } from '../node-info.js';

const anywhere = '0.0.0.0';

function clash(a: ContainerPort, b: ContainerPort): boolean {
  if (a.hostPort !== b.hostPort || (a.protocol ?? 'TCP') !== (b.protocol ?? 'TCP')) return false;
  const [left, right] = [a.hostIP || anywhere, b.hostIP || anywhere];
  return left === right || left === anywhere || right === anywhere;
}

/** NodePorts: a host port can be taken once per node, protocol and address. */
export const nodePorts: Filter = {
  name: 'NodePorts',
  helpedBy: ['node', 'pod-gone'],
  prepare(pod) {
    const wanted = hostPorts(pod);
    if (wanted.length === 0) return undefined;
    return ({ pods }) => {
      const taken = [...pods.values()].flatMap(hostPorts);
      return wanted.some((port) => taken.some((other) => clash(port, other)))
        ? refuse("node(s) didn't have free ports for the requested pod ports")
        : undefined;
    };
  },
};
