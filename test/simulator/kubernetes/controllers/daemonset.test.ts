import { describe, expect, it } from 'vitest';
import { daemonSetController } from '../../../../src/simulator/kubernetes/controllers/daemonset/controller.js';
import type { Fields } from '../../../../src/simulator/kubernetes/contract.js';
import { scheduler } from '../../../../src/simulator/kubernetes/scheduler/scheduler.js';
import { template, world } from '../support/world.js';

function run() {
  const w = world([daemonSetController, scheduler], { scheduled: true });
  const node = (name: string, spec: Fields = {}) =>
    w.api.create('nodes', undefined, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
      spec,
      status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } },
    });
  node('control', { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] });
  node('one');
  node('two');
  w.create('daemonsets.apps', {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', annotations: { 'deprecated.daemonset.template.generation': '1' } },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: template('agent'),
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    },
    status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  });
  const nodes = () =>
    w
      .pods()
      .map(({ spec }) => spec?.['nodeName'])
      .sort();
  return { ...w, node, nodes, status: () => w.api.get('daemonsets.apps', 'default', 'agent').status };
}

describe('a DaemonSet', () => {
  it('runs one pod on each node whose taints it tolerates', async () => {
    const w = run();
    await w.clock.advance(2000);
    expect(w.nodes()).toEqual(['one', 'two']);
    expect(w.status()).toEqual({
      currentNumberScheduled: 2,
      desiredNumberScheduled: 2,
      numberMisscheduled: 0,
      numberReady: 2,
      numberAvailable: 2,
      updatedNumberScheduled: 2,
      observedGeneration: 1,
    });
  });

  it('follows nodes as they come', async () => {
    const w = run();
    await w.clock.advance(2000);
    w.node('three');
    await w.clock.advance(2000);
    expect(w.nodes()).toEqual(['one', 'three', 'two']);
  });

  it('runs on a cordoned node too, and leaves one with a taint that evicts', async () => {
    const w = run();
    await w.clock.advance(2000);
    w.api.patch('nodes', undefined, 'one', 'application/merge-patch+json', { spec: { unschedulable: true } });
    w.api.patch('nodes', undefined, 'two', 'application/merge-patch+json', {
      spec: { taints: [{ key: 'x', effect: 'NoExecute' }] },
    });
    await w.clock.advance(3000);
    expect(w.nodes()).toEqual(['one']);
  });

  it('updates one node at a time', async () => {
    const w = run();
    await w.clock.advance(2000);
    w.patch('daemonsets.apps', 'agent', { spec: { template: template('agent', 'nginx:1.28') } });
    let fewest = 2;
    w.api.watch(
      'daemonsets.apps',
      ({ object }) => (fewest = Math.min(fewest, Number(object.status?.['numberAvailable'] ?? 0))),
    );
    await w.clock.advance(10_000);
    expect(fewest).toBe(1);
    expect(w.status()).toMatchObject({
      updatedNumberScheduled: 2,
      numberAvailable: 2,
      observedGeneration: 2,
    });
    expect(w.api.list('controllerrevisions.apps')).toHaveLength(2);
  });
});
