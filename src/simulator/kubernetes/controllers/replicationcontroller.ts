import { matchesPairs } from '../lib/selector.js';
import { replicaController } from './replica-controller.js';

/** Keeps the pods of ReplicationControllers, whose selector is a plain map. */
export const replicationController = replicaController({
  resource: 'replicationcontrollers',
  kind: 'ReplicationController',
  component: 'replication-controller',
  countsTerminating: false,
  selects: (set, labels) => matchesPairs(set.spec.selector as Record<string, string>, labels),
});
