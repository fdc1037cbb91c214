import type { Controller, ResourceKey } from '../contract.js';
import { controllerOf, keyOf } from '../lib/meta.js';
import { availableIn, isPodActive, isPodReady, isPodTerminating } from '../lib/pods.js';
import type { Pod, ReplicaSet } from '../lib/types.js';
import { claim } from './adoption.js';
import { deletionOrder } from './deletion-order.js';
import { informer, ownerIndexes, stopAll } from './informer.js';
import { messageOf, updateStatus } from './manager.js';
import { createPod, deletePod, slowStart } from './pod-control.js';
import { replicaStatus, type ReplicaFailure } from './replica-status.js';
import { workQueue } from './workqueue.js';

/** The most pods that one look at a set makes or removes. */
const burst = 500;

/** What differs between replica sets and replication controllers. */
export interface ReplicaKind {
  resource: ResourceKey;
  kind: string;
  component: string;
  /** Replication controllers have no terminatingReplicas. */
  countsTerminating: boolean;
  selects(set: ReplicaSet, labels: Record<string, string> | undefined): boolean;
}

/** Keeps as many pods as a set asks for. */
export function replicaController(kind: ReplicaKind): Controller {
  return ({ api, events, clock }) => {
    const control = { api, events, component: kind.component };
    const queue = workQueue(clock, sync);
    const sets = informer<ReplicaSet>(api, kind.resource, {
      indexes: { namespace: ownerIndexes.namespace },
      on: (set) => set && queue.add(keyOf(set)),
    });
    const pods = informer<Pod>(api, 'pods', {
      indexes: {
        owner: ownerIndexes.owner,
        orphan: (pod) => (controllerOf(pod) ? [] : [pod.metadata.namespace]),
      },
      on(current, previous) {
        wake(current);
        if (previous && controllerOf(previous)?.uid !== (current && controllerOf(current)?.uid))
          wake(previous);
      },
    });

    function wake(pod: Pod | undefined) {
      if (!pod) return;
      const controller = controllerOf(pod);
      if (controller) {
        if (controller.kind === kind.kind) queue.add(`${pod.metadata.namespace}/${controller.name}`);
        return;
      }
      for (const set of sets.by('namespace', pod.metadata.namespace ?? '')) {
        if (kind.selects(set, pod.metadata.labels)) queue.add(keyOf(set));
      }
    }

    function sync(key: string) {
      const set = sets.get(key);
      if (!set) return;
      const { uid, namespace = '' } = set.metadata;
      const owned = pods.by('owner', uid);
      const candidates = [...owned, ...pods.by('orphan', namespace)].filter(isPodActive);
      const active = claim(api, 'pods', set, candidates, (pod) => kind.selects(set, pod.metadata.labels));
      const terminating = owned.filter(isPodTerminating).length;
      const outcome = set.metadata.deletionTimestamp ? undefined : manage(set, active);
      // The status tells what was there before: pods made now come back as changes.
      const latest = sets.get(key) ?? set;
      const status = replicaStatus(latest, { active, terminating }, outcome?.failure, clock.now());
      if (!kind.countsTerminating) delete status.terminatingReplicas;
      updateStatus(api, kind.resource, latest, status);
      wakeWhenAvailable(key, set, active);
      if (outcome) throw outcome.error;
    }

    function manage(
      set: ReplicaSet,
      active: readonly Pod[],
    ): { failure: ReplicaFailure; error: unknown } | undefined {
      const missing = (set.spec.replicas ?? 1) - active.length;
      if (missing > 0) {
        const { error } = slowStart(Math.min(missing, burst), () =>
          createPod(control, set, set.spec.template),
        );
        return error === undefined
          ? undefined
          : { failure: { reason: 'FailedCreate', message: messageOf(error) }, error };
      }
      try {
        const surplus = deletionOrder(active, clock.now()).slice(0, Math.min(-missing, burst));
        for (const pod of missing < 0 ? surplus : []) deletePod(control, set, pod);
      } catch (error) {
        return { failure: { reason: 'FailedDelete', message: messageOf(error) }, error };
      }
      return undefined;
    }

    function wakeWhenAvailable(key: string, set: ReplicaSet, active: readonly Pod[]) {
      const seconds = set.spec.minReadySeconds ?? 0;
      const waits = active.filter(isPodReady).map((pod) => availableIn(pod, seconds, clock.now()));
      const next = Math.min(...waits.filter((ms) => ms > 0));
      if (Number.isFinite(next)) queue.addAfter(key, next);
    }

    return stopAll(queue, sets, pods);
  };
}
