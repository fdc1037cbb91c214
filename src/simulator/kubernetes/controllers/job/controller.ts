import type { Controller } from '../../contract.js';
import { controllerOf, keyOf } from '../../lib/meta.js';
import { matchesSelector } from '../../lib/selector.js';
import type { Job, JobStatus, Pod } from '../../lib/types.js';
import { claim } from '../adoption.js';
import { deletionOrder } from '../deletion-order.js';
import { informer, stopAll } from '../informer.js';
import { about, manager, updateStatus } from '../manager.js';
import { createPod, deletePod, slowStart } from '../pod-control.js';
import { ownedPods } from '../owned-pods.js';
import { workQueue } from '../workqueue.js';
import { deadlineIn, nextIndexes, outcome, podsWanted, type Outcome } from './decide.js';
import { announced, announcedOutcome, countedStatus, finished, interimStatus, isFinished } from './status.js';
import { isIndexed, tally, trackingFinalizer, type Tally } from './tally.js';
import { indexedTemplate } from './template.js';

const resource = 'jobs.batch';
const component = 'job-controller';
/** The wait before a failed pod is replaced doubles with every failure in a row. */
const firstBackoff = 10_000;
const lastBackoff = 600_000;

/** Runs the pods of Jobs to their end. */
export const jobController: Controller = ({ api, events, clock }) => {
  const control = { api, events, component };
  const failures = new Map<string, { count: number; at: number }>();
  const queue = workQueue(clock, sync);
  const jobs = informer<Job>(api, resource, {
    on(job, previous) {
      if (job) queue.add(keyOf(job));
      else if (previous) failures.delete(previous.metadata.uid);
    },
  });
  const pods = ownedPods(api, 'Job', queue, (pod) => {
    // Nobody is left to count the pod.
    if (pod?.metadata.deletionTimestamp && !jobOf(pod)) untrack(pod);
  });

  function jobOf(pod: Pod): Job | undefined {
    const owner = controllerOf(pod);
    const job = owner?.kind === 'Job' ? jobs.get(`${pod.metadata.namespace}/${owner.name}`) : undefined;
    return job?.metadata.uid === owner?.uid ? job : undefined;
  }

  function untrack(pod: Pod) {
    const { namespace, name, finalizers } = pod.metadata;
    if (!finalizers?.includes(trackingFinalizer)) return;
    const others = finalizers.filter((finalizer) => finalizer !== trackingFinalizer);
    const patch = { metadata: { finalizers: others.length > 0 ? others : null } };
    api.patch('pods', namespace, name, 'application/merge-patch+json', patch, manager);
  }

  function sync(key: string) {
    const job = jobs.get(key);
    if (!job || job.spec.managedBy) return;
    const owned = claim(
      api,
      'pods',
      job,
      [...pods.by('owner', job.metadata.uid), ...pods.by('orphan', job.metadata.namespace ?? '')],
      (pod) => matchesSelector(job.spec.selector, pod.metadata.labels),
    );
    if (isFinished(job) || job.metadata.deletionTimestamp) {
      for (const pod of owned) untrack(pod);
      return;
    }
    const now = clock.now();
    const counts = tally(job, owned);
    const end = announcedOutcome(job) ?? outcome(job, counts, now);
    remember(job, counts);
    if (end) return finish(job, counts, end);
    const error = manage(key, job, counts);
    account(job, interimStatus(job, adjusted(job, counts), now), counts);
    const left = deadlineIn(jobs.get(key) ?? job, now);
    if (left !== undefined) queue.addAfter(key, left);
    if (error !== undefined) throw error as Error;
  }

  /** The pods made or removed just now, which the cache has already but the counts have not. */
  function adjusted(job: Job, counts: Tally): Tally {
    const now = tally(job, pods.by('owner', job.metadata.uid));
    return {
      ...counts,
      active: now.active,
      terminating: now.terminating,
      newlyFailed: now.newlyFailed,
      failed: now.failed,
    };
  }

  function remember({ metadata }: Job, { newlySucceeded, newlyFailed }: Tally) {
    if (newlySucceeded.length > 0) failures.delete(metadata.uid);
    if (newlyFailed.length === 0) return;
    const count = (failures.get(metadata.uid)?.count ?? 0) + newlyFailed.length;
    failures.set(metadata.uid, { count, at: Math.max(...newlyFailed.map(endOf)) });
  }

  const endOf = ({ status }: Pod) =>
    Math.max(
      ...(status?.containerStatuses ?? []).map(
        ({ state }) => Date.parse(state?.terminated?.finishedAt ?? '') || 0,
      ),
    ) || clock.now();

  function backoffLeft({ metadata }: Job): number {
    const failure = failures.get(metadata.uid);
    if (!failure) return 0;
    const wait = Math.min(firstBackoff * 2 ** (failure.count - 1), lastBackoff);
    return failure.at + wait - clock.now();
  }

  /** Makes or removes pods. Gives the error of a refused one. */
  function manage(key: string, job: Job, counts: Tally): unknown {
    const change = podsWanted(job, counts);
    if (change < 0) {
      for (const pod of deletionOrder(counts.active, clock.now()).slice(0, -change))
        deletePod(control, job, pod);
      return undefined;
    }
    const wait = backoffLeft(job);
    if (change > 0 && wait > 0) {
      queue.addAfter(key, wait);
      return undefined;
    }
    const finalizers = [trackingFinalizer];
    if (!isIndexed(job)) {
      return slowStart(change, () => createPod(control, job, job.spec.template, { finalizers })).error;
    }
    const indexes = nextIndexes(job, counts, change);
    const { name } = job.metadata;
    const create = () => {
      const index = indexes.shift() ?? 0;
      createPod(control, job, indexedTemplate(job, index), { generateName: `${name}-${index}-`, finalizers });
    };
    return slowStart(indexes.length, create).error;
  }

  function finish(job: Job, counts: Tally, end: Outcome) {
    for (const pod of counts.active) deletePod(control, job, pod);
    const now = clock.now();
    const after = adjusted(job, counts);
    const status = announced(interimStatus(job, { ...after, active: [], ready: 0 }, now), end, now);
    const waits = after.terminating > 0;
    const written = account(job, status, after, waits ? undefined : (last) => finished(last, end, now));
    if (waits) return;
    events.record(about(written), {
      type: end.success ? 'Normal' : 'Warning',
      reason: end.success ? 'Completed' : end.reason,
      message: end.success ? 'Job completed' : end.message,
      component,
    });
  }

  /** Writes who has ended, lets their pods go, then writes that they are counted: a crash between loses nothing. */
  function account(
    job: Job,
    interim: JobStatus,
    counts: Tally,
    last?: (status: JobStatus) => JobStatus,
  ): Job {
    let current: Job = updateStatus(api, resource, job, interim);
    noteSuspension(job, current);
    const { succeeded = [], failed = [] } = interim.uncountedTerminatedPods ?? {};
    const ended = new Set([...succeeded, ...failed]);
    for (const pod of pods.by('owner', job.metadata.uid)) {
      const ignored = counts.ignored.some(({ metadata }) => metadata.uid === pod.metadata.uid);
      const indexed = counts.newlySucceeded.some(({ metadata }) => metadata.uid === pod.metadata.uid);
      if (ended.has(pod.metadata.uid) || ignored || indexed) untrack(pod);
    }
    const counted = ended.size > 0 ? countedStatus(interim) : interim;
    const final = last ? last(counted) : counted;
    current = updateStatus(api, resource, current, final);
    return current;
  }

  function noteSuspension(before: Job, after: Job) {
    const state = ({ status }: Job) => status?.conditions?.find(({ type }) => type === 'Suspended')?.status;
    if (state(before) === state(after)) return;
    const suspended = state(after) === 'True';
    events.record(about(after), {
      type: 'Normal',
      reason: suspended ? 'Suspended' : 'Resumed',
      message: suspended ? 'Job suspended' : 'Job resumed',
      component,
    });
  }

  return stopAll(queue, jobs, pods);
};
