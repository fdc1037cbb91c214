import { describe, expect, it } from 'vitest';
import { deploymentController } from '../../../../src/simulator/kubernetes/controllers/deployment/controller.js';
import { replicaSetController } from '../../../../src/simulator/kubernetes/controllers/replicaset.js';
import { ApiError, type KubeObject } from '../../../../src/simulator/kubernetes/contract.js';
import {
  as,
  type Condition,
  type Deployment,
  type ReplicaSet,
} from '../../../../src/simulator/kubernetes/lib/types.js';
import { template, world } from '../support/world.js';

const both = [deploymentController, replicaSetController];
const web = (replicas: number, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: template('web'),
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 20,
    ...more,
  },
  status: {},
});
const image = (name: string) => ({ spec: { template: template('web', name) } });

const statusOf = (w: ReturnType<typeof world>) =>
  as<Deployment>(w.api.get('deployments.apps', 'default', 'web')).status;
const setsOf = (w: ReturnType<typeof world>) =>
  w.api.list('replicasets.apps').map((set) => as<ReplicaSet>(set));
const shown = (conditions: Condition[] = []) =>
  conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`);
/** The names of replica sets and pods, with what differs from run to run taken out. */
const plain = (w: ReturnType<typeof world>) => {
  const names = new Map<string, string>();
  return w.events.map(({ message }) =>
    message.replace(/web-[a-z0-9]+(-[a-z0-9]+)?/, (name) => {
      const [, hash = ''] = name.split('-');
      if (!names.has(hash)) names.set(hash, `web-${names.size + 1}`);
      return names.get(hash) + (name.split('-').length > 2 ? '-pod' : '');
    }),
  );
};

describe('a Deployment', () => {
  it('makes a replica set named by its template, with revision and sizes in annotations', async () => {
    const w = world(both);
    w.create('deployments.apps', web(3));
    await w.clock.advance(10);
    const [set] = setsOf(w);
    const hash = set?.metadata.labels?.['pod-template-hash'] ?? '';
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/);
    expect(set?.metadata.name).toBe(`web-${hash}`);
    expect(set?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    });
    expect(set?.spec.selector).toEqual({ matchLabels: { app: 'web', 'pod-template-hash': hash } });
    expect(w.api.get('deployments.apps', 'default', 'web').metadata.annotations).toEqual({
      'deployment.kubernetes.io/revision': '1',
    });
  });

  it('goes from created to available through the recorded conditions', async () => {
    const w = world(both);
    w.create('deployments.apps', web(3));
    await w.clock.advance(100);
    expect(shown(statusOf(w)?.conditions)).toEqual([
      'Available=False MinimumReplicasUnavailable',
      'Progressing=True ReplicaSetUpdated',
    ]);
    expect(statusOf(w)).toMatchObject({
      replicas: 3,
      updatedReplicas: 3,
      unavailableReplicas: 3,
      terminatingReplicas: 0,
    });
    await w.clock.advance(5000);
    expect(shown(statusOf(w)?.conditions)).toEqual([
      'Available=True MinimumReplicasAvailable',
      'Progressing=True NewReplicaSetAvailable',
    ]);
    expect(statusOf(w)).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    expect(statusOf(w)).not.toHaveProperty('unavailableReplicas');
  });

  it('rolls an image out in the recorded order: up 1, down 1, until all are new', async () => {
    const w = world(both);
    w.create('deployments.apps', web(3));
    await w.clock.advance(5000);
    w.events.length = 0;
    w.patch('deployments.apps', 'web', image('nginx:1.28'));
    await w.clock.advance(20_000);
    expect(plain(w).filter((message) => message.startsWith('Scaled'))).toEqual([
      'Scaled up replica set web-1 from 0 to 1',
      'Scaled down replica set web-2 from 3 to 2',
      'Scaled up replica set web-1 from 1 to 2',
      'Scaled down replica set web-2 from 2 to 1',
      'Scaled up replica set web-1 from 2 to 3',
      'Scaled down replica set web-2 from 1 to 0',
    ]);
    expect(statusOf(w)?.conditions?.[1]?.message).toMatch(
      /^ReplicaSet "web-.*" has successfully progressed\.$/,
    );
  });

  it('says that it ran out of time, and recovers by an undo that reuses the old replica set', async () => {
    const w = world(both, {
      fate: (pod) => (JSON.stringify(pod.spec).includes('broken') ? {} : { readyAfter: 100 }),
    });
    w.create('deployments.apps', web(3));
    await w.clock.advance(5000);
    w.patch('deployments.apps', 'web', image('broken'));
    await w.clock.advance(15_000);
    expect(shown(statusOf(w)?.conditions)).toContain('Progressing=True ReplicaSetUpdated');
    await w.clock.advance(10_000);
    expect(shown(statusOf(w)?.conditions)).toContain('Progressing=False ProgressDeadlineExceeded');
    w.patch('deployments.apps', 'web', image('nginx:1.27'));
    await w.clock.advance(5000);
    expect(setsOf(w)).toHaveLength(2);
    expect(
      w.api.get('deployments.apps', 'default', 'web').metadata.annotations?.[
        'deployment.kubernetes.io/revision'
      ],
    ).toBe('3');
    expect(shown(statusOf(w)?.conditions)).toContain('Progressing=True NewReplicaSetAvailable');
    const revisions = setsOf(w).map(
      (set) => set.metadata.annotations?.['deployment.kubernetes.io/revision-history'],
    );
    expect(revisions).toContain('1');
  });

  it('with Recreate starts no new pod before the last old one is gone', async () => {
    const w = world(both);
    w.create('deployments.apps', web(2, { strategy: { type: 'Recreate' } }));
    await w.clock.advance(5000);
    w.patch('deployments.apps', 'web', image('nginx:1.28'));
    let most = 0;
    w.api.watch('pods', () => (most = Math.max(most, w.pods().length)));
    await w.clock.advance(10_000);
    expect(most).toBe(2);
    expect(new Set(w.pods().map((pod) => JSON.stringify(pod.spec?.['containers'])))).toEqual(
      new Set(['[{"name":"c","image":"nginx:1.28"}]']),
    );
  });

  it('while paused takes a new template but rolls nothing out until resumed', async () => {
    const w = world(both);
    w.create('deployments.apps', web(1));
    await w.clock.advance(5000);
    w.patch('deployments.apps', 'web', { spec: { paused: true } });
    await w.clock.advance(100);
    expect(shown(statusOf(w)?.conditions)).toContain('Progressing=Unknown DeploymentPaused');
    w.patch('deployments.apps', 'web', image('nginx:1.28'));
    await w.clock.advance(5000);
    expect(setsOf(w)).toHaveLength(1);
    w.patch('deployments.apps', 'web', { spec: { paused: null } });
    await w.clock.advance(5000);
    expect(
      setsOf(w)
        .map((set) => set.spec.replicas)
        .sort(),
    ).toEqual([0, 1]);
  });

  it('keeps no more old replica sets than its history limit', async () => {
    const w = world(both);
    w.create('deployments.apps', web(1, { revisionHistoryLimit: 1 }));
    for (const tag of ['1', '2', '3', '4']) {
      await w.clock.advance(5000);
      w.patch('deployments.apps', 'web', image(`nginx:${tag}`));
    }
    await w.clock.advance(10_000);
    expect(setsOf(w)).toHaveLength(2);
  });

  it('shows why its pods are refused, and forgets it when they come', async () => {
    let full = true;
    const admit = (resource: string, { metadata }: KubeObject) => {
      if (full && resource === 'pods')
        throw new ApiError(
          403,
          'Forbidden',
          `pods "${metadata.generateName}" is forbidden: exceeded quota: q`,
        );
    };
    const w = world(both, { admit });
    w.create('deployments.apps', web(1));
    await w.clock.advance(300);
    expect(shown(statusOf(w)?.conditions)).toContain('ReplicaFailure=True FailedCreate');
    expect(w.events.map(({ reason }) => reason)).toContain('FailedCreate');
    full = false;
    await w.clock.advance(20_000);
    expect(shown(statusOf(w)?.conditions)).toEqual([
      'Available=True MinimumReplicasAvailable',
      'Progressing=True NewReplicaSetAvailable',
    ]);
    expect(setsOf(w)[0]?.status).not.toHaveProperty('conditions');
  });
});
