import { describe, expect, it } from 'vitest';
import { scheduler } from '../../../../src/simulator/kubernetes/scheduler/scheduler.js';
import type { Fields } from '../../../../src/simulator/kubernetes/contract.js';
import { world } from '../support/world.js';

const preemption =
  'no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';

/** One control plane with its taint and two workers of 4 cpu, as kind makes them. */
function cluster() {
  const w = world([scheduler], { scheduled: true, fate: () => ({ readyAfter: 10 }) });
  const node = (name: string, more: object = {}) =>
    w.api.create('nodes', undefined, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
      spec: JSON.parse(JSON.stringify(more)) as Fields,
      status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } },
    });
  node('kind-control-plane', {
    taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  });
  node('kind-worker');
  node('kind-worker2');
  const pod = (name: string, spec: object = {}, labels: Record<string, string> = {}, cpu = '0') =>
    w.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels },
      spec: {
        containers: [{ name: 'c', image: 'busybox:1.36', resources: { requests: { cpu } } }],
        schedulerName: 'default-scheduler',
        ...spec,
      },
    });
  const nodeOf = (name: string) =>
    w.api.get('pods', 'default', name).spec?.['nodeName'] as string | undefined;
  const failures = (name: string) =>
    w.events
      .filter(({ object, reason }) => object === `Pod/${name}` && reason === 'FailedScheduling')
      .map(({ message }) => message);
  return { ...w, pod, nodeOf, failures };
}

describe('the scheduler', () => {
  it('binds a pod to a worker and says so', async () => {
    const c = cluster();
    c.pod('a');
    await c.clock.advance(10);
    expect(c.nodeOf('a')).toMatch(/^kind-worker/);
    expect(c.events[0]).toMatchObject({
      reason: 'Scheduled',
      message: `Successfully assigned default/a to ${c.nodeOf('a')}`,
    });
  });

  it('spreads pods by what is left on the nodes', async () => {
    const c = cluster();
    for (const name of ['a', 'b', 'c', 'd']) c.pod(name, {}, {}, '1');
    await c.clock.advance(10);
    const nodes = ['a', 'b', 'c', 'd'].map(c.nodeOf);
    expect(nodes.filter((name) => name === 'kind-worker')).toHaveLength(2);
  });

  it.each([
    ['too much cpu', {}, '100', '2 Insufficient cpu'],
    [
      'a label that no node has',
      { nodeSelector: { disk: 'ssd' } },
      '0',
      "2 node(s) didn't match Pod's node affinity/selector",
    ],
    [
      'affinity to a pod that is not there',
      {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { labelSelector: { matchLabels: { app: 'x' } }, topologyKey: 'kubernetes.io/hostname' },
            ],
          },
        },
      },
      '0',
      "2 node(s) didn't match pod affinity rules",
    ],
  ])('tells in the recorded words why nothing fits: %s', async (_what, spec, cpu, why) => {
    const c = cluster();
    c.pod('p', spec, {}, cpu);
    await c.clock.advance(10);
    const message = `0/3 nodes are available: 1 node(s) had untolerated taint(s), ${why}. ${preemption}`;
    expect(c.failures('p')).toEqual([message]);
    expect(c.api.get('pods', 'default', 'p').status?.['conditions']).toEqual([
      {
        type: 'PodScheduled',
        observedGeneration: 1,
        status: 'False',
        lastProbeTime: null,
        lastTransitionTime: '2026-01-01T00:00:00Z',
        reason: 'Unschedulable',
        message,
      },
    ]);
  });

  it('tells of a missing claim in the recorded words', async () => {
    const c = cluster();
    c.pod('p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'missing' } }] });
    await c.clock.advance(10);
    expect(c.failures('p')).toEqual([
      '0/3 nodes are available: persistentvolumeclaim "missing" not found. not found',
    ]);
  });

  it('tries a refused pod again when a node changes so that it may fit, and not before', async () => {
    const c = cluster();
    c.pod('p', { nodeSelector: { disk: 'ssd' } });
    await c.clock.advance(60_000);
    expect(c.failures('p')).toHaveLength(1);
    c.api.patch('nodes', undefined, 'kind-worker2', 'application/merge-patch+json', {
      metadata: { labels: { disk: 'ssd' } },
    });
    await c.clock.advance(10);
    expect(c.nodeOf('p')).toBe('kind-worker2');
  });

  it('leaves a pod alone while it has a scheduling gate', async () => {
    const c = cluster();
    c.pod('p', { schedulingGates: [{ name: 'example.com/hold' }] });
    await c.clock.advance(1000);
    expect(c.nodeOf('p')).toBeUndefined();
    c.patch('pods', 'p', { spec: { schedulingGates: null } });
    await c.clock.advance(10);
    expect(c.nodeOf('p')).toBeDefined();
  });

  it('keeps pods with anti-affinity to each other on different nodes, both ways', async () => {
    const c = cluster();
    const apart = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'kubernetes.io/hostname' },
          ],
        },
      },
    };
    for (const name of ['a', 'b', 'c']) c.pod(name, apart, { app: 'db' });
    await c.clock.advance(10);
    expect(new Set([c.nodeOf('a'), c.nodeOf('b')])).toEqual(new Set(['kind-worker', 'kind-worker2']));
    expect(c.failures('c')[0]).toContain("2 node(s) didn't match pod anti-affinity rules. ");
    expect(c.failures('c')[0]).toContain(
      '1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
    );
    c.pod('plain', {}, { app: 'db' });
    await c.clock.advance(10);
    expect(c.failures('plain')[0]).toContain("2 node(s) didn't satisfy existing pods anti-affinity rules");
  });

  it('holds hard spread constraints', async () => {
    const c = cluster();
    const spread = {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 's' } },
          nodeTaintsPolicy: 'Honor',
        },
      ],
    };
    for (const name of ['a', 'b', 'c', 'd']) c.pod(name, spread, { app: 's' });
    await c.clock.advance(10);
    const onFirst = ['a', 'b', 'c', 'd'].filter((name) => c.nodeOf(name) === 'kind-worker');
    expect(onFirst).toHaveLength(2);
  });

  it('gives a host port away once per node', async () => {
    const c = cluster();
    const port = { containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80, hostPort: 80 }] }] };
    for (const name of ['a', 'b', 'c']) c.pod(name, port);
    await c.clock.advance(10);
    expect(c.nodeOf('a')).not.toBe(c.nodeOf('b'));
    expect(c.failures('c')[0]).toContain("2 node(s) didn't have free ports for the requested pod ports");
  });

  it('preempts a pod of lower priority and takes its place when it is gone', async () => {
    const c = cluster();
    c.pod('low', { priority: 1, nodeSelector: { 'kubernetes.io/hostname': 'kind-worker' } }, {}, '3');
    c.pod('mid', { priority: 5, nodeSelector: { 'kubernetes.io/hostname': 'kind-worker2' } }, {}, '3');
    await c.clock.advance(100);
    c.pod('high', { priority: 10 }, {}, '3');
    await c.clock.advance(10);
    expect(c.api.get('pods', 'default', 'high').status?.['nominatedNodeName']).toBe('kind-worker');
    expect(c.api.get('pods', 'default', 'low').metadata.deletionTimestamp).toBeDefined();
    expect(c.events.map(({ object, reason }) => `${object} ${reason}`)).toContain('Pod/low Preempted');
    await c.clock.advance(5000);
    expect(c.nodeOf('high')).toBe('kind-worker');
    expect(c.nodeOf('mid')).toBe('kind-worker2');
  });

  it('preempts nobody for a pod whose policy is Never', async () => {
    const c = cluster();
    for (const at of ['kind-worker', 'kind-worker2'])
      c.pod(at, { nodeSelector: { 'kubernetes.io/hostname': at } }, {}, '3');
    await c.clock.advance(100);
    c.pod('high', { priority: 10, preemptionPolicy: 'Never' }, {}, '3');
    await c.clock.advance(100);
    expect(c.failures('high')[0]).toMatch(
      /2 Insufficient cpu\. .*preemption: not eligible due to preemptionPolicy=Never\.$/,
    );
  });
});
