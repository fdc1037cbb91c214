import type { Api, ObjectMeta } from '../contract.js';
import { informer, stopAll } from '../controllers/informer.js';
import { same } from '../lib/hash.js';
import type { Claim, DisruptionBudget, Node, PersistentVolume, StorageClass } from '../lib/types.js';
import type { Snapshot } from './framework.js';
import type { NodeInfo } from './node-info.js';

/** What the scheduler knows besides pods. */
export interface ClusterView {
  snapshot(nodes: readonly NodeInfo[]): Snapshot;
  budgets(): readonly DisruptionBudget[];
  stop(): void;
}

/** Follows nodes, storage, namespaces and budgets; tells of changes that may help a waiting pod. */
export function clusterView(
  api: Api,
  on: { node(name: string, node: Node | undefined): void; storage(): void },
): ClusterView {
  const nodes = informer<Node>(api, 'nodes', {
    on(current, previous) {
      // Heartbeats change nothing that placement looks at.
      if (current && previous && sameForPlacement(current, previous)) return;
      const name = (current ?? previous)?.metadata.name;
      if (name !== undefined) on.node(name, current);
    },
  });
  const storage = () => on.storage();
  const claims = informer<Claim>(api, 'persistentvolumeclaims', { on: storage });
  const volumes = informer<PersistentVolume>(api, 'persistentvolumes', { on: storage });
  const classes = informer<StorageClass>(api, 'storageclasses.storage.k8s.io', { on: storage });
  const namespaces = informer<{ metadata: ObjectMeta }>(api, 'namespaces');
  const budgets = informer<DisruptionBudget>(api, 'poddisruptionbudgets.policy');
  return {
    snapshot: (infos) => ({
      nodes: infos,
      namespaceLabels: (name) => namespaces.get(name)?.metadata.labels,
      claim: (namespace, name) => claims.get(`${namespace}/${name}`),
      volume: (name) => volumes.get(name),
      volumes: () => volumes.all(),
      storageClass: (name) => classes.get(name),
    }),
    budgets: () => [...budgets.all()],
    stop: stopAll(nodes, claims, volumes, classes, namespaces, budgets).stop,
  };
}

function sameForPlacement(a: Node, b: Node): boolean {
  return (
    same(a.spec, b.spec) &&
    same(a.metadata.labels, b.metadata.labels) &&
    same(a.status?.allocatable, b.status?.allocatable) &&
    same(a.status?.images, b.status?.images)
  );
}
