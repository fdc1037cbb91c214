import { addTo, amounts, nonZeroRequests, podRequests, type Amounts } from '../lib/pod-requests.js';
import { keyOf } from '../lib/meta.js';
import type { ContainerPort, Node, Pod } from '../lib/types.js';

/** A node with what is placed on it. */
export interface NodeInfo {
  node: Node;
  allocatable: Amounts;
  pods: ReadonlyMap<string, Pod>;
  /** Sum of the requests of the pods. */
  requested: Amounts;
  /** The same with least amounts for pods that ask for nothing. */
  scored: Amounts;
  /** Pods with required anti-affinity, which can refuse others. */
  antiAffine: ReadonlySet<Pod>;
}

interface Mutable extends NodeInfo {
  pods: Map<string, Pod>;
  requested: Record<string, number>;
  scored: Record<string, number>;
  antiAffine: Set<Pod>;
}

export function nodeInfo(node: Node, pods: Iterable<Pod> = []): NodeInfo {
  const info: Mutable = {
    node,
    allocatable: amounts(node.status?.allocatable),
    pods: new Map(),
    requested: {},
    scored: {},
    antiAffine: new Set(),
  };
  for (const pod of pods) place(info, pod);
  return info;
}

const hasAntiAffinity = ({ spec }: Pod) =>
  (spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ?? 0) > 0;

function place(info: Mutable, pod: Pod): void {
  info.pods.set(keyOf(pod), pod);
  addTo(info.requested, podRequests(pod));
  addTo(info.scored, nonZeroRequests(pod));
  if (hasAntiAffinity(pod)) info.antiAffine.add(pod);
}

/** The same node without some pods and with others: what preemption tries. */
export function imagine(info: NodeInfo, without: ReadonlySet<Pod>, plus: readonly Pod[] = []): NodeInfo {
  return nodeInfo(info.node, [...[...info.pods.values()].filter((pod) => !without.has(pod)), ...plus]);
}

/** The ports that a pod takes on its node. */
export function hostPorts({ spec }: Pod): ContainerPort[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...spec.containers, ...sidecars].flatMap(({ ports = [] }) =>
    ports.filter(({ hostPort }) => (hostPort ?? 0) > 0),
  );
}

/** The nodes and what is placed on them, kept up as pods and nodes come and go. */
export interface NodeBook {
  infos(): readonly NodeInfo[];
  get(name: string): NodeInfo | undefined;
  setNode(name: string, node: Node | undefined): void;
  setPod(pod: Pod): void;
  removePod(key: string): void;
}

export function nodeBook(): NodeBook {
  const nodes = new Map<string, Node>();
  const placed = new Map<string, { pod: Pod; node: string }>();
  const perNode = new Map<string, Map<string, Pod>>();
  const cached = new Map<string, NodeInfo>();
  let list: readonly NodeInfo[] | undefined;

  const forget = (name: string) => {
    cached.delete(name);
    list = undefined;
  };
  function info(name: string): NodeInfo | undefined {
    const node = nodes.get(name);
    if (!node) return undefined;
    let known = cached.get(name);
    if (!known) cached.set(name, (known = nodeInfo(node, perNode.get(name)?.values() ?? [])));
    return known;
  }
  function removePod(key: string) {
    const before = placed.get(key);
    if (!before) return;
    placed.delete(key);
    perNode.get(before.node)?.delete(key);
    forget(before.node);
  }
  return {
    infos: () => (list ??= [...nodes.keys()].sort().flatMap((name) => info(name) ?? [])),
    get: info,
    setNode(name, node) {
      if (node) nodes.set(name, node);
      else nodes.delete(name);
      forget(name);
    },
    setPod(pod) {
      const key = keyOf(pod);
      const node = pod.spec.nodeName ?? '';
      removePod(key);
      placed.set(key, { pod, node });
      let pods = perNode.get(node);
      if (!pods) perNode.set(node, (pods = new Map<string, Pod>()));
      pods.set(key, pod);
      forget(node);
    },
    removePod,
  };
}
