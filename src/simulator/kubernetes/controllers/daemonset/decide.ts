import { scaledValue } from '../../lib/int-or-percent.js';
import { isPodAvailable } from '../../lib/pods.js';
import type { DaemonSet, Node, Pod } from '../../lib/types.js';
import { nodeOf, suitability } from './nodes.js';

export const hashLabel = 'controller-revision-hash';

/** Nodes to make pods on, and pods to remove. */
export interface DaemonPlan {
  create: string[];
  remove: Pod[];
  /** Pods that ended in failure: removed with a warning. */
  failed: Pod[];
}

/** The pods of a set by the node they are for. */
export function podsByNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const result = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = nodeOf(pod.spec);
    if (node === undefined) continue;
    const list = result.get(node);
    if (list) list.push(pod);
    else result.set(node, [pod]);
  }
  return result;
}

/** One pod on each node that should run one, none on others. */
export function place(set: DaemonSet, nodes: readonly Node[], pods: readonly Pod[]): DaemonPlan {
  const plan: DaemonPlan = { create: [], remove: [], failed: [] };
  const perNode = podsByNode(pods);
  const surges = (set.spec.updateStrategy?.rollingUpdate?.maxSurge ?? 0) !== 0;
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  for (const node of nodes) {
    const here = perNode.get(node.metadata.name) ?? [];
    const { run, stay } = suitability(set, node);
    const alive = here.filter(({ metadata }) => !metadata.deletionTimestamp);
    if (run && here.length === 0) plan.create.push(node.metadata.name);
    else if (!stay) plan.remove.push(...alive);
    else {
      const ended = alive.filter(({ status }) => status?.phase === 'Failed');
      plan.failed.push(...ended);
      const running = alive.filter((pod) => !ended.includes(pod)).sort(byAge);
      if (!surges) plan.remove.push(...running.slice(1));
    }
  }
  for (const [name, here] of perNode) {
    if (!names.has(name)) plan.remove.push(...here.filter(({ metadata }) => !metadata.deletionTimestamp));
  }
  return plan;
}

const byAge = (a: Pod, b: Pod) =>
  Number(Boolean(b.spec.nodeName)) - Number(Boolean(a.spec.nodeName)) ||
  Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp);

/** What a rolling update may do now: old pods that are down anyway go first, others within what may be missing. */
export function rollingPlan(
  set: DaemonSet,
  nodes: readonly Node[],
  pods: readonly Pod[],
  hash: string,
  now: number,
): DaemonPlan {
  const plan: DaemonPlan = { create: [], remove: [], failed: [] };
  if (set.spec.updateStrategy?.type === 'OnDelete') return plan;
  const wanted = nodes.filter((node) => suitability(set, node).run).map(({ metadata }) => metadata.name);
  const { maxUnavailable = 1, maxSurge = 0 } = set.spec.updateStrategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, wanted.length, 'up');
  const unavailable = surge > 0 ? 0 : Math.max(1, scaledValue(maxUnavailable, wanted.length, 'up'));
  const available = (pod: Pod | undefined) =>
    pod !== undefined && isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  const perNode = podsByNode(pods);
  let missing = 0;
  let surging = 0;
  const candidates: { node: string; old: Pod }[] = [];
  for (const node of wanted) {
    const alive = (perNode.get(node) ?? []).filter(({ metadata }) => !metadata.deletionTimestamp);
    const fresh = alive.find(({ metadata }) => metadata.labels?.[hashLabel] === hash);
    const old = alive.find(({ metadata }) => metadata.labels?.[hashLabel] !== hash);
    if (!fresh && !old) missing++;
    else if (!old) missing += available(fresh) ? 0 : 1;
    else if (fresh) {
      surging++;
      if (available(fresh)) plan.remove.push(old);
    } else if (!available(old)) {
      missing++;
      plan.remove.push(old);
    } else candidates.push({ node, old });
  }
  for (const { node, old } of candidates) {
    if (surge > 0 && surging++ < surge) plan.create.push(node);
    else if (surge === 0 && missing++ < unavailable) plan.remove.push(old);
  }
  return plan;
}
