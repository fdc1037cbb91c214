import type { Controller } from '../contract.js';
import { scheduler } from '../scheduler/scheduler.js';
import { cronJobController } from './cronjob.js';
import { daemonSetController } from './daemonset/controller.js';
import { deploymentController } from './deployment/controller.js';
import { disruptionController } from './disruption.js';
import { endpointsController } from './endpoints/controller.js';
import { garbageCollector } from './garbage-collector.js';
import { jobController } from './job/controller.js';
import { namespaceController } from './namespace.js';
import { nodeLifecycle } from './nodes/lifecycle.js';
import { taintEviction } from './nodes/taint-eviction.js';
import { replicaSetController } from './replicaset.js';
import { replicationController } from './replicationcontroller.js';
import { statefulSetController } from './statefulset/controller.js';
import { ttlAfterFinished } from './ttl-after-finished.js';
import { volumeBinder } from './volumes/binder.js';
import { localPathProvisioner } from './volumes/local-path.js';
import { volumeProtection } from './volumes/protection.js';

/** The control plane's own parts besides the API. They start in any order. */
export const controllers: readonly Controller[] = [
  scheduler,
  deploymentController,
  replicaSetController,
  replicationController,
  statefulSetController,
  daemonSetController,
  jobController,
  cronJobController,
  endpointsController,
  garbageCollector,
  namespaceController,
  ttlAfterFinished,
  disruptionController,
  nodeLifecycle,
  taintEviction,
  volumeBinder,
  volumeProtection,
  localPathProvisioner,
];
