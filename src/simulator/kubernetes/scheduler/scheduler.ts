import type { Controller } from '../contract.js';
import type { Cancel } from '../../clock.js';
import { informer, stopAll } from '../controllers/informer.js';
import { about } from '../controllers/manager.js';
import { findCondition, setCondition } from '../lib/conditions.js';
import { same } from '../lib/hash.js';
import { keyOf, toFields } from '../lib/meta.js';
import { isPodFinished } from '../lib/pods.js';
import { timestamp } from '../lib/time.js';
import type { Condition, Pod } from '../lib/types.js';
import { clusterView } from './cluster-view.js';
import { filters } from './filters/index.js';
import type { ClusterEvent, Refusal, Snapshot } from './framework.js';
import { fitError, histogram } from './messages.js';
import { imagine, nodeBook, type NodeInfo } from './node-info.js';
import { best, place } from './placement.js';
import { preempt, priorityOf, type Candidate } from './preemption.js';
import { schedulingQueue } from './queue.js';
import { bindVolumes, volumesBound } from './volume-binder.js';

const component = 'default-scheduler';
const options = { fieldManager: 'kube-scheduler' };
const statusOptions = { ...options, subresource: 'status' };
const merge = 'application/merge-patch+json';
/** How many pods are tried before other timers and input get their turn. */
const batch = 50;

/** Gives pods their nodes, as kube-scheduler with its default profile does. */
export const scheduler: Controller = ({ api, events, clock }) => {
  let scheduled: Cancel | undefined;
  let stopped = false;
  let turn = 0;
  const wake = () => {
    if (!stopped) scheduled ??= clock.after(0, drain);
  };
  const queue = schedulingQueue(clock, wake);
  const book = nodeBook();
  /** Pods that have a node but wait for their volumes, with its name. */
  const reserved = new Map<string, { pod: Pod; node: string }>();
  const nominated = new Map<string, { pod: Pod; node: string }>();
  const view = clusterView(api, {
    node: (name, node) => {
      book.setNode(name, node);
      queue.moved('node');
    },
    storage: () => {
      queue.moved('storage');
      for (const { pod, node } of [...reserved.values()]) bindWhenReady(pod, node);
    },
  });
  const pods = informer<Pod>(api, 'pods', { on: podChanged });

  function podChanged(current: Pod | undefined, previous: Pod | undefined) {
    const pod = current ?? previous;
    if (!pod) return;
    const key = keyOf(pod);
    const placed = current?.spec.nodeName !== undefined && !isPodFinished(current);
    if (placed) {
      leave(key);
      book.setPod(current);
      if (previous?.spec.nodeName === undefined || !same(previous.metadata.labels, current.metadata.labels)) {
        queue.moved('pod-assigned');
      }
    } else if (!current || isPodFinished(current)) {
      leave(key);
      book.removePod(key);
      if (pod.spec.nodeName) queue.moved('pod-gone');
    } else if (current.metadata.deletionTimestamp) {
      leave(key);
    } else if (isMine(current) && changed(current, previous) && !reserved.has(key)) {
      queue.add(current);
    }
  }

  function leave(key: string) {
    queue.remove(key);
    reserved.delete(key);
    nominated.delete(key);
  }

  const isMine = ({ spec }: Pod) =>
    (spec.schedulerName ?? component) === component && (spec.schedulingGates ?? []).length === 0;
  /** Writing a status is no reason to try again: this scheduler does it itself. */
  const changed = (current: Pod, previous: Pod | undefined) =>
    !previous ||
    !same(current.spec, previous.spec) ||
    !same(current.metadata.labels, previous.metadata.labels);

  function drain() {
    scheduled = undefined;
    for (let left = batch; left > 0 && !stopped; left--) {
      const next = queue.next();
      if (!next) return;
      const pod = pods.get(keyOf(next));
      if (pod && !pod.spec.nodeName) tryPod(pod);
    }
    wake();
  }

  function tryPod(pod: Pod) {
    try {
      schedule(pod);
    } catch {
      // A write was refused: the pod or the node has changed meanwhile.
      queue.refused(pod, ['node', 'pod-gone', 'pod-assigned', 'storage']);
      queue.moved('node');
    }
  }

  /** Pods of at least this priority that wait for victims to leave count on the nodes they are nominated for. */
  function snapshotFor(pod: Pod): Snapshot {
    const guests = [...nominated.values(), ...reserved.values()].filter(
      (guest) => keyOf(guest.pod) !== keyOf(pod) && priorityOf(guest.pod) >= priorityOf(pod),
    );
    if (guests.length === 0) return view.snapshot(book.infos());
    const nodes = book.infos().map((info) => {
      const here = guests.filter(({ node }) => node === info.node.metadata.name).map((guest) => guest.pod);
      return here.length > 0 ? imagine(info, new Set(), here) : info;
    });
    return view.snapshot(nodes);
  }

  function schedule(pod: Pod) {
    const snapshot = snapshotFor(pod);
    const placement = place(pod, snapshot, turn++ % Math.max(1, snapshot.nodes.length));
    const total = snapshot.nodes.length;
    if (placement.kind === 'rejected') {
      return fail(pod, fitError(total, placement.reason, 'not found'), placement.by);
    }
    const chosen = best(pod, placement.fitting, snapshot);
    if (chosen) return assign(pod, chosen, snapshot);
    const why = histogram([...placement.refusals.values()].flatMap(({ reasons }) => reasons));
    const outcome = tryPreemption(pod, snapshot, placement.refusals);
    if (typeof outcome === 'string') return fail(pod, fitError(total, why, outcome), placement.by);
    nominate(pod, outcome);
    fail(pod, fitError(total, why, ''), placement.by, outcome.node.node.metadata.name);
  }

  function tryPreemption(pod: Pod, snapshot: Snapshot, refusals: ReadonlyMap<NodeInfo, Refusal>) {
    const waiting = nominated.get(keyOf(pod));
    const leaving = [...(book.get(waiting?.node ?? '')?.pods.values() ?? [])].some(
      (other) => other.metadata.deletionTimestamp && priorityOf(other) < priorityOf(pod),
    );
    if (leaving) {
      return 'no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node.';
    }
    return preempt(pod, snapshot, refusals, view.budgets());
  }

  function nominate(pod: Pod, { node, victims }: Candidate) {
    const name = node.node.metadata.name;
    nominated.set(keyOf(pod), { pod, node: name });
    for (const victim of victims) {
      if (victim.metadata.deletionTimestamp) continue;
      const disruption: Condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: `${component}: preempting to accommodate a higher priority pod`,
        lastProbeTime: null,
        lastTransitionTime: timestamp(clock.now()),
      };
      writeCondition(victim, disruption);
      api.delete('pods', victim.metadata.namespace, victim.metadata.name, options);
      const message = `Preempted by pod ${pod.metadata.uid} on node ${name}`;
      events.record(about(victim), { type: 'Normal', reason: 'Preempted', message, component });
    }
  }

  function assign(pod: Pod, { node }: NodeInfo, snapshot: Snapshot) {
    const name = node.metadata.name;
    if (volumesBound(pod, snapshot)) return bind(pod, name);
    queue.remove(keyOf(pod));
    reserved.set(keyOf(pod), { pod, node: name });
    bindVolumes(api, pod, node, snapshot);
  }

  function bindWhenReady(pod: Pod, node: string) {
    const current = pods.get(keyOf(pod));
    if (!current || current.spec.nodeName || !volumesBound(current, view.snapshot(book.infos()))) return;
    try {
      bind(current, node);
    } catch {
      reserved.delete(keyOf(pod));
      queue.add(current);
    }
  }

  function bind(pod: Pod, node: string) {
    const { namespace, name, uid } = pod.metadata;
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, uid },
      target: { apiVersion: 'v1', kind: 'Node', name: node },
    };
    api.create('pods', namespace, toFields(binding), { ...options, subresource: 'binding' });
    const message = `Successfully assigned ${namespace}/${name} to ${node}`;
    events.record(about(pod), { type: 'Normal', reason: 'Scheduled', message, component });
  }

  function fail(pod: Pod, message: string, by: readonly string[], nominatedNode?: string) {
    const helpedBy: ClusterEvent[] = filters
      .filter(({ name }) => by.includes(name))
      .flatMap((filter) => filter.helpedBy);
    queue.refused(pod, helpedBy.length > 0 ? helpedBy : ['node']);
    events.record(about(pod), { type: 'Warning', reason: 'FailedScheduling', message, component });
    const condition: Condition = {
      type: 'PodScheduled',
      observedGeneration: pod.metadata.generation,
      status: 'False',
      lastProbeTime: null,
      lastTransitionTime: timestamp(clock.now()),
      reason: 'Unschedulable',
      message,
    };
    writeCondition(pod, condition, nominatedNode);
    // Victims without a grace period are gone by now, before anybody could tell this pod.
    if (nominatedNode) queue.moved('pod-gone');
  }

  function writeCondition(pod: Pod, condition: Condition, nominatedNodeName?: string) {
    const old = findCondition(pod.status?.conditions, condition.type);
    const unchanged = old?.status === condition.status && old.message === condition.message;
    if (unchanged && nominatedNodeName === undefined) return;
    const conditions = setCondition(pod.status?.conditions ?? [], condition);
    const patch = toFields({ status: { conditions, nominatedNodeName } });
    api.patch('pods', pod.metadata.namespace, pod.metadata.name, merge, patch, statusOptions);
  }

  return stopAll(queue, view, pods, {
    stop() {
      stopped = true;
      scheduled?.();
    },
  });
};
