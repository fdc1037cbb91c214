import type { Controller } from '../../contract.js';
import { findCondition } from '../../lib/conditions.js';
import { controllerOf, isControlledBy, keyOf } from '../../lib/meta.js';
import { isPodFinished } from '../../lib/pods.js';
import { matchesSelector } from '../../lib/selector.js';
import type { Deployment, Pod, ReplicaSet } from '../../lib/types.js';
import { claim } from '../adoption.js';
import { informer, ownerIndexes, stopAll } from '../informer.js';
import { manager, updateStatus } from '../manager.js';
import { workQueue } from '../workqueue.js';
import { annotated, desiredKey } from './annotations.js';
import { adoptRevision, createSet, outOfHistory, resize } from './replica-sets.js';
import { byAge, isRolling, newSize, proportional, shrinkOld, sizeOf, wanted, wasScaled } from './sizes.js';
import {
  condition,
  deadlineIn,
  deploymentStatus,
  hasDeadline,
  isComplete,
  putCondition,
  rolloutStatus,
} from './status.js';
import { split } from './template.js';

const resource = 'deployments.apps';
/** One look at a deployment: it with its replica sets, as they are now. */
type View = { deployment: Deployment; fresh?: ReplicaSet; old: ReplicaSet[] };

/** Rolls the template of a Deployment out over ReplicaSets. */
export const deploymentController: Controller = (parts) => {
  const { api, clock } = parts;
  const queue = workQueue(clock, sync);
  const deployments = informer<Deployment>(api, resource, {
    indexes: { namespace: ownerIndexes.namespace },
    on: (deployment) => deployment && queue.add(keyOf(deployment)),
  });
  const sets = informer<ReplicaSet>(api, 'replicasets.apps', {
    indexes: {
      owner: ownerIndexes.owner,
      orphan: (set) => (controllerOf(set) ? [] : [set.metadata.namespace]),
    },
    on(current, previous) {
      wake(current);
      if (previous && controllerOf(previous)?.uid !== (current && controllerOf(current)?.uid)) wake(previous);
    },
  });
  const pods = informer<Pod>(api, 'pods', {
    indexes: { owner: ownerIndexes.owner },
    on: (current, previous) => current || !previous || wakeRecreate(previous),
  });

  function wake(set: ReplicaSet | undefined) {
    if (!set) return;
    const owner = controllerOf(set);
    if (owner) {
      if (owner.kind === 'Deployment') queue.add(`${set.metadata.namespace}/${owner.name}`);
      return;
    }
    for (const deployment of deployments.by('namespace', set.metadata.namespace ?? '')) {
      if (matchesSelector(deployment.spec.selector, set.metadata.labels)) queue.add(keyOf(deployment));
    }
  }

  /** A Recreate rollout goes on when the last old pod is gone. */
  function wakeRecreate(pod: Pod) {
    const owner = controllerOf(pod);
    const set =
      owner?.kind === 'ReplicaSet' ? sets.get(`${pod.metadata.namespace}/${owner.name}`) : undefined;
    const key = set && `${set.metadata.namespace}/${controllerOf(set)?.name}`;
    const deployment = key === undefined ? undefined : deployments.get(key);
    if (deployment && !isRolling(deployment)) queue.add(keyOf(deployment));
  }

  function sync(key: string) {
    const before = deployments.get(key);
    if (!before) return;
    const { uid, namespace = '' } = before.metadata;
    const candidates = [...sets.by('owner', uid), ...sets.by('orphan', namespace)];
    claim(api, 'replicasets.apps', before, candidates, (set) =>
      matchesSelector(before.spec.selector, set.metadata.labels),
    );
    if (before.metadata.deletionTimestamp) return report(look(before));
    const deployment = notePause(before);
    const view = revised(look(deployment));
    const all = [...view.old, ...(view.fresh ? [view.fresh] : [])];
    if (deployment.spec.paused || wasScaled(deployment, all)) {
      rescale(view);
      if (deployment.spec.paused) cleanUp(look(view.deployment));
      return report(look(view.deployment));
    }
    if (isRolling(deployment)) roll(view);
    else recreate(view);
  }

  /** The deployment with the replica sets it owns. */
  function look(deployment: Deployment): View {
    const owned = sets.by('owner', deployment.metadata.uid).filter((set) => isControlledBy(set, deployment));
    return { deployment, ...split(deployment, owned) };
  }

  function revised(view: View): View {
    if (!view.fresh) return view;
    const { deployment, set } = adoptRevision(parts, view.deployment, view.fresh, view.old);
    return { ...view, deployment, fresh: set };
  }

  function withFresh(view: View): View {
    if (view.fresh) return view;
    const { deployment, set } = createSet(parts, view.deployment, view.old);
    return { ...view, deployment, fresh: set };
  }

  function notePause(deployment: Deployment): Deployment {
    const current = findCondition(deployment.status?.conditions, 'Progressing');
    if (!hasDeadline(deployment) || current?.reason === 'ProgressDeadlineExceeded') return deployment;
    const pausedNow = deployment.spec.paused === true;
    const pausedThen = current?.reason === 'DeploymentPaused';
    if (pausedNow === pausedThen) return deployment;
    const next = pausedNow
      ? condition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', clock.now())
      : condition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', clock.now());
    const conditions = putCondition(deployment.status?.conditions ?? [], next);
    return updateStatus(api, resource, deployment, { ...deployment.status, conditions });
  }

  function roll(first: View) {
    const view = withFresh(first);
    const { deployment, fresh, old } = view;
    if (!fresh) return;
    const grown = resize(parts, deployment, fresh, newSize(deployment, [...old, fresh], sizeOf(fresh)));
    if (!grown) {
      for (const [set, size] of shrinkOld(deployment, fresh, old)) resize(parts, deployment, set, size);
    }
    finish(view);
  }

  function recreate(first: View) {
    const running = first.old.filter((set) => sizeOf(set) > 0);
    for (const set of running) resize(parts, first.deployment, set, 0);
    if (running.length > 0 || oldPodsRun(first)) return finish(first);
    const view = withFresh(first);
    if (view.fresh) resize(parts, view.deployment, view.fresh, wanted(view.deployment));
    finish(view);
  }

  const oldPodsRun = ({ old }: View) =>
    old.some(
      (set) =>
        (set.status?.replicas ?? 0) > 0 ||
        pods.by('owner', set.metadata.uid).some((pod) => !isPodFinished(pod)),
    );

  /** Sizes follow the deployment without a rollout: it is paused, or was scaled in the middle of one. */
  function rescale({ deployment, fresh, old }: View) {
    const all = [...old, ...(fresh ? [fresh] : [])];
    const active = all.filter((set) => sizeOf(set) > 0);
    const single = active.length > 1 ? undefined : (active[0] ?? fresh ?? [...old].sort(byAge).at(-1));
    if (single) {
      resize(parts, deployment, single, wanted(deployment));
    } else if (fresh && isSaturated(deployment, fresh)) {
      for (const set of old.filter((other) => sizeOf(other) > 0)) resize(parts, deployment, set, 0);
    } else if (isRolling(deployment)) {
      for (const [set, size] of proportional(deployment, all)) resize(parts, deployment, set, size);
    }
  }

  const isSaturated = (deployment: Deployment, set: ReplicaSet) =>
    sizeOf(set) === wanted(deployment) &&
    annotated(set, desiredKey) === wanted(deployment) &&
    (set.status?.availableReplicas ?? 0) === wanted(deployment);

  /** The status as the counts are, without judging a rollout. */
  function report(view: View) {
    const all = [...view.old, ...(view.fresh ? [view.fresh] : [])];
    updateStatus(
      api,
      resource,
      view.deployment,
      deploymentStatus(view.deployment, all, view.fresh, clock.now()),
    );
  }

  /** The status of a rollout; what is too old goes once it is complete. */
  function finish({ deployment }: View) {
    const view = look(deployment);
    const all = [...view.old, ...(view.fresh ? [view.fresh] : [])];
    if (isComplete(deployment, deployment.status ?? {})) cleanUp(view);
    const status = rolloutStatus(deployment, all, view.fresh, clock.now());
    updateStatus(api, resource, deployment, status);
    const left = isComplete(deployment, status) ? undefined : deadlineIn(deployment, status, clock.now());
    // A second more: times in a status are cut to whole seconds.
    if (left !== undefined && left >= 0) queue.addAfter(keyOf(deployment), left + 1000);
  }

  function cleanUp({ deployment, old }: View) {
    for (const { metadata } of outOfHistory(deployment, old)) {
      api.delete('replicasets.apps', metadata.namespace, metadata.name, manager);
    }
  }

  return stopAll(queue, deployments, sets, pods);
};
