import { expect, test } from 'vitest';
import type { Json } from '../../../src/json.js';
import { container, fakeWorld, idOf } from '../fake-world.js';
import { look } from '../look.js';

const ask = 'Which code?';

async function verdict(source: { [key: string]: Json }, answer: string | undefined) {
  const world = fakeWorld({ container: [container('web')] });
  const answers: Record<number, string> = answer === undefined ? {} : { 0: answer };
  return look({ kind: 'answer', ask, ...source }, { world, answers });
}

test('a question waits for its answer', async () => {
  for (const none of [undefined, '  ']) {
    expect(await verdict({ equals: 3 }, none)).toMatchObject({
      status: 'fail',
      evidence: [
        { code: 'no-answer', says: `A question waits for your answer: ${ask}`, next: 'tutor answer ...' },
      ],
    });
  }
});

test('case, outer blanks and quotes do not matter', async () => {
  expect((await verdict({ equals: 3 }, ' 3 ')).status).toBe('pass');
  expect((await verdict({ equals: 'Sleep 3600' }, '"sleep 3600"')).status).toBe('pass');
  expect((await verdict({ equals: 3 }, '33')).status).toBe('fail');
});

test('an answer can be a pattern', async () => {
  expect((await verdict({ match: { $regex: '(?:^|\\D)80(?:\\D|$)' } }, 'port 80')).status).toBe('pass');
  expect((await verdict({ match: { $regex: '(?:^|\\D)80(?:\\D|$)' } }, '8080')).status).toBe('fail');
});

test('an answer can be a value of the world', async () => {
  const ip = { value: { kind: 'container', name: 'web', path: 'NetworkSettings.Networks.bridge.IPAddress' } };
  expect((await verdict(ip, '172.17.0.2')).status).toBe('pass');
  expect((await verdict(ip, '172.17.0.3')).evidence).toMatchObject([
    { code: 'wrong-answer', actual: '172.17.0.3', next: 'docker inspect web' },
  ]);
  const code = { value: { kind: 'container', name: 'web', path: 'State.ExitCode' } };
  expect((await verdict(code, '0')).status).toBe('pass');
});

test('an id may be shortened to what the CLI prints, not further', async () => {
  const id = { value: { kind: 'container', name: 'web', path: 'Id' } };
  expect((await verdict(id, idOf('web'))).status).toBe('pass');
  expect((await verdict(id, idOf('web').slice(0, 12))).status).toBe('pass');
  expect((await verdict(id, idOf('web').slice(0, 3))).status).toBe('fail');
});

test('evidence never gives the answer away', async () => {
  const ways: { [key: string]: Json }[] = [{ equals: 'secret' }, { match: { $regex: 'secret' } }];
  for (const source of ways) {
    expect(JSON.stringify((await verdict(source, 'wrong')).evidence)).not.toContain('secret');
  }
});

test('a value that is not there is named, not guessed', async () => {
  const gone = { value: { kind: 'container', name: 'api', path: 'Id' } };
  expect((await verdict(gone, 'x')).evidence).toMatchObject([{ code: 'missing', object: 'container api' }]);
  const noHealth = { value: { kind: 'container', name: 'web', path: 'State.Health.Status' } };
  expect((await verdict(noHealth, 'x')).evidence).toMatchObject([
    { code: 'missing', path: 'State.Health.Status' },
  ]);
});
