import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobController } from '../../../../src/simulator/kubernetes/controllers/job/controller.js';
import { formatIndexes, parseIndexes } from '../../../../src/simulator/kubernetes/controllers/job/indexes.js';
import type { KubeObject } from '../../../../src/simulator/kubernetes/contract.js';
import { as, type Job } from '../../../../src/simulator/kubernetes/lib/types.js';
import type { Fate } from '../support/test-kubelet.js';
import { template, world } from '../support/world.js';

const job = (spec: object) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'pi' },
  spec: {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    selector: { matchLabels: { app: 'pi' } },
    template: template('pi', 'busybox:1.36', { restartPolicy: 'Never' }),
    podReplacementPolicy: 'TerminatingOrFailed',
    ...spec,
  },
  status: {},
});
function run(spec: object, fate: (pod: KubeObject) => Fate = () => ({ readyAfter: 100, endsAfter: 1000 })) {
  const w = world([jobController], { fate });
  w.create('jobs.batch', job(spec));
  const status = () => as<Job>(w.api.get('jobs.batch', 'default', 'pi')).status;
  const conditions = () => status()?.conditions?.map(({ type, reason }) => `${type} ${reason}`);
  return { ...w, status, conditions };
}

describe('a Job', () => {
  it('runs as many pods at a time as it may, until enough have succeeded', async () => {
    const w = run({ completions: 3, parallelism: 2 });
    let most = 0;
    w.api.watch(
      'jobs.batch',
      ({ object }) => (most = Math.max(most, Number(object.status?.['active'] ?? 0))),
    );
    await w.clock.advance(100);
    expect(w.status()).toMatchObject({ active: 2, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
    await w.clock.advance(10_000);
    expect(most).toBe(2);
    expect(w.status()).toMatchObject({
      succeeded: 3,
      ready: 0,
      uncountedTerminatedPods: {},
      completionTime: expect.any(String) as string,
    });
    expect(w.status()).not.toHaveProperty('active');
    expect(w.conditions()).toEqual(['SuccessCriteriaMet CompletionsReached', 'Complete CompletionsReached']);
    expect(w.events.map(({ reason }) => reason)).toEqual([
      'SuccessfulCreate',
      'SuccessfulCreate',
      'SuccessfulCreate',
      'Completed',
    ]);
    expect(w.pods().every(({ metadata }) => !metadata.finalizers)).toBe(true);
  });

  it('waits longer after each failure and gives up past the back-off limit', async () => {
    const w = run({ backoffLimit: 2 }, () => ({ readyAfter: 100, endsAfter: 100, exitCode: 1 }));
    await w.clock.advance(9000);
    expect(w.pods()).toHaveLength(1);
    await w.clock.advance(60_000);
    expect(w.pods()).toHaveLength(3);
    expect(w.status()?.failed).toBe(3);
    expect(w.conditions()).toEqual(['FailureTarget BackoffLimitExceeded', 'Failed BackoffLimitExceeded']);
    const [first = 0, second = 0, third = 0] = w
      .pods()
      .map(({ metadata }) => Date.parse(metadata.creationTimestamp))
      .sort();
    expect([second - first, third - second].map((ms) => Math.round(ms / 1000))).toEqual([10, 20]);
    expect(w.events.at(-1)).toMatchObject({
      type: 'Warning',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    });
  });

  it('that is indexed gives each pod its index and tells which are done', async () => {
    const w = run({ completions: 4, parallelism: 2, completionMode: 'Indexed' });
    await w.clock.advance(20);
    const [pod] = w.pods();
    expect(pod?.metadata.annotations).toEqual({ 'batch.kubernetes.io/job-completion-index': '0' });
    expect(pod?.metadata.name).toMatch(/^pi-0-/);
    expect(pod?.spec?.['hostname']).toBe('pi-0');
    await w.clock.advance(10_000);
    expect(w.status()).toMatchObject({ succeeded: 4, completedIndexes: '0-3' });
  });

  it('that is suspended starts nothing until resumed', async () => {
    const w = run({ suspend: true });
    await w.clock.advance(100);
    expect(w.conditions()).toEqual(['Suspended JobSuspended']);
    expect(w.pods()).toEqual([]);
    w.patch('jobs.batch', 'pi', { spec: { suspend: false } });
    await w.clock.advance(5000);
    expect(w.conditions()).toEqual([
      'Suspended JobResumed',
      'SuccessCriteriaMet CompletionsReached',
      'Complete CompletionsReached',
    ]);
    expect(w.events.map(({ reason }) => reason)).toEqual([
      'Suspended',
      'SuccessfulCreate',
      'Resumed',
      'Completed',
    ]);
  });

  it('past its deadline removes its pods, and has failed when they are gone', async () => {
    const w = run({ activeDeadlineSeconds: 5 }, () => ({ readyAfter: 100 }));
    await w.clock.advance(5200);
    expect(w.conditions()).toEqual(['FailureTarget DeadlineExceeded']);
    expect(w.status()?.terminating).toBe(1);
    await w.clock.advance(2000);
    expect(w.conditions()).toEqual(['FailureTarget DeadlineExceeded', 'Failed DeadlineExceeded']);
    expect(w.status()).toMatchObject({ failed: 1, terminating: 0 });
    expect(w.pods()).toEqual([]);
  });

  it('fails at once for an exit code that its policy names', async () => {
    const podFailurePolicy = {
      rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }],
    };
    const w = run({ podFailurePolicy }, () => ({ readyAfter: 100, endsAfter: 100, exitCode: 42 }));
    await w.clock.advance(5000);
    expect(w.conditions()).toEqual(['FailureTarget PodFailurePolicy', 'Failed PodFailurePolicy']);
    expect(w.status()?.conditions?.[1]?.message).toMatch(
      /^Container c for pod default\/pi-\w+ failed with exit code 42 matching FailJob rule at index 0$/,
    );
  });

  it('succeeds early by its success policy', async () => {
    const spec = {
      completions: 5,
      parallelism: 1,
      completionMode: 'Indexed',
      successPolicy: { rules: [{ succeededIndexes: '0-1' }] },
    };
    const w = run(spec);
    await w.clock.advance(10_000);
    expect(w.conditions()).toEqual(['SuccessCriteriaMet SuccessPolicy', 'Complete SuccessPolicy']);
    expect(w.status()?.completedIndexes).toBe('0,1');
  });
});

describe('sets of indexes', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(40)), (indexes) => {
        expect([...parseIndexes(formatIndexes(indexes))]).toEqual([...indexes].sort((a, b) => a - b));
      }),
    );
  });
});
