import { describe, expect, it } from 'vitest';
import { deploymentController } from '../../../../src/simulator/kubernetes/controllers/deployment/controller.js';
import { garbageCollector } from '../../../../src/simulator/kubernetes/controllers/garbage-collector.js';
import { jobController } from '../../../../src/simulator/kubernetes/controllers/job/controller.js';
import { namespaceController } from '../../../../src/simulator/kubernetes/controllers/namespace.js';
import { replicaSetController } from '../../../../src/simulator/kubernetes/controllers/replicaset.js';
import { namespaceDefaults } from '../../../../src/simulator/kubernetes/controllers/serviceaccounts.js';
import { ttlAfterFinished } from '../../../../src/simulator/kubernetes/controllers/ttl-after-finished.js';
import { template, world } from '../support/world.js';

const all = [deploymentController, replicaSetController, garbageCollector, namespaceController];
async function running() {
  const w = world(all);
  w.create('deployments.apps', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: template('web') },
    status: {},
  });
  await w.clock.advance(3000);
  const gone: string[] = [];
  for (const resource of ['deployments.apps', 'replicasets.apps', 'pods']) {
    w.api.watch(resource, ({ type, object }) => type === 'DELETED' && gone.push(object.kind));
  }
  return { ...w, gone };
}

describe('deleting an owner', () => {
  it('in the background removes it at once and its dependents after it', async () => {
    const w = await running();
    w.api.delete('deployments.apps', 'default', 'web', { propagationPolicy: 'Background' });
    await w.clock.advance(5000);
    expect(w.gone).toEqual(['Deployment', 'ReplicaSet', 'Pod', 'Pod']);
  });

  it('in the foreground keeps it until its dependents are gone', async () => {
    const w = await running();
    w.api.delete('deployments.apps', 'default', 'web', { propagationPolicy: 'Foreground' });
    await w.clock.advance(100);
    expect(w.api.list('replicasets.apps')[0]?.metadata.finalizers).toEqual(['foregroundDeletion']);
    await w.clock.advance(5000);
    expect(w.gone).toEqual(['Pod', 'Pod', 'ReplicaSet', 'Deployment']);
  });

  it('as orphan leaves its dependents without an owner', async () => {
    const w = await running();
    w.api.delete('deployments.apps', 'default', 'web', { propagationPolicy: 'Orphan' });
    await w.clock.advance(5000);
    expect(w.gone).toEqual(['Deployment']);
    expect(w.api.list('replicasets.apps')[0]?.metadata.ownerReferences).toBeUndefined();
    expect(w.pods()).toHaveLength(2);
  });

  it('removes what names an owner by a uid that is not there, whatever its name', async () => {
    const w = await running();
    const [set] = w.api.list('replicasets.apps');
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: set?.metadata.name ?? '' };
    const configMap = (name: string, uid: string) =>
      w.create('configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, ownerReferences: [{ ...owner, uid }] },
      });
    configMap('mine', set?.metadata.uid ?? '');
    configMap('stale', 'some-other-uid');
    await w.clock.advance(100);
    expect(w.api.list('configmaps').map(({ metadata }) => metadata.name)).toEqual(['mine']);
  });
});

describe('deleting a namespace', () => {
  it('empties it, names the finalizers in the way, and ends when they are gone', async () => {
    const w = world(all);
    w.api.create('namespaces', undefined, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team' },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    w.api.create('configmaps', 'team', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'held', finalizers: ['example.com/hold'] },
    });
    w.api.create('configmaps', 'team', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'free' } });
    w.api.delete('namespaces', undefined, 'team');
    await w.clock.advance(100);
    const conditions = w.api.get('namespaces', undefined, 'team').status?.['conditions'];
    expect(conditions).toContainEqual(
      expect.objectContaining({
        type: 'NamespaceFinalizersRemaining',
        status: 'True',
        message:
          'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
      }),
    );
    expect(w.api.list('configmaps').map(({ metadata }) => metadata.name)).toEqual(['held']);
    w.api.patch('configmaps', 'team', 'held', 'application/merge-patch+json', {
      metadata: { finalizers: null },
    });
    await w.clock.advance(2000);
    expect(w.api.find('namespaces', undefined, 'team')).toBeUndefined();
  });
});

describe('a new namespace', () => {
  it('gets its default account and the CA, again when they are removed', async () => {
    const w = world([namespaceDefaults('-----BEGIN CERTIFICATE-----')]);
    w.api.create('namespaces', undefined, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team' },
    });
    await w.clock.advance(10);
    w.api.delete('serviceaccounts', 'team', 'default');
    w.api.delete('configmaps', 'team', 'kube-root-ca.crt');
    await w.clock.advance(10);
    expect(w.api.get('serviceaccounts', 'team', 'default')).toBeDefined();
    expect(w.api.get('configmaps', 'team', 'kube-root-ca.crt')['data']).toEqual({
      'ca.crt': '-----BEGIN CERTIFICATE-----',
    });
  });
});

describe('a finished job with a time to live', () => {
  it('goes with its pods when the time is up', async () => {
    const w = world([jobController, ttlAfterFinished, garbageCollector], {
      fate: () => ({ readyAfter: 10, endsAfter: 10 }),
    });
    w.create('jobs.batch', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'pi' },
      spec: {
        completions: 1,
        parallelism: 1,
        ttlSecondsAfterFinished: 3,
        selector: { matchLabels: { app: 'pi' } },
        template: template('pi'),
      },
      status: {},
    });
    await w.clock.advance(2500);
    expect(w.api.list('jobs.batch')).toHaveLength(1);
    await w.clock.advance(2000);
    expect([...w.api.list('jobs.batch'), ...w.pods()]).toEqual([]);
  });
});
