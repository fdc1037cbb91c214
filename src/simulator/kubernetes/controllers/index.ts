import type { Controller } from '../contract.js';
import { scheduler } from '../scheduler/scheduler.js';
import { daemonSetController } from './daemonset/controller.js';
import { deploymentController } from './deployment/controller.js';
import { endpointsController } from './endpoints/controller.js';
import { garbageCollector } from './garbage-collector.js';
import { jobController } from './job/controller.js';
import { namespaceController } from './namespace.js';
import { replicaSetController } from './replicaset.js';
import { replicationController } from './replicationcontroller.js';
import { statefulSetController } from './statefulset/controller.js';
import { ttlAfterFinished } from './ttl-after-finished.js';

/** The control plane's own parts besides the API. They start in any order. */
export const controllers: readonly Controller[] = [
  scheduler,
  deploymentController,
  replicaSetController,
  replicationController,
  statefulSetController,
  daemonSetController,
  jobController,
  endpointsController,
  garbageCollector,
  namespaceController,
  ttlAfterFinished,
];
