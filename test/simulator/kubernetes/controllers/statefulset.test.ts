import { describe, expect, it } from 'vitest';
import { statefulSetController } from '../../../../src/simulator/kubernetes/controllers/statefulset/controller.js';
import { template, world } from '../support/world.js';

const set = (replicas: number, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db' },
  spec: {
    replicas,
    serviceName: 'db',
    selector: { matchLabels: { app: 'db' } },
    template: template('db'),
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    ...more,
  },
  status: { replicas: 0, availableReplicas: 0 },
});
function run(replicas: number, more: object = {}) {
  const w = world([statefulSetController]);
  w.create('statefulsets.apps', set(replicas, more));
  const names = () => w.pods().map(({ metadata }) => metadata.name);
  const images = () => w.pods().map(({ spec }) => (spec?.['containers'] as { image: string }[])[0]?.image);
  return { ...w, names, images, status: () => w.api.get('statefulsets.apps', 'default', 'db').status };
}

describe('a StatefulSet', () => {
  it('starts its pods one after the other, each when the one before is ready', async () => {
    const w = run(3);
    await w.clock.advance(500);
    expect(w.names()).toEqual(['db-0']);
    await w.clock.advance(1000);
    expect(w.names()).toEqual(['db-0', 'db-1']);
    await w.clock.advance(3000);
    expect(w.names()).toEqual(['db-0', 'db-1', 'db-2']);
    expect(w.status()).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      currentReplicas: 3,
      updatedReplicas: 3,
      collisionCount: 0,
    });
    expect(w.events.map(({ message }) => message)).toEqual(
      [0, 1, 2].map((at) => `Create Pod db-${at} in StatefulSet db successful`),
    );
    expect(w.api.get('pods', 'default', 'db-1')).toMatchObject({
      metadata: {
        generateName: 'db-',
        labels: { 'apps.kubernetes.io/pod-index': '1', 'statefulset.kubernetes.io/pod-name': 'db-1' },
      },
      spec: { hostname: 'db-1', subdomain: 'db' },
    });
  });

  it('starts them all at once when it is parallel', async () => {
    const w = run(3, { podManagementPolicy: 'Parallel' });
    await w.clock.advance(50);
    expect(w.names()).toEqual(['db-0', 'db-1', 'db-2']);
  });

  it('updates from the last pod to the first, one at a time', async () => {
    const w = run(3);
    await w.clock.advance(5000);
    const before = w.status()?.['currentRevision'];
    w.patch('statefulsets.apps', 'db', { spec: { template: template('db', 'nginx:1.28') } });
    const removed: string[] = [];
    w.api.watch('pods', ({ type, object }) => type === 'DELETED' && removed.push(object.metadata.name));
    await w.clock.advance(10_000);
    expect(removed).toEqual(['db-2', 'db-1', 'db-0']);
    expect(new Set(w.images())).toEqual(new Set(['nginx:1.28']));
    expect(w.status()?.['currentRevision']).toBe(w.status()?.['updateRevision']);
    expect(w.status()?.['currentRevision']).not.toBe(before);
  });

  it('leaves pods below the partition as they are, also when they are made again', async () => {
    const w = run(3, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
    await w.clock.advance(5000);
    w.patch('statefulsets.apps', 'db', { spec: { template: template('db', 'nginx:1.28') } });
    await w.clock.advance(5000);
    w.api.delete('pods', 'default', 'db-0');
    await w.clock.advance(5000);
    expect(w.images()).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.28']);
  });

  it('makes a claim for each pod, keeps it, and uses it again', async () => {
    const w = run(2, {
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }],
    });
    await w.clock.advance(5000);
    w.patch('statefulsets.apps', 'db', { spec: { replicas: 1 } });
    await w.clock.advance(5000);
    expect(w.names()).toEqual(['db-0']);
    expect(w.api.list('persistentvolumeclaims').map(({ metadata }) => metadata.name)).toEqual([
      'data-db-0',
      'data-db-1',
    ]);
    expect(w.api.get('pods', 'default', 'db-0').spec?.['volumes']).toEqual([
      { name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } },
    ]);
  });
});
