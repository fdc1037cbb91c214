import type { Score } from '../framework.js';
import { balancedAllocation } from './balanced.js';
import { imageLocality } from './image-locality.js';
import { leastAllocated } from './least-allocated.js';
import { preferredNodes } from './node-affinity.js';
import { preferredNeighbours } from './pod-affinity.js';
import { spreading } from './spreading.js';
import { softTaints } from './taints.js';

/** With the weights of the default profile. */
export const scores: readonly Score[] = [
  softTaints,
  preferredNodes,
  spreading,
  preferredNeighbours,
  leastAllocated,
  balancedAllocation,
  imageLocality,
];
