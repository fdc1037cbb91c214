import { matchesSelector } from '../lib/selector.js';
import { replicaController } from './replica-controller.js';

/** Keeps the pods of ReplicaSets. */
export const replicaSetController = replicaController({
  resource: 'replicasets.apps',
  kind: 'ReplicaSet',
  component: 'replicaset-controller',
  countsTerminating: true,
  selects: (set, labels) => matchesSelector(set.spec.selector, labels),
});
