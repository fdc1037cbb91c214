import { describe, expect, it } from 'vitest';
import { endpointsController } from '../../../../src/simulator/kubernetes/controllers/endpoints/controller.js';
import { as, type EndpointSlice } from '../../../../src/simulator/kubernetes/lib/types.js';
import { world } from '../support/world.js';

function run() {
  const w = world([endpointsController]);
  const service = (name: string, spec: object) =>
    w.create('services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { selector: { app: 'web' }, ...spec },
    });
  const pod = (name: string) =>
    w.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { app: 'web' } },
      spec: {
        containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }],
        terminationGracePeriodSeconds: 1,
      },
    });
  const slice = () => as<EndpointSlice>(w.api.list('endpointslices.discovery.k8s.io')[0] ?? ({} as never));
  const legacy = () => w.api.find('endpoints', 'default', 'web')?.['subsets'];
  return { ...w, service, pod, slice, legacy };
}

describe('the endpoints of a service', () => {
  it('are an empty slice and empty Endpoints while nothing matches', async () => {
    const w = run();
    w.service('web', { ports: [{ name: 'http', port: 80, targetPort: 80 }] });
    await w.clock.advance(10);
    expect(w.slice()).toMatchObject({ addressType: 'IPv4', endpoints: null, ports: null });
    expect(w.slice().metadata.labels).toEqual({
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': 'web',
    });
    expect(w.api.get('endpoints', 'default', 'web')).not.toHaveProperty('subsets');
  });

  it('go from not ready to ready, then terminating, then away', async () => {
    const w = run();
    w.service('web', { ports: [{ name: 'http', port: 80, targetPort: 'http' }] });
    w.pod('a');
    await w.clock.advance(100);
    expect(w.slice().endpoints?.[0]?.conditions).toEqual({
      ready: false,
      serving: false,
      terminating: false,
    });
    expect(w.slice().ports).toEqual([{ name: 'http', protocol: 'TCP', port: 8080 }]);
    await w.clock.advance(2000);
    expect(w.slice().endpoints?.[0]?.conditions).toEqual({ ready: true, serving: true, terminating: false });
    expect(w.legacy()).toMatchObject([
      {
        addresses: [{ ip: '10.244.1.1', targetRef: { name: 'a' } }],
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      },
    ]);
    w.api.delete('pods', 'default', 'a');
    await w.clock.advance(100);
    expect(w.slice().endpoints?.[0]?.conditions).toEqual({ ready: false, serving: true, terminating: true });
    expect(w.legacy()).toBeUndefined();
    await w.clock.advance(2000);
    expect(w.slice().endpoints).toEqual([]);
  });

  it('leave out a port name that no pod has', async () => {
    const w = run();
    w.service('web', { ports: [{ name: 'http', port: 80, targetPort: 'metrics' }] });
    w.pod('a');
    await w.clock.advance(3000);
    expect(w.slice().ports).toBeNull();
  });

  it('of a headless service are marked so, and of one that publishes all are ready at once', async () => {
    const w = run();
    w.service('web', { clusterIP: 'None', publishNotReadyAddresses: true, ports: [{ port: 80 }] });
    w.pod('a');
    await w.clock.advance(100);
    expect(w.slice().metadata.labels).toHaveProperty(['service.kubernetes.io/headless'], '');
    expect(w.slice().endpoints?.[0]?.conditions).toEqual({ ready: true, serving: false, terminating: false });
  });

  it('go with the service', async () => {
    const w = run();
    w.service('web', { ports: [{ port: 80 }] });
    await w.clock.advance(10);
    w.api.delete('services', 'default', 'web');
    await w.clock.advance(10);
    expect(w.api.list('endpointslices.discovery.k8s.io')).toEqual([]);
    expect(w.api.list('endpoints')).toEqual([]);
  });
});
