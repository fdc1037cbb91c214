import type { Controller } from '../contract.js';
import { findCondition } from '../lib/conditions.js';
import { nextCron, parseCron } from '../lib/cron.js';
import { controllerOf, controllerReference, keyOf, toFields } from '../lib/meta.js';
import { timestamp } from '../lib/time.js';
import { as, type CronJob, type CronJobStatus, type Job, type ObjectReference } from '../lib/types.js';
import { informer, ownerIndexes, stopAll } from './informer.js';
import { isFinished } from './job/status.js';
import { about, manager, messageOf, updateStatus } from './manager.js';
import { workQueue } from './workqueue.js';

const resource = 'cronjobs.batch';
const component = 'cronjob-controller';
/** More missed times than this are reported. */
const tooMany = 100;

/** The last time that is due and not yet served, with how many were; and the next one. */
export function schedule(
  { metadata, spec, status }: CronJob,
  now: number,
): { due?: number; missed: number; next?: number } {
  const cron = parseCron(spec.schedule);
  if (!cron) return { missed: 0 };
  const since = Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp);
  const deadline = spec.startingDeadlineSeconds;
  const earliest = deadline === undefined ? since : Math.max(since, now - deadline * 1000);
  let due: number | undefined;
  let missed = 0;
  let next = nextCron(cron, earliest, spec.timeZone);
  while (next !== undefined && next <= now) {
    due = next;
    missed++;
    next = nextCron(cron, next, spec.timeZone);
  }
  return { ...(due !== undefined && { due }), missed, ...(next !== undefined && { next }) };
}

/** Makes jobs on schedules. */
export const cronJobController: Controller = ({ api, events, clock }) => {
  const queue = workQueue(clock, sync);
  const crons = informer<CronJob>(api, resource, { on: (cron) => cron && queue.add(keyOf(cron)) });
  const jobs = informer<Job>(api, 'jobs.batch', {
    indexes: { owner: ownerIndexes.owner },
    on(current, previous) {
      const job = current ?? previous;
      const owner = job && controllerOf(job);
      if (owner?.kind === 'CronJob') queue.add(`${job?.metadata.namespace}/${owner.name}`);
    },
  });

  function say(cron: CronJob, type: 'Normal' | 'Warning', reason: string, message: string) {
    events.record(about(cron), { type, reason, message, component });
  }

  function sync(key: string) {
    const found = crons.get(key);
    if (!found) return;
    const cron = account(found);
    if (cron.metadata.deletionTimestamp) return;
    prune(cron);
    if (cron.spec.suspend) return;
    const { due, missed, next } = schedule(cron, clock.now());
    if (next !== undefined) queue.addAfter(key, next - clock.now());
    if (due === undefined) return;
    if (missed > tooMany) {
      say(
        cron,
        'Warning',
        'TooManyMissedTimes',
        `too many missed start times: ${missed}. Set or decrease .spec.startingDeadlineSeconds or check clock skew`,
      );
    }
    start(cron, due);
  }

  /** Takes jobs that have ended off the list of active ones. */
  function account(cron: CronJob): CronJob {
    const own = jobs.by('owner', cron.metadata.uid);
    const status: CronJobStatus = { ...cron.status };
    for (const job of own) {
      if (!isFinished(job) || !status.active?.some(({ uid }) => uid === job.metadata.uid)) continue;
      const complete = findCondition(job.status?.conditions, 'Complete')?.status === 'True';
      status.active = status.active.filter(({ uid }) => uid !== job.metadata.uid);
      say(
        cron,
        'Normal',
        'SawCompletedJob',
        `Saw completed job: ${job.metadata.name}, condition: ${complete ? 'Complete' : 'Failed'}`,
      );
      if (complete) status.lastSuccessfulTime = job.status?.completionTime;
    }
    const there = new Set(own.map(({ metadata }) => metadata.uid));
    const active = (status.active ?? []).filter(({ uid }) => there.has(uid ?? ''));
    status.active = active.length > 0 ? active : undefined;
    return updateStatus(api, resource, cron, status);
  }

  function prune(cron: CronJob) {
    const ended = jobs.by('owner', cron.metadata.uid).filter(isFinished);
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cron.spec;
    for (const [type, limit] of [
      ['Complete', successfulJobsHistoryLimit],
      ['Failed', failedJobsHistoryLimit],
    ] as const) {
      const those = ended
        .filter(({ status }) => findCondition(status?.conditions, type)?.status === 'True')
        .sort((a, b) => Date.parse(a.status?.startTime ?? '') - Date.parse(b.status?.startTime ?? ''));
      for (const job of those.slice(0, Math.max(0, those.length - limit))) remove(cron, job);
    }
  }

  function remove(cron: CronJob, { metadata }: Job) {
    if (metadata.deletionTimestamp) return;
    api.delete('jobs.batch', metadata.namespace, metadata.name, {
      ...manager,
      propagationPolicy: 'Background',
    });
    say(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${metadata.name}`);
  }

  function start(cron: CronJob, due: number) {
    const { namespace, name } = cron.metadata;
    let active = cron.status?.active ?? [];
    if (active.length > 0 && cron.spec.concurrencyPolicy === 'Forbid') {
      return say(
        cron,
        'Normal',
        'JobAlreadyActive',
        'Not starting job because prior execution is running and concurrency policy is Forbid',
      );
    }
    if (active.length > 0 && cron.spec.concurrencyPolicy === 'Replace') {
      for (const job of jobs.by('owner', cron.metadata.uid)) if (!isFinished(job)) remove(cron, job);
      active = [];
    }
    const jobName = `${name}-${Math.floor(due / 60_000)}`;
    try {
      const made = as<Job>(
        api.create('jobs.batch', namespace, toFields(jobFor(cron, jobName, due)), manager),
      );
      say(cron, 'Normal', 'SuccessfulCreate', `Created job ${jobName}`);
      active = [...active, referenceTo(made)];
    } catch (error) {
      // One of this name is there from before a restart: it counts as made.
      if (!api.find('jobs.batch', namespace, jobName)) {
        say(cron, 'Warning', 'FailedCreate', `Error creating job: ${messageOf(error)}`);
        throw error;
      }
    }
    const latest = crons.get(keyOf(cron)) ?? cron;
    updateStatus(api, resource, latest, { ...latest.status, active, lastScheduleTime: timestamp(due) });
  }

  function jobFor(cron: CronJob, name: string, due: number) {
    const { metadata, spec } = cron.spec.jobTemplate;
    const scheduled = { 'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(due) };
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name,
        labels: metadata?.labels,
        annotations: { ...metadata?.annotations, ...scheduled },
        ownerReferences: [controllerReference(cron)],
      },
      spec,
    };
  }

  return stopAll(queue, crons, jobs);
};

function referenceTo({ metadata }: Job): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
}
