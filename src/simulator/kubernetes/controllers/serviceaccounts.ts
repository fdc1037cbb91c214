import type { Controller, ObjectMeta } from '../contract.js';
import { informer, stopAll } from './informer.js';
import { manager } from './manager.js';
import { workQueue } from './workqueue.js';

const rootName = 'kube-root-ca.crt';
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** Gives every namespace its service account "default" and the config map with the cluster's CA certificate (PEM). */
export function namespaceDefaults(caCertificate: string): Controller {
  return ({ api, clock }) => {
    const queue = workQueue(clock, sync);
    const wake = (_current: unknown, previous: { metadata: ObjectMeta } | undefined) => {
      const namespace = previous?.metadata.namespace;
      if (namespace !== undefined) queue.add(namespace);
    };
    const namespaces = informer<{ metadata: ObjectMeta }>(api, 'namespaces', {
      on: (namespace) => namespace && queue.add(namespace.metadata.name),
    });
    const accounts = informer<{ metadata: ObjectMeta }>(api, 'serviceaccounts', { on: wake });
    const configMaps = informer<{ metadata: ObjectMeta; data?: Record<string, string> }>(api, 'configmaps', {
      on: (current, previous) => (current ?? previous)?.metadata.name === rootName && wake(current, previous),
    });

    function sync(name: string) {
      const namespace = namespaces.get(name);
      if (!namespace || namespace.metadata.deletionTimestamp) return;
      if (!accounts.get(`${name}/default`)) {
        const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
        api.create('serviceaccounts', name, account, manager);
      }
      const root = configMaps.get(`${name}/${rootName}`);
      const data = { 'ca.crt': caCertificate };
      if (!root) {
        const metadata = { name: rootName, annotations: { 'kubernetes.io/description': description } };
        api.create('configmaps', name, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }, manager);
      } else if (root.data?.['ca.crt'] !== caCertificate) {
        api.patch('configmaps', name, rootName, 'application/merge-patch+json', { data }, manager);
      }
    }

    return stopAll(queue, namespaces, accounts, configMaps);
  };
}
