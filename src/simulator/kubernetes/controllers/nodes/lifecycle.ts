import type { Controller, ObjectMeta } from '../../contract.js';
import { findCondition } from '../../lib/conditions.js';
import { same } from '../../lib/hash.js';
import { timestamp } from '../../lib/time.js';
import type { Condition, Node, Pod, Taint } from '../../lib/types.js';
import { informer, stopAll } from '../informer.js';
import { about, manager, updateStatus } from '../manager.js';
import { workQueue } from '../workqueue.js';

/** node-monitor-period and node-monitor-grace-period of kube-controller-manager. */
const period = 5000;
const grace = 50_000;
const prefix = 'node.kubernetes.io';
const watched = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'];

/** The taints that the conditions of a node ask for, without times. */
export function conditionTaints({ spec, status }: Node): Taint[] {
  const state = (type: string) => findCondition(status?.conditions, type)?.status;
  const taints: Taint[] = [];
  const ready = state('Ready');
  const key = ready === 'Unknown' ? 'unreachable' : ready === 'False' ? 'not-ready' : undefined;
  if (key)
    taints.push(
      { key: `${prefix}/${key}`, effect: 'NoExecute' },
      { key: `${prefix}/${key}`, effect: 'NoSchedule' },
    );
  const pressure = {
    MemoryPressure: 'memory-pressure',
    DiskPressure: 'disk-pressure',
    PIDPressure: 'pid-pressure',
    NetworkUnavailable: 'network-unavailable',
  };
  for (const [type, name] of Object.entries(pressure)) {
    if (state(type) === 'True') taints.push({ key: `${prefix}/${name}`, effect: 'NoSchedule' });
  }
  if (spec.unschedulable) taints.push({ key: `${prefix}/unschedulable`, effect: 'NoSchedule' });
  return taints;
}

const managed = new Set(
  [
    'unreachable',
    'not-ready',
    'memory-pressure',
    'disk-pressure',
    'pid-pressure',
    'network-unavailable',
    'unschedulable',
  ].map((name) => `${prefix}/${name}`),
);

/** The taints of a node with those that its conditions ask for brought up; others and known times stay. */
export function nextTaints(node: Node, now: number): Taint[] {
  const old = node.spec.taints ?? [];
  const wanted = conditionTaints(node);
  const is = (a: Taint) => (b: Taint) => a.key === b.key && a.effect === b.effect;
  const kept = old.filter((taint) => !managed.has(taint.key) || wanted.some(is(taint)));
  const added = wanted.filter((taint) => !kept.some(is(taint)));
  return [...kept, ...added.map((taint) => ({ ...taint, timeAdded: timestamp(now) }))];
}

/** Notices nodes that stopped renewing their lease, and taints nodes by their conditions. */
export const nodeLifecycle: Controller = ({ api, events, clock }) => {
  const heard = new Map<string, number>();
  const queue = workQueue(clock, sync);
  const nodes = informer<Node>(api, 'nodes', {
    on(node, previous) {
      const name = (node ?? previous)?.metadata.name ?? '';
      if (!node) heard.delete(name);
      else if (!previous || heartbeat(node) !== heartbeat(previous)) heard.set(name, clock.now());
      if (node) queue.add(name);
    },
  });
  const leases = informer<{ metadata: ObjectMeta; spec?: { renewTime?: string } }>(
    api,
    'leases.coordination.k8s.io',
    {
      on(lease) {
        if (lease?.metadata.namespace === 'kube-node-lease') heard.set(lease.metadata.name, clock.now());
      },
    },
  );
  const pods = informer<Pod>(api, 'pods', { indexes: { node: (pod) => [pod.spec.nodeName] } });

  const heartbeat = ({ status }: Node) =>
    (findCondition(status?.conditions, 'Ready') as { lastHeartbeatTime?: string } | undefined)
      ?.lastHeartbeatTime;

  function sync(name: string) {
    const node = nodes.get(name);
    if (!node) return;
    queue.addAfter(name, period);
    const silent = clock.now() - (heard.get(name) ?? clock.now()) >= grace;
    const current: Node = silent ? declareUnknown(node) : node;
    const taints = nextTaints(current, clock.now());
    if (!same(taints, current.spec.taints ?? [])) {
      const patch = { spec: { taints: taints.length > 0 ? taints : null } };
      api.patch('nodes', undefined, name, 'application/merge-patch+json', patch, manager);
    }
    const ready = findCondition(current.status?.conditions, 'Ready')?.status;
    if (ready === 'Unknown' || ready === 'False') markPods(name);
  }

  function declareUnknown(node: Node): Node {
    const time = timestamp(clock.now());
    const known = node.status?.conditions ?? [];
    const unknown = (type: string): Condition => {
      const old = findCondition(known, type);
      if (old?.status === 'Unknown') return old;
      const [reason, message] = old
        ? ['NodeStatusUnknown', 'Kubelet stopped posting node status.']
        : ['NodeStatusNeverUpdated', 'Kubelet never posted node status.'];
      return { ...old, type, status: 'Unknown', lastTransitionTime: time, reason, message };
    };
    const others = known.filter(({ type }) => !watched.includes(type));
    return updateStatus(api, 'nodes', node, {
      ...node.status,
      conditions: [...others, ...watched.map(unknown)],
    });
  }

  /** The pods of a node that is not ready are not ready either: services leave them out. */
  function markPods(name: string) {
    for (const pod of pods.by('node', name)) {
      const ready = findCondition(pod.status?.conditions, 'Ready');
      if (ready?.status !== 'True') continue;
      const next: Condition = { ...ready, status: 'False', lastTransitionTime: timestamp(clock.now()) };
      const conditions = (pod.status?.conditions ?? []).map((other) => (other === ready ? next : other));
      updateStatus(api, 'pods', pod, { ...pod.status, conditions });
      const event = {
        type: 'Warning',
        reason: 'NodeNotReady',
        message: 'Node is not ready',
        component: 'node-controller',
      } as const;
      events.record(about(pod), event);
    }
  }

  return stopAll(queue, nodes, leases, pods);
};
