import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bounds,
  newSize,
  proportional,
  shrinkOld,
  sizeOf,
  totalSize,
} from '../../../../src/simulator/kubernetes/controllers/deployment/sizes.js';
import type { Deployment, ReplicaSet } from '../../../../src/simulator/kubernetes/lib/types.js';

const meta = (name: string) => ({
  name,
  uid: name,
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
});
const amount = fc.oneof(
  fc.nat(6),
  fc.nat(100).map((percent) => `${percent}%`),
);
const deployments = fc
  .record({ replicas: fc.nat(12), maxSurge: amount, maxUnavailable: amount })
  .map(({ replicas, ...rollingUpdate }): Deployment => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta('d'),
    spec: {
      replicas,
      selector: {},
      template: { spec: { containers: [] } },
      strategy: { type: 'RollingUpdate', rollingUpdate },
    },
  }));
/** A replica set, all of whose pods but some are available. */
const set = (name: string, replicas: number, available: number): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: meta(name),
  spec: { replicas, selector: {}, template: { spec: { containers: [] } } },
  status: { replicas, availableReplicas: Math.min(replicas, available) },
});
const resized = (one: ReplicaSet, size: number) =>
  set(one.metadata.name, size, Math.min(size, one.status?.availableReplicas ?? 0));

describe('a rolling update', () => {
  it('may never have zero surge and zero unavailable at once while there are replicas', () => {
    fc.assert(
      fc.property(deployments, (deployment) => {
        const { surge, unavailable } = bounds(deployment);
        if ((deployment.spec.replicas ?? 0) > 0) expect(surge + unavailable).toBeGreaterThan(0);
      }),
    );
  });

  it('ends with all new pods, never above the surge nor below the minimum of available ones on the way', () => {
    fc.assert(
      fc.property(deployments, (deployment) => {
        const replicas = deployment.spec.replicas ?? 0;
        const { surge, unavailable } = bounds(deployment);
        let old = set('old', replicas, replicas);
        let fresh = set('new', 0, 0);
        for (let step = 0; step < 60 && (sizeOf(old) > 0 || sizeOf(fresh) < replicas); step++) {
          fresh = set(
            'new',
            newSize(deployment, [old, fresh], sizeOf(fresh)),
            fresh.status?.availableReplicas ?? 0,
          );
          expect(totalSize([old, fresh])).toBeLessThanOrEqual(replicas + surge);
          for (const [one, size] of shrinkOld(deployment, fresh, [old])) old = resized(one, size);
          const available = (old.status?.availableReplicas ?? 0) + (fresh.status?.availableReplicas ?? 0);
          expect(available).toBeGreaterThanOrEqual(replicas - unavailable);
          // One more new pod becomes available.
          fresh = set('new', sizeOf(fresh), (fresh.status?.availableReplicas ?? 0) + 1);
        }
        expect([sizeOf(old), sizeOf(fresh)]).toEqual([0, replicas]);
      }),
    );
  });

  it('scaled half-way spreads the change so that the sum is exactly what is allowed', () => {
    fc.assert(
      fc.property(
        deployments,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        (deployment, a, b) => {
          const scaled = { ...deployment, status: { replicas: a + b } };
          const sizes = proportional(scaled, [set('a', a, a), set('b', b, b)]).map(([, size]) => size);
          const replicas = deployment.spec.replicas ?? 0;
          const allowed = replicas === 0 ? 0 : replicas + bounds(deployment).surge;
          expect(sizes.every((size) => size >= 0)).toBe(true);
          expect(sizes.reduce((x, y) => x + y, 0)).toBe(allowed);
        },
      ),
    );
  });
});
