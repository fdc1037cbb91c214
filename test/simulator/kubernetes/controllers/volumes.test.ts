import { describe, expect, it } from 'vitest';
import { volumeBinder } from '../../../../src/simulator/kubernetes/controllers/volumes/binder.js';
import { localPathProvisioner } from '../../../../src/simulator/kubernetes/controllers/volumes/local-path.js';
import { volumeProtection } from '../../../../src/simulator/kubernetes/controllers/volumes/protection.js';
import { scheduler } from '../../../../src/simulator/kubernetes/scheduler/scheduler.js';
import { world } from '../support/world.js';

function run() {
  const w = world([volumeBinder, volumeProtection, localPathProvisioner, scheduler], { scheduled: true });
  w.api.create('nodes', undefined, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'worker', labels: { 'kubernetes.io/hostname': 'worker' } },
    spec: {},
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } },
  });
  w.api.create('storageclasses.storage.k8s.io', undefined, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'standard' },
    provisioner: 'rancher.io/local-path',
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  const claim = (name: string, spec: object) =>
    w.create('persistentvolumeclaims', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, finalizers: ['kubernetes.io/pvc-protection'] },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '64Mi' } }, ...spec },
      status: { phase: 'Pending' },
    });
  const phase = (name: string) => w.api.get('persistentvolumeclaims', 'default', name).status?.['phase'];
  const volumePhase = (name: string) => w.api.get('persistentvolumes', undefined, name).status?.['phase'];
  const said = () =>
    w.events.filter(({ object }) => object.startsWith('PersistentVolumeClaim')).map(({ reason }) => reason);
  return { ...w, claim, phase, volumePhase, said };
}
const user = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'user' },
  spec: {
    containers: [{ name: 'c' }],
    terminationGracePeriodSeconds: 1,
    volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }],
  },
};

describe('a claim of the local-path class', () => {
  it('waits for its first pod, gets a volume on the node of that pod, and the pod starts', async () => {
    const w = run();
    w.claim('data', { storageClassName: 'standard' });
    await w.clock.advance(100);
    expect(w.said()).toEqual(['WaitForFirstConsumer']);
    w.create('pods', user);
    await w.clock.advance(5000);
    expect(w.phase('data')).toBe('Bound');
    expect(w.said()).toEqual([
      'WaitForFirstConsumer',
      'ExternalProvisioning',
      'Provisioning',
      'ProvisioningSucceeded',
    ]);
    expect(w.api.get('pods', 'default', 'user').spec?.['nodeName']).toBe('worker');
    const [volume] = w.api.list('persistentvolumes');
    expect(volume?.metadata.name).toBe(
      `pvc-${w.api.get('persistentvolumeclaims', 'default', 'data').metadata.uid}`,
    );
    expect(volume?.status?.['phase']).toBe('Bound');
  });

  it('stays while a pod uses it; then it goes, and its volume after it', async () => {
    const w = run();
    w.claim('data', { storageClassName: 'standard' });
    w.create('pods', user);
    await w.clock.advance(5000);
    w.api.delete('persistentvolumeclaims', 'default', 'data');
    await w.clock.advance(5000);
    expect(w.api.list('persistentvolumeclaims')).toHaveLength(1);
    w.api.delete('pods', 'default', 'user');
    await w.clock.advance(10_000);
    expect([...w.api.list('persistentvolumeclaims'), ...w.api.list('persistentvolumes')]).toEqual([]);
  });
});

describe('a claim without a class', () => {
  it('binds the smallest volume that is large enough; Retain keeps that as Released', async () => {
    const w = run();
    for (const [name, storage] of [
      ['big', '10Gi'],
      ['small', '1Mi'],
      ['fit', '1Gi'],
    ] as const) {
      w.api.create('persistentvolumes', undefined, {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name },
        spec: {
          capacity: { storage },
          accessModes: ['ReadWriteOnce'],
          persistentVolumeReclaimPolicy: 'Retain',
        },
        status: { phase: 'Pending' },
      });
    }
    await w.clock.advance(10);
    expect(w.volumePhase('fit')).toBe('Available');
    w.claim('st', { storageClassName: '' });
    await w.clock.advance(10);
    expect(w.api.get('persistentvolumeclaims', 'default', 'st')).toMatchObject({
      spec: { volumeName: 'fit' },
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] },
    });
    w.api.delete('persistentvolumeclaims', 'default', 'st');
    await w.clock.advance(10);
    expect(w.volumePhase('fit')).toBe('Released');
    expect(w.volumePhase('big')).toBe('Available');
  });

  it('that nothing fits says so in the recorded words', async () => {
    const w = run();
    w.claim('nomatch', { storageClassName: '' });
    w.claim('noclass', { storageClassName: 'missing' });
    await w.clock.advance(10);
    expect(w.events.map(({ reason, message }) => `${reason}: ${message}`).sort()).toEqual([
      'FailedBinding: no persistent volumes available for this claim and no storage class is set',
      'ProvisioningFailed: storageclass.storage.k8s.io "missing" not found',
    ]);
  });
});
