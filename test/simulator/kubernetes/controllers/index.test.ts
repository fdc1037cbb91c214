import { describe, expect, it } from 'vitest';
import { controllers } from '../../../../src/simulator/kubernetes/controllers/index.js';
import { template, world } from '../support/world.js';

/** A cluster of one node on which a deployment, a claim and a service have settled. */
async function settled(order: typeof controllers) {
  const w = world(order, { scheduled: true });
  w.api.create('storageclasses.storage.k8s.io', undefined, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'standard' },
    provisioner: 'rancher.io/local-path',
  });
  w.api.create('nodes', undefined, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'worker', labels: { 'kubernetes.io/hostname': 'worker' } },
    spec: {},
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } },
  });
  w.create('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  w.create('deployments.apps', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: template('web') },
    status: {},
  });
  await w.clock.advance(5000);
  return w;
}

describe('the controllers together', () => {
  it.each([
    ['as listed', controllers],
    ['the other way round', [...controllers].reverse()],
  ])('bring a deployment up, started %s', async (_order, list) => {
    const w = await settled(list);
    expect(w.api.get('deployments.apps', 'default', 'web').status).toMatchObject({ readyReplicas: 2 });
    expect(w.api.list('endpointslices.discovery.k8s.io')[0]?.['endpoints']).toHaveLength(2);
  });

  it('come to rest: nothing is written while nothing happens', async () => {
    const w = await settled(controllers);
    const before = w.api.log.length;
    await w.clock.advance(30_000);
    expect(w.api.log.length).toBe(before);
  });

  it('start over a cluster that is there already, and write nothing to it', async () => {
    const w = await settled(controllers);
    w.stop();
    const before = w.api.log.length;
    const events = { record: () => undefined };
    const again = controllers.map((controller) => controller({ api: w.api, clock: w.clock, events }));
    await w.clock.advance(5000);
    again.forEach(({ stop }) => stop());
    expect(w.api.log.length).toBe(before);
  });
});
