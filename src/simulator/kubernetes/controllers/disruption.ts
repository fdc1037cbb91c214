import type { Controller } from '../contract.js';
import { setCondition } from '../lib/conditions.js';
import { scaledValue } from '../lib/int-or-percent.js';
import { controllerOf, keyOf } from '../lib/meta.js';
import { isPodFinished, isPodReady } from '../lib/pods.js';
import { matchesSelector } from '../lib/selector.js';
import { timestamp } from '../lib/time.js';
import type { DisruptionBudget, DisruptionBudgetStatus, Pod } from '../lib/types.js';
import { informer, ownerIndexes, stopAll } from './informer.js';
import { about, updateStatus } from './manager.js';
import { workQueue } from './workqueue.js';

const resource = 'poddisruptionbudgets.policy';
/** Kinds whose spec.replicas says how many pods there should be. */
const scalable: Readonly<Record<string, string>> = {
  ReplicaSet: 'replicasets.apps',
  StatefulSet: 'statefulsets.apps',
  ReplicationController: 'replicationcontrollers',
};

/** The counts of a budget: how many of its pods are healthy, must be, and may go now. */
export function budgetStatus(
  { metadata, spec, status }: DisruptionBudget,
  pods: { total: number; healthy: number; scale: number },
  now: number,
): DisruptionBudgetStatus {
  const byScale = spec.maxUnavailable !== undefined || typeof spec.minAvailable === 'string';
  const expectedPods = byScale ? pods.scale : pods.total;
  const desiredHealthy =
    spec.maxUnavailable !== undefined
      ? Math.max(0, expectedPods - scaledValue(spec.maxUnavailable, expectedPods, 'up'))
      : scaledValue(spec.minAvailable ?? 1, expectedPods, 'up');
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, pods.healthy - desiredHealthy) : 0;
  const enough = disruptionsAllowed > 0;
  const conditions = setCondition(status?.conditions ?? [], {
    type: 'DisruptionAllowed',
    status: enough ? 'True' : 'False',
    observedGeneration: metadata.generation,
    lastTransitionTime: timestamp(now),
    reason: enough ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  });
  return {
    ...status,
    disruptionsAllowed,
    currentHealthy: pods.healthy,
    desiredHealthy,
    expectedPods,
    observedGeneration: metadata.generation,
    conditions,
  };
}

/** Keeps the status of PodDisruptionBudgets, by which evictions are allowed. */
export const disruptionController: Controller = ({ api, events, clock }) => {
  const queue = workQueue(clock, sync);
  const budgets = informer<DisruptionBudget>(api, resource, {
    indexes: { namespace: ownerIndexes.namespace },
    on: (budget) => budget && queue.add(keyOf(budget)),
  });
  const pods = informer<Pod>(api, 'pods', {
    indexes: { namespace: ownerIndexes.namespace },
    on(current, previous) {
      const pod = current ?? previous;
      for (const budget of budgets.by('namespace', pod?.metadata.namespace ?? '')) {
        const labels = [current?.metadata.labels, previous?.metadata.labels];
        if (labels.some((own) => own && matchesSelector(budget.spec.selector, own))) queue.add(keyOf(budget));
      }
    },
  });

  function sync(key: string) {
    const budget = budgets.get(key);
    if (!budget) return;
    const covered = pods
      .by('namespace', budget.metadata.namespace ?? '')
      .filter((pod) => matchesSelector(budget.spec.selector, pod.metadata.labels) && !isPodFinished(pod));
    if (covered.length === 0) {
      const message = 'No matching pods found';
      events.record(about(budget), {
        type: 'Normal',
        reason: 'NoPods',
        message,
        component: 'controllermanager',
      });
    }
    const healthy = covered.filter((pod) => isPodReady(pod) && !pod.metadata.deletionTimestamp).length;
    const counts = { total: covered.length, healthy, scale: scaleOf(covered) };
    const next = budgetStatus(budget, counts, clock.now());
    const alive = new Set(
      covered.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ metadata }) => metadata.name),
    );
    const disrupted = Object.entries(next.disruptedPods ?? {}).filter(([name]) => alive.has(name));
    if (next.disruptedPods)
      next.disruptedPods = disrupted.length > 0 ? Object.fromEntries(disrupted) : undefined;
    updateStatus(api, resource, budget, next);
  }

  /** The sizes of all controllers of these pods together. */
  function scaleOf(covered: readonly Pod[]): number {
    const owners = new Map<string, number>();
    for (const pod of covered) {
      const owner = controllerOf(pod);
      const kind = owner && scalable[owner.kind];
      if (!owner || !kind) continue;
      const found = api.find(kind, pod.metadata.namespace, owner.name);
      owners.set(owner.uid, Number(found?.spec?.['replicas'] ?? 0));
    }
    return [...owners.values()].reduce((sum, replicas) => sum + replicas, 0);
  }

  return stopAll(queue, budgets, pods);
};
