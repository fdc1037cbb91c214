import { describe, expect, it } from 'vitest';
import { cronJobController } from '../../../../src/simulator/kubernetes/controllers/cronjob.js';
import { jobController } from '../../../../src/simulator/kubernetes/controllers/job/controller.js';
import { nextCron, parseCron } from '../../../../src/simulator/kubernetes/lib/cron.js';
import { template, world } from '../support/world.js';

const next = (text: string, after: string, zone?: string) => {
  const schedule = parseCron(text);
  const at = schedule && nextCron(schedule, Date.parse(after), zone);
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('a cron schedule', () => {
  it.each([
    ['* * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:01:00.000Z'],
    ['*/15 9-17 * * mon-fri', '2026-01-02T17:50:00Z', '2026-01-05T09:00:00.000Z'],
    ['0 0 13 * fri', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00.000Z'],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['30 4 * * 7', '2026-01-01T00:00:00Z', '2026-01-04T04:30:00.000Z'],
    ['@hourly', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00.000Z'],
    ['0 0 30 2 *', '2026-01-01T00:00:00Z', undefined],
  ])('%s after %s is %s', (text, after, expected) => expect(next(text, after)).toBe(expected));

  it('counts in its own time zone, with summer time', () => {
    expect(next('0 9 * * *', '2026-01-15T00:00:00Z', 'Europe/Berlin')).toBe('2026-01-15T08:00:00.000Z');
    expect(next('0 9 * * *', '2026-07-15T00:00:00Z', 'Europe/Berlin')).toBe('2026-07-15T07:00:00.000Z');
  });

  it.each(['', '* * * *', '60 * * * *', '* * * * * *', 'a * * * *', '5-1 * * * *', '*/0 * * * *'])(
    'is not %j',
    (text) => expect(parseCron(text)).toBeUndefined(),
  );
});

function run(spec: object, endsAfter = 1000) {
  const w = world([cronJobController, jobController], { fate: () => ({ readyAfter: 10, endsAfter }) });
  w.create('cronjobs.batch', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick' },
    spec: {
      schedule: '* * * * *',
      jobTemplate: {
        spec: {
          completions: 1,
          parallelism: 1,
          selector: { matchLabels: { app: 'tick' } },
          template: template('tick'),
        },
      },
      ...spec,
    },
    status: {},
  });
  const reasons = () =>
    w.events.filter(({ object }) => object === 'CronJob/tick').map(({ reason }) => reason);
  return { ...w, reasons, jobs: () => w.api.list('jobs.batch').map(({ metadata }) => metadata.name) };
}

describe('a CronJob', () => {
  it('makes a job each minute, named by the minute, and keeps as many as its history says', async () => {
    const w = run({ successfulJobsHistoryLimit: 1 });
    await w.clock.advance(130_000);
    const minute = Date.UTC(2026, 0, 1) / 60_000;
    expect(w.jobs()).toEqual([`tick-${minute + 2}`]);
    expect(w.reasons()).toEqual([
      'SuccessfulCreate',
      'SawCompletedJob',
      'SuccessfulCreate',
      'SawCompletedJob',
      'SuccessfulDelete',
    ]);
    expect(w.api.get('cronjobs.batch', 'default', 'tick').status).toEqual({
      lastScheduleTime: '2026-01-01T00:02:00Z',
      lastSuccessfulTime: '2026-01-01T00:02:01Z',
    });
  });

  it('makes none while it is suspended', async () => {
    const w = run({ suspend: true });
    await w.clock.advance(130_000);
    expect(w.jobs()).toEqual([]);
  });

  it('that forbids concurrency skips a time while its job runs', async () => {
    const w = run({ concurrencyPolicy: 'Forbid' }, 1_000_000);
    await w.clock.advance(130_000);
    expect(w.jobs()).toHaveLength(1);
    expect(w.reasons()).toContain('JobAlreadyActive');
  });

  it('that replaces ends the running job for the new one', async () => {
    const w = run({ concurrencyPolicy: 'Replace' }, 1_000_000);
    await w.clock.advance(130_000);
    expect(w.jobs()).toHaveLength(1);
    expect(w.reasons()).toEqual(['SuccessfulCreate', 'SuccessfulDelete', 'SuccessfulCreate']);
  });
});
