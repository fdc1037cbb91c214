import type { Controller } from '../../contract.js';
import { keyOf, toFields } from '../../lib/meta.js';
import { availableIn, isPodReady } from '../../lib/pods.js';
import { matchesSelector } from '../../lib/selector.js';
import type { Claim, ControllerRevision, Pod, PodTemplate, StatefulSet } from '../../lib/types.js';
import { claim } from '../adoption.js';
import { informer, ownerIndexes, stopAll } from '../informer.js';
import { about, manager, messageOf, updateStatus } from '../manager.js';
import { currentRevision, pruneRevisions } from '../revisions.js';
import { ownedPods } from '../owned-pods.js';
import { workQueue } from '../workqueue.js';
import { createStatefulPod } from './create.js';
import { plan } from './decide.js';
import { claimsFor, ordinalOf, revisionLabel, templateFor } from './pods.js';
import { retention } from './retention.js';
import { statefulStatus } from './status.js';

const resource = 'statefulsets.apps';
const component = 'statefulset-controller';
const hashLabel = 'controller.kubernetes.io/hash';

/** Keeps the numbered pods of StatefulSets, with their claims. */
export const statefulSetController: Controller = ({ api, events, clock }) => {
  const queue = workQueue(clock, sync);
  const sets = informer<StatefulSet>(api, resource, { on: (set) => set && queue.add(keyOf(set)) });
  const claims = informer<Claim>(api, 'persistentvolumeclaims', {
    indexes: { namespace: ownerIndexes.namespace },
  });
  const revisions = informer<ControllerRevision>(api, 'controllerrevisions.apps', {
    indexes: { owner: ownerIndexes.owner },
  });
  const pods = ownedPods(api, 'StatefulSet', queue);

  function sync(key: string) {
    const set = sets.get(key);
    if (!set) return;
    const { uid, namespace = '', name } = set.metadata;
    const candidates = [...pods.by('owner', uid), ...pods.by('orphan', namespace)];
    const owned = claim(
      api,
      'pods',
      set,
      candidates,
      (pod) =>
        matchesSelector(set.spec.selector, pod.metadata.labels) &&
        pod.metadata.name === `${name}-${ordinalOf(pod)}`,
    );
    const collisions = set.status?.collisionCount ?? 0;
    const update = currentRevision(api, set, revisions.by('owner', uid), { hashLabel, collisions }).metadata
      .name;
    const names = { current: set.status?.currentRevision ?? update, update };
    const status = statefulStatus(set, owned, names, clock.now());
    const written = updateStatus(api, resource, set, status);
    if (set.metadata.deletionTimestamp) return;
    retention(api, written, [...claims.by('namespace', namespace)], owned);
    const steps = plan(written, owned, names, clock.now());
    for (const { ordinal, revision } of steps.create) create(written, ordinal, revision);
    for (const pod of steps.remove) remove(written, pod);
    const after = sets.get(key);
    if (after) {
      const counted = statefulStatus(
        after,
        pods.by('owner', uid),
        { current: status.currentRevision ?? update, update },
        clock.now(),
      );
      updateStatus(api, resource, after, counted);
    }
    const used = new Set([
      status.currentRevision,
      update,
      ...owned.map(({ metadata }) => metadata.labels?.[revisionLabel]),
    ]);
    pruneRevisions(api, set, revisions.by('owner', uid), (revision) => used.has(revision.metadata.name));
    wakeWhenAvailable(key, set, owned);
  }

  /** The template as it was at a revision. */
  function templateAt(set: StatefulSet, revision: string): PodTemplate {
    const known = revisions.get(`${set.metadata.namespace}/${revision}`);
    const data = known?.data as { spec?: { template?: PodTemplate & { $patch?: string } } } | undefined;
    if (!data?.spec?.template) return set.spec.template;
    const { $patch: _patch, ...template } = data.spec.template;
    return template;
  }

  function create(set: StatefulSet, ordinal: number, revision: string) {
    const { namespace } = set.metadata;
    for (const wanted of claimsFor(set, ordinal)) {
      if (claims.get(`${namespace}/${wanted.metadata.name}`)) continue;
      createClaim(set, ordinal, wanted);
    }
    createStatefulPod(
      { api, events, component },
      set,
      templateFor(set, templateAt(set, revision), ordinal, revision),
      ordinal,
    );
  }

  function createClaim(set: StatefulSet, ordinal: number, wanted: ReturnType<typeof claimsFor>[number]) {
    const what = `Claim ${wanted.metadata.name} Pod ${set.metadata.name}-${ordinal} in StatefulSet ${set.metadata.name}`;
    try {
      api.create('persistentvolumeclaims', set.metadata.namespace, toFields(wanted), manager);
      events.record(about(set), {
        type: 'Normal',
        reason: 'SuccessfulCreate',
        message: `Create ${what} success`,
        component,
      });
    } catch (error) {
      const message = `Create ${what} failed error: ${messageOf(error)}`;
      events.record(about(set), { type: 'Warning', reason: 'FailedCreate', message, component });
      throw error;
    }
  }

  function remove(set: StatefulSet, pod: Pod) {
    const { namespace, name, uid } = pod.metadata;
    api.delete('pods', namespace, name, { ...manager, preconditions: { uid } });
    const message = `Delete Pod ${name} in StatefulSet ${set.metadata.name} successful`;
    events.record(about(set), { type: 'Normal', reason: 'SuccessfulDelete', message, component });
  }

  function wakeWhenAvailable(key: string, { spec }: StatefulSet, owned: readonly Pod[]) {
    const waits = owned
      .filter(isPodReady)
      .map((pod) => availableIn(pod, spec.minReadySeconds ?? 0, clock.now()));
    const next = Math.min(...waits.filter((ms) => ms > 0));
    if (Number.isFinite(next)) queue.addAfter(key, next);
  }

  return stopAll(queue, sets, claims, revisions, pods);
};
