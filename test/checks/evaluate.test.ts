import { describe, expect, test } from 'vitest';
import type { Trigger } from '../../src/checks/contract.js';
import { evaluateStep, type CheckedStep } from '../../src/checks/evaluate.js';
import { firstEvidence } from '../../src/checks/evidence.js';
import { checkTitle, triggersOf } from '../../src/checks/kinds/registry.js';
import { remember } from '../../src/checks/remember.js';
import { checkSchema, type Check } from '../../src/checks/schema.js';
import type { Json } from '../../src/json.js';
import { container, exited, fakeWorld } from './fake-world.js';
import { check, context, running, typed } from './look.js';

type Source = { kind: Check['kind']; [key: string]: Json };
const step = (
  checks: Source[],
  feedback: { id: string; when: Source[]; say: string }[] = [],
): CheckedStep => ({
  checks: checks.map(check),
  feedback: feedback.map((one) => ({ ...one, when: one.when.map(check) })),
});

const webRuns: Source = { kind: 'container', name: 'web', match: { State: { Running: true } } };
const webAnswers: Source = { kind: 'http', url: 'http://localhost:8080/' };
const psTyped: Source = { kind: 'command', line: 'docker ps' };

describe('a look at a step', () => {
  test('has one result for each check', async () => {
    const world = fakeWorld({ container: [container('web')] });
    const { results } = await evaluateStep(step([webRuns, psTyped]), context({ world }));
    expect(results.map(({ status }) => status)).toEqual(['pass', 'fail']);
  });

  test('asks the world each question once', async () => {
    const world = fakeWorld({ container: [exited('web', 1)] });
    await evaluateStep(
      step([webRuns, webRuns, { kind: 'logs', container: 'web', match: 'x' }]),
      context({ world }),
    );
    expect(world.asked).toEqual(['inspect container web', 'logs web']);
  });

  test('looks again only at the checks that a change concerns', async () => {
    const world = fakeWorld();
    const both = step([webRuns, psTyped]);
    const first = await evaluateStep(both, context({ world }));
    world.state.container = [container('web')];
    const changed = new Set<Trigger>(['command']);
    const commands = [typed('docker ps')];
    const second = await evaluateStep(both, context({ world, commands }), {
      changed,
      previous: first.results,
    });
    expect(second.results.map(({ status }) => status)).toEqual(['fail', 'pass']);
    const third = await evaluateStep(both, context({ world, commands }), {
      changed: new Set<Trigger>(['docker']),
      previous: second.results,
    });
    expect(third.results.map(({ status }) => status)).toEqual(['pass', 'pass']);
  });

  test('looks at checks without an earlier result, whatever changed', async () => {
    const { results } = await evaluateStep(step([psTyped]), context({ commands: [typed('docker ps')] }), {
      changed: new Set<Trigger>(['files']),
    });
    expect(results).toMatchObject([{ status: 'pass' }]);
  });

  test('makes an engine that is down evidence', async () => {
    const health = {
      up: false as const,
      says: 'The engine has stopped.',
      next: 'sudo systemctl start docker',
    };
    const { results, lookAgain } = await evaluateStep(
      step([webRuns, psTyped]),
      context({ world: fakeWorld({ health }) }),
    );
    expect(results[0]).toMatchObject({
      status: 'waiting',
      evidence: [{ code: 'engine-down', says: health.says, next: health.next }],
    });
    expect(results[1]).toMatchObject({ status: 'fail', evidence: [{ code: 'not-typed' }] });
    expect(lookAgain).toBe(true);
  });

  test('survives a reader with a bug', async () => {
    const world = fakeWorld();
    world.http = async () => {
      throw new RangeError('bad port');
    };
    const { results } = await evaluateStep(step([webAnswers]), context({ world }));
    expect(results[0]?.evidence[0]?.says).toBe('The http check could not look at the world: bad port');
  });

  test('wants a later look only while something may come by itself', async () => {
    const again = async (checks: Source[], world = fakeWorld()) =>
      (await evaluateStep(step(checks), context({ world, commands: [running('docker ps')] }))).lookAgain;
    expect(await again([webRuns, psTyped])).toBe(false);
    expect(await again([webAnswers])).toBe(true);
    const up = { ok: true as const, status: 200, headers: {}, body: '' };
    expect(await again([webAnswers], fakeWorld({ http: { 'http://localhost:8080/': up } }))).toBe(false);
  });

  test('does not take an object of the same step for a mistyped one', async () => {
    const world = fakeWorld({ container: [container('weba')] });
    const both = step([
      { kind: 'container', name: 'weba' },
      { kind: 'container', name: 'webb' },
    ]);
    const { results } = await evaluateStep(both, context({ world }));
    expect(results[1]).toMatchObject({ evidence: [{ code: 'missing' }] });
  });
});

describe('feedback of the author', () => {
  const foreseen: { id: string; when: Source[]; say: string }[] = [
    {
      id: 'stopped',
      when: [{ ...webRuns, match: { State: { Status: 'exited' } } }],
      say: 'It ended with {{State.ExitCode}}.',
    },
    {
      id: 'foreground',
      when: [{ kind: 'command' as const, line: 'docker run', running: true }],
      say: '{{line}}: add -d.',
    },
  ];

  test('is the first that applies, with values of what it looked at', async () => {
    const world = fakeWorld({ container: [exited('web', 3)] });
    const commands = [running('docker run nginx')];
    const found = await evaluateStep(step([webRuns], foreseen), context({ world, commands }));
    expect(found.feedback).toEqual({ id: 'stopped', text: 'It ended with 3.' });
    const later = await evaluateStep(step([webRuns], foreseen), context({ commands }));
    expect(later.feedback).toEqual({ id: 'foreground', text: 'docker run nginx: add -d.' });
  });

  test('needs all its checks', async () => {
    const both = [{ id: 'both', when: foreseen.flatMap(({ when }) => when), say: 'x' }];
    const world = fakeWorld({ container: [exited('web', 3)] });
    expect((await evaluateStep(step([webRuns], both), context({ world }))).feedback).toBeUndefined();
  });

  test('is not given when the step is done', async () => {
    const world = fakeWorld({ container: [container('web')] });
    const commands = [running('docker run nginx')];
    expect(
      (await evaluateStep(step([webRuns], foreseen), context({ world, commands }))).feedback,
    ).toBeUndefined();
  });

  test('reads well when a value is missing', async () => {
    const world = fakeWorld({ container: [exited('web', 3)] });
    const odd = [
      {
        id: 'odd',
        when: [{ kind: 'container' as const, name: 'web' }],
        say: 'Health: {{ State.Health.Status }}.',
      },
    ];
    const found = await evaluateStep(step([webRuns], odd), context({ world }));
    expect(found.feedback?.text).toBe('Health: not set.');
  });

  test('looks at the answer to the question that it repeats', async () => {
    const ask = (question: string, equals: string): Source => ({ kind: 'answer', ask: question, equals });
    const two = step(
      [ask('First?', 'a'), ask('Second?', 'b')],
      [{ id: 'mixed-up', when: [ask('Second?', 'a')], say: '{{answer}} belongs to the first.' }],
    );
    expect((await evaluateStep(two, context({ answers: { 1: 'a' } }))).feedback?.text).toBe(
      'a belongs to the first.',
    );
    expect((await evaluateStep(two, context({ answers: { 0: 'a' } }))).feedback).toBeUndefined();
  });
});

test('of several failing checks the cause comes before what follows from it', async () => {
  const world = fakeWorld({ container: [container('wbe')] });
  const { results } = await evaluateStep(step([psTyped, webAnswers, webRuns]), context({ world }));
  expect(firstEvidence(results)?.code).toBe('name-typo');
  world.state.container = [];
  const without = await evaluateStep(step([psTyped, webAnswers, webRuns]), context({ world }));
  expect(firstEvidence(without.results)?.code).toBe('missing');
});

test('values are kept when a step begins, null where there are none', async () => {
  const world = fakeWorld({ container: [container('job')] });
  const refs = {
    id: { kind: 'container' as const, name: 'job', path: 'Id' },
    gone: { kind: 'container' as const, name: 'other', path: 'Id' },
  };
  expect(await remember({ remember: refs }, world)).toEqual({ id: world.state.container[0]?.Id, gone: null });
  expect(await remember({}, world)).toEqual({});
});

describe('the checklist', () => {
  test.each<[unknown, string]>([
    [{ kind: 'container', name: 'web' }, 'container `web` is there'],
    [webRuns, 'container `web` has State.Running: true'],
    [{ kind: 'container', where: { Name: 'a' }, count: 2 }, 'containers (2) with Name: a'],
    [{ kind: 'file', path: 'a', match: 'x' }, 'file `a` has `x`'],
    [{ kind: 'absent', of: 'volume', name: 'data' }, 'no volume `data`'],
    [psTyped, '`docker ps` was run'],
    [{ kind: 'output', match: 'x' }, 'the output shows `x`'],
    [webAnswers, 'http://localhost:8080/ answers 200'],
    [{ kind: 'exec', container: 'web', run: ['ls', '/'] }, '`ls /` works in container `web`'],
    [{ kind: 'logs', container: 'web', match: 'x' }, 'the log of container `web` shows `x`'],
    [{ kind: 'answer', ask: 'Which?', equals: 'a' }, 'Which?'],
    [{ kind: 'answer', ask: 'Which?', equals: 'a', says: 'Tell which' }, 'Tell which'],
  ])('has a line for %j', (source, title) => {
    expect(checkTitle(checkSchema.parse(source))).toBe(title);
  });

  test('every kind names what can change its result', () => {
    expect(triggersOf(check(psTyped))).toEqual(['command']);
    expect(triggersOf(check(webRuns))).toEqual(['docker']);
  });
});
