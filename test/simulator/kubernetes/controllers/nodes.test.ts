import { describe, expect, it } from 'vitest';
import {
  budgetStatus,
  disruptionController,
} from '../../../../src/simulator/kubernetes/controllers/disruption.js';
import { nodeLifecycle } from '../../../../src/simulator/kubernetes/controllers/nodes/lifecycle.js';
import { taintEviction } from '../../../../src/simulator/kubernetes/controllers/nodes/taint-eviction.js';
import type { Fields, Value } from '../../../../src/simulator/kubernetes/contract.js';
import type { DisruptionBudget } from '../../../../src/simulator/kubernetes/lib/types.js';
import { world } from '../support/world.js';

function run() {
  const w = world([nodeLifecycle, taintEviction]);
  const ready = (status: string) => [{ type: 'Ready', status, lastHeartbeatTime: '2026-01-01T00:00:00Z' }];
  w.api.create('nodes', undefined, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'worker' },
    spec: {},
    status: { conditions: ready('True') },
  });
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'worker' },
    spec: { renewTime: '0' },
  };
  w.api.create('leases.coordination.k8s.io', 'kube-node-lease', lease);
  const renew = (at: number) =>
    w.api.patch('leases.coordination.k8s.io', 'kube-node-lease', 'worker', 'application/merge-patch+json', {
      spec: { renewTime: String(at) },
    });
  const pod = (name: string, tolerations: Value[] = []) =>
    w.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { containers: [{ name: 'c' }], terminationGracePeriodSeconds: 1, tolerations },
    });
  const taint = (taints: Fields[] | null) =>
    w.api.patch('nodes', undefined, 'worker', 'application/merge-patch+json', { spec: { taints } });
  const node = () => w.api.get('nodes', undefined, 'worker');
  const names = () => w.pods().map(({ metadata }) => metadata.name);
  return { ...w, renew, pod, taint, node, names };
}
const taints = (w: ReturnType<typeof run>) =>
  ((w.node().spec?.['taints'] ?? []) as { key: string; effect: string }[]).map(
    ({ key, effect }) => `${key}:${effect}`,
  );

describe('a node', () => {
  it('that renews its lease stays ready', async () => {
    const w = run();
    for (let at = 1; at <= 20; at++) {
      w.renew(at);
      await w.clock.advance(10_000);
    }
    expect(w.node().status?.['conditions']).toMatchObject([{ type: 'Ready', status: 'True' }]);
  });

  it('that falls silent becomes Unknown, is tainted, and its pods are not ready', async () => {
    const w = run();
    w.pod('p', [
      {
        key: 'node.kubernetes.io/unreachable',
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 10,
      },
    ]);
    await w.clock.advance(56_000);
    expect(w.node().status?.['conditions']).toContainEqual(
      expect.objectContaining({
        type: 'Ready',
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      }),
    );
    expect(taints(w)).toEqual([
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/unreachable:NoSchedule',
    ]);
    expect(w.events).toContainEqual({
      object: 'Pod/p',
      type: 'Warning',
      reason: 'NodeNotReady',
      message: 'Node is not ready',
    });
    await w.clock.advance(15_000);
    expect(w.events.map(({ message }) => message)).toContain('Marking for deletion Pod default/p');
  });

  it('with a NoExecute taint loses pods that do not tolerate it, at once or after their seconds', async () => {
    const w = run();
    const toleration = { key: 'x', operator: 'Exists', effect: 'NoExecute' };
    w.pod('plain');
    w.pod('five', [{ ...toleration, tolerationSeconds: 5 }]);
    w.pod('full', [toleration]);
    await w.clock.advance(2000);
    w.taint([{ key: 'x', effect: 'NoExecute' }]);
    await w.clock.advance(2000);
    expect(w.names()).toEqual(['five', 'full']);
    await w.clock.advance(5000);
    expect(w.names()).toEqual(['full']);
  });

  it('whose taint goes in time keeps its pods, and says so', async () => {
    const w = run();
    w.pod('five', [{ key: 'x', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }]);
    await w.clock.advance(2000);
    w.taint([{ key: 'x', effect: 'NoExecute' }]);
    await w.clock.advance(2000);
    w.taint(null);
    await w.clock.advance(10_000);
    expect(w.names()).toEqual(['five']);
    expect(w.events.map(({ message }) => message)).toContain('Cancelling deletion of Pod default/five');
  });

  it('that is cordoned gets the taint for it, and loses it again', async () => {
    const w = run();
    const cordon = (unschedulable: boolean | null) =>
      w.api.patch('nodes', undefined, 'worker', 'application/merge-patch+json', { spec: { unschedulable } });
    cordon(true);
    await w.clock.advance(10);
    expect(taints(w)).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
    cordon(null);
    await w.clock.advance(10);
    expect(taints(w)).toEqual([]);
  });
});

describe('a disruption budget', () => {
  const budget = (spec: DisruptionBudget['spec']): DisruptionBudget => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b', uid: 'b', resourceVersion: '1', generation: 1, creationTimestamp: '' },
    spec,
  });
  it.each([
    [{ minAvailable: 1 }, { total: 2, healthy: 2, scale: 2 }, 1, 1],
    [{ minAvailable: '50%' }, { total: 1, healthy: 1, scale: 4 }, 2, 0],
    [{ maxUnavailable: 1 }, { total: 3, healthy: 3, scale: 3 }, 2, 1],
    [{ maxUnavailable: '25%' }, { total: 3, healthy: 2, scale: 3 }, 2, 0],
    [{ minAvailable: 0 }, { total: 0, healthy: 0, scale: 0 }, 0, 0],
  ])('%j with %j needs %d and allows %d', (spec, pods, desiredHealthy, disruptionsAllowed) => {
    expect(budgetStatus(budget(spec), pods, 0)).toMatchObject({ desiredHealthy, disruptionsAllowed });
  });

  it('without pods says so and allows nothing', async () => {
    const w = world([disruptionController]);
    w.create(
      'poddisruptionbudgets.policy',
      budget({ minAvailable: 1, selector: { matchLabels: { app: 'web' } } }),
    );
    await w.clock.advance(10);
    expect(w.events[0]).toMatchObject({ reason: 'NoPods', message: 'No matching pods found' });
    expect(w.api.get('poddisruptionbudgets.policy', 'default', 'b').status?.['conditions']).toMatchObject([
      { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '' },
    ]);
  });
});
