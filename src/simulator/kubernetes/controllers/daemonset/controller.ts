import type { Controller } from '../../contract.js';
import { same } from '../../lib/hash.js';
import { keyOf } from '../../lib/meta.js';
import { availableIn, isPodReady } from '../../lib/pods.js';
import { matchesSelector } from '../../lib/selector.js';
import type { ControllerRevision, DaemonSet, Node, Pod } from '../../lib/types.js';
import { claim } from '../adoption.js';
import { informer, ownerIndexes, stopAll } from '../informer.js';
import { about, updateStatus } from '../manager.js';
import { createPod, deletePod } from '../pod-control.js';
import { currentRevision, pruneRevisions } from '../revisions.js';
import { ownedPods } from '../owned-pods.js';
import { workQueue } from '../workqueue.js';
import { hashLabel, place, rollingPlan, type DaemonPlan } from './decide.js';
import { templateFor } from './nodes.js';
import { daemonStatus } from './status.js';

const resource = 'daemonsets.apps';
const component = 'daemonset-controller';
const generationKey = 'deprecated.daemonset.template.generation';

/** Keeps one pod of each DaemonSet on every node that it is for. */
export const daemonSetController: Controller = ({ api, events, clock }) => {
  const control = { api, events, component };
  const queue = workQueue(clock, sync);
  const sets = informer<DaemonSet>(api, resource, { on: (set) => set && queue.add(keyOf(set)) });
  const nodes = informer<Node>(api, 'nodes', {
    on(current, previous) {
      const unchanged =
        current &&
        previous &&
        same(current.spec, previous.spec) &&
        same(current.metadata.labels, previous.metadata.labels);
      if (unchanged) return;
      for (const set of sets.all()) queue.add(keyOf(set));
    },
  });
  const revisions = informer<ControllerRevision>(api, 'controllerrevisions.apps', {
    indexes: { owner: ownerIndexes.owner },
  });
  const pods = ownedPods(api, 'DaemonSet', queue);

  function sync(key: string) {
    const set = sets.get(key);
    if (!set || set.metadata.deletionTimestamp) return;
    const { uid, namespace = '' } = set.metadata;
    const annotations = {
      [generationKey]: set.metadata.annotations?.[generationKey] ?? String(set.metadata.generation),
    };
    const revision = currentRevision(api, set, revisions.by('owner', uid), { hashLabel, annotations });
    const hash = revision.metadata.labels?.[hashLabel] ?? '';
    const owned = claim(
      api,
      'pods',
      set,
      [...pods.by('owner', uid), ...pods.by('orphan', namespace)],
      (pod) => matchesSelector(set.spec.selector, pod.metadata.labels),
    );
    const everywhere = [...nodes.all()];
    const labels = { [hashLabel]: hash, 'pod-template-generation': annotations[generationKey] ?? '' };
    const error = carryOut(set, place(set, everywhere, owned), labels);
    const settled = pods.by('owner', uid).length === owned.length;
    const rolling = settled
      ? carryOut(set, rollingPlan(set, everywhere, owned, hash, clock.now()), labels)
      : undefined;
    updateStatus(
      api,
      resource,
      sets.get(key) ?? set,
      daemonStatus(set, everywhere, owned, hash, clock.now()),
    );
    const used = new Set([hash, ...owned.map(({ metadata }) => metadata.labels?.[hashLabel])]);
    pruneRevisions(api, set, revisions.by('owner', uid), ({ metadata }) =>
      used.has(metadata.labels?.[hashLabel]),
    );
    wakeWhenAvailable(key, set, owned);
    if (error ?? rolling) throw (error ?? rolling) as Error;
  }

  function carryOut(set: DaemonSet, plan: DaemonPlan, labels: Record<string, string>): unknown {
    let failure: unknown;
    for (const node of plan.create) {
      try {
        createPod(control, set, templateFor(set, node, labels));
      } catch (error) {
        failure ??= error;
      }
    }
    for (const pod of plan.failed) {
      const message = `Found failed daemon pod ${keyOf(pod)} on node ${pod.spec.nodeName}, will try to kill it`;
      events.record(about(set), { type: 'Warning', reason: 'FailedDaemonPod', message, component });
    }
    for (const pod of [...plan.remove, ...plan.failed]) deletePod(control, set, pod);
    return failure;
  }

  function wakeWhenAvailable(key: string, { spec }: DaemonSet, owned: readonly Pod[]) {
    const waits = owned
      .filter(isPodReady)
      .map((pod) => availableIn(pod, spec.minReadySeconds ?? 0, clock.now()));
    const next = Math.min(...waits.filter((ms) => ms > 0));
    if (Number.isFinite(next)) queue.addAfter(key, next);
  }

  return stopAll(queue, sets, nodes, revisions, pods);
};
