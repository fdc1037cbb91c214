import type { Cancel } from '../../../clock.js';
import type { Controller } from '../../contract.js';
import { setCondition } from '../../lib/conditions.js';
import { keyOf } from '../../lib/meta.js';
import { timestamp } from '../../lib/time.js';
import { tolerates } from '../../lib/tolerations.js';
import type { Node, Pod, Taint } from '../../lib/types.js';
import { informer, stopAll } from '../informer.js';
import { about, manager, updateStatus } from '../manager.js';
import { workQueue } from '../workqueue.js';

/** Seconds that a pod may stay under these NoExecute taints: 0 when one is not tolerated, Infinity when all are for good. */
export function secondsToStay({ spec }: Pod, taints: readonly Taint[]): number {
  let least = Infinity;
  for (const taint of taints) {
    const matching = (spec.tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    for (const { tolerationSeconds } of matching) {
      if (tolerationSeconds !== undefined) least = Math.min(least, Math.max(0, tolerationSeconds));
    }
  }
  return least;
}

/** Removes pods from nodes with NoExecute taints when their time is up. */
export const taintEviction: Controller = ({ api, events, clock }) => {
  const timers = new Map<string, { seconds: number; cancel: Cancel }>();
  const queue = workQueue(clock, sync);
  const component = 'taint-eviction-controller';
  const pods = informer<Pod>(api, 'pods', {
    indexes: { node: (pod) => [pod.spec.nodeName] },
    on(pod, previous) {
      const known = pod ?? previous;
      if (!known) return;
      if (!pod || pod.metadata.deletionTimestamp) stopTimer(keyOf(known));
      else queue.add(keyOf(pod));
    },
  });
  const nodes = informer<Node>(api, 'nodes', {
    on(node, previous) {
      const name = (node ?? previous)?.metadata.name ?? '';
      for (const pod of pods.by('node', name)) queue.add(keyOf(pod));
    },
  });

  function stopTimer(key: string) {
    timers.get(key)?.cancel();
    return timers.delete(key);
  }

  function sync(key: string) {
    const pod = pods.get(key);
    if (!pod?.spec.nodeName || pod.metadata.deletionTimestamp) return;
    const taints = (nodes.get(pod.spec.nodeName)?.spec.taints ?? []).filter(
      ({ effect }) => effect === 'NoExecute',
    );
    const seconds = secondsToStay(pod, taints);
    if (seconds === Infinity) {
      if (stopTimer(key)) record(pod, 'Cancelling deletion of');
      return;
    }
    if (timers.get(key)?.seconds === seconds) return;
    stopTimer(key);
    if (seconds === 0) return evict(pod);
    timers.set(key, { seconds, cancel: clock.after(seconds * 1000, () => evictLater(key)) });
  }

  function evictLater(key: string) {
    timers.delete(key);
    const pod = pods.get(key);
    if (pod && !pod.metadata.deletionTimestamp) evict(pod);
  }

  function evict(pod: Pod) {
    record(pod, 'Marking for deletion');
    const conditions = setCondition(pod.status?.conditions ?? [], {
      type: 'DisruptionTarget',
      observedGeneration: pod.metadata.generation,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: timestamp(clock.now()),
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    });
    updateStatus(api, 'pods', pod, { ...pod.status, conditions });
    api.delete('pods', pod.metadata.namespace, pod.metadata.name, manager);
  }

  function record(pod: Pod, what: string) {
    const message = `${what} Pod ${keyOf(pod)}`;
    events.record(about(pod), { type: 'Normal', reason: 'TaintManagerEviction', message, component });
  }

  return stopAll(queue, nodes, pods, { stop: () => timers.forEach(({ cancel }) => cancel()) });
};
