import type { Controller } from '../contract.js';
import { findCondition } from '../lib/conditions.js';
import { keyOf } from '../lib/meta.js';
import type { Job } from '../lib/types.js';
import { informer, stopAll } from './informer.js';
import { manager } from './manager.js';
import { workQueue } from './workqueue.js';

/** Removes jobs, with their pods first, some seconds after they have ended. */
export const ttlAfterFinished: Controller = ({ api, clock }) => {
  const queue = workQueue(clock, sync);
  const jobs = informer<Job>(api, 'jobs.batch', { on: (job) => job && queue.add(keyOf(job)) });

  function sync(key: string) {
    const job = jobs.get(key);
    const seconds = job?.spec.ttlSecondsAfterFinished;
    if (!job || seconds === undefined || job.metadata.deletionTimestamp) return;
    const end = ['Complete', 'Failed']
      .map((type) => findCondition(job.status?.conditions, type))
      .find((condition) => condition?.status === 'True');
    if (!end) return;
    const left = Date.parse(end.lastTransitionTime ?? '') + seconds * 1000 - clock.now();
    if (left > 0) return queue.addAfter(key, left);
    const { namespace, name, uid } = job.metadata;
    api.delete('jobs.batch', namespace, name, {
      ...manager,
      propagationPolicy: 'Foreground',
      preconditions: { uid },
    });
  }

  return stopAll(queue, jobs);
};
