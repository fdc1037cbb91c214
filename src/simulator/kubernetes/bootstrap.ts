import bindings from './data/clusterrolebindings.json' with { type: 'json' };
import clusterRoles from './data/clusterroles.json' with { type: 'json' };
import roleBindings from './data/rolebindings.json' with { type: 'json' };
import roles from './data/roles.json' with { type: 'json' };
import type { Api, Fields, ResourceKey } from './contract.js';

const rbac = 'rbac.authorization.k8s.io';

/** Puts the metadata of the captured lists where objects have it. */
function withMetadata(entries: readonly unknown[], apiVersion: string, kind: string): Fields[] {
  return (entries as Fields[]).map(({ name, namespace, labels, annotations, ...rest }) => ({
    apiVersion,
    kind,
    metadata: {
      name: name!,
      ...(namespace ? { namespace } : {}),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
    },
    ...rest,
  }));
}

const priority = (name: string, value: number, description: string): Fields => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  description,
});

/** Creates what every new cluster holds: namespaces, roles, priority classes, the default storage class, the service. */
export function bootstrap(api: Api): void {
  const make = (resource: ResourceKey, objects: readonly Fields[]) => {
    for (const object of objects) {
      const namespace = (object['metadata'] as Fields)['namespace'] as string | undefined;
      api.create(resource, namespace, object, { fieldManager: 'kube-apiserver' });
    }
  };
  make(
    'namespaces',
    ['default', 'kube-node-lease', 'kube-public', 'kube-system', 'local-path-storage'].map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
  );
  const version = `${rbac}/v1`;
  make(`clusterroles.${rbac}`, withMetadata(clusterRoles, version, 'ClusterRole'));
  make(`clusterrolebindings.${rbac}`, withMetadata(bindings, version, 'ClusterRoleBinding'));
  make(`roles.${rbac}`, withMetadata(roles, version, 'Role'));
  make(`rolebindings.${rbac}`, withMetadata(roleBindings, version, 'RoleBinding'));
  make('priorityclasses.scheduling.k8s.io', [
    priority(
      'system-cluster-critical',
      2000000000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ),
    priority(
      'system-node-critical',
      2000001000,
      'Used for system critical pods that must not be moved from their current node.',
    ),
  ]);
  make('storageclasses.storage.k8s.io', [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'rancher.io/local-path',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
  ]);
  make('services', [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: {
        clusterIP: '10.96.0.1',
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
      },
    },
  ]);
}
