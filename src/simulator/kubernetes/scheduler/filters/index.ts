import type { Filter } from '../framework.js';
import { nodeAffinity } from './node-affinity.js';
import { nodeName } from './node-name.js';
import { interPodAffinity } from './pod-affinity.js';
import { nodePorts } from './ports.js';
import { resourcesFit } from './resources.js';
import { taintToleration } from './taints.js';
import { topologySpread } from './topology-spread.js';
import { nodeUnschedulable } from './unschedulable.js';
import { volumeBinding } from './volume-binding.js';

/** In the order of the default profile: the first that refuses a node gives the reason. */
export const filters: readonly Filter[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  resourcesFit,
  volumeBinding,
  topologySpread,
  interPodAffinity,
];
