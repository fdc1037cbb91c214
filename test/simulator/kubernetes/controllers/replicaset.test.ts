import { describe, expect, it } from 'vitest';
import { replicaSetController } from '../../../../src/simulator/kubernetes/controllers/replicaset.js';
import { template, world } from '../support/world.js';

const rs = (replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'rs' },
  spec: { replicas, selector: { matchLabels: { app: 'rs' } }, template: template('rs') },
  status: { replicas: 0 },
});
const orphan = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'orphan', labels: { app: 'rs' } },
  spec: template('rs').spec,
};

describe('a ReplicaSet', () => {
  it('adopts a matching pod that nobody controls, and makes only what is missing', async () => {
    const w = world([replicaSetController]);
    w.create('pods', orphan);
    w.create('replicasets.apps', rs(2));
    await w.clock.advance(2000);
    expect(w.pods()).toHaveLength(2);
    expect(w.api.get('pods', 'default', 'orphan').metadata.ownerReferences?.[0]).toMatchObject({
      kind: 'ReplicaSet',
      name: 'rs',
      controller: true,
      blockOwnerDeletion: true,
    });
    expect(w.api.get('replicasets.apps', 'default', 'rs').status).toEqual({
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      terminatingReplicas: 0,
      observedGeneration: 1,
    });
  });

  it('releases a pod whose labels no longer match, and makes another', async () => {
    const w = world([replicaSetController]);
    w.create('pods', orphan);
    w.create('replicasets.apps', rs(2));
    await w.clock.advance(2000);
    w.patch('pods', 'orphan', { metadata: { labels: { app: 'free' } } });
    await w.clock.advance(2000);
    expect(w.api.get('pods', 'default', 'orphan').metadata.ownerReferences).toBeUndefined();
    expect(w.pods()).toHaveLength(3);
  });

  it('replaces a pod at once when it is being deleted, and counts the old one as terminating', async () => {
    const w = world([replicaSetController]);
    w.create('replicasets.apps', rs(1));
    await w.clock.advance(2000);
    w.api.delete('pods', 'default', w.pods()[0]?.metadata.name ?? '');
    await w.clock.advance(100);
    expect(w.pods()).toHaveLength(2);
    expect(w.api.get('replicasets.apps', 'default', 'rs').status).toMatchObject({
      replicas: 1,
      terminatingReplicas: 1,
    });
  });

  it('gives up pods that are not ready first', async () => {
    const w = world([replicaSetController], {
      fate: ({ metadata }) => (metadata.name === 'orphan' ? {} : { readyAfter: 1 }),
    });
    w.create('replicasets.apps', rs(2));
    await w.clock.advance(2000);
    w.create('pods', orphan);
    await w.clock.advance(2000);
    expect(w.pods().map(({ metadata }) => metadata.name)).not.toContain('orphan');
    expect(w.pods()).toHaveLength(2);
  });
});
