import { describe, expect, test } from 'vitest';
import { container, exited, fakeWorld } from '../fake-world.js';
import { look } from '../look.js';

describe('an http check', () => {
  const url = 'http://localhost:8080/';
  const source = { kind: 'http' as const, url };
  const answering = (status: number, body = '', headers = {}) =>
    fakeWorld({ http: { [url]: { ok: true, status, headers, body } } });

  test('wants 200 unless it says otherwise', async () => {
    expect(await look(source, answering(200))).toMatchObject({ status: 'pass', subject: { status: 200 } });
    expect((await look(source, answering(404))).evidence).toMatchObject([
      { path: 'status', expected: 200, actual: 404, next: `curl -i ${url}` },
    ]);
    expect(await look({ ...source, status: { $gte: 400 } }, answering(404))).toMatchObject({
      status: 'pass',
    });
  });

  test('looks at the body and at headers in any case', async () => {
    const world = answering(200, '<h1>Hello</h1>', { Server: 'nginx/1.27.5' });
    const wanted = { ...source, body: 'Hello', headers: { SERVER: { $contains: 'nginx' } } };
    expect(await look(wanted, world)).toMatchObject({ status: 'pass' });
    expect(await look({ ...wanted, body: 'Bye' }, world)).toMatchObject({
      status: 'fail',
      evidence: [{ path: 'body' }],
    });
  });

  test('says that nothing answers, and why', async () => {
    expect((await look(source, fakeWorld())).evidence).toEqual([
      {
        code: 'unreachable',
        object: url,
        says: `Nothing answers at ${url}: connection refused.`,
        next: 'docker ps',
      },
    ]);
  });
});

describe('an exec check', () => {
  const source = {
    kind: 'exec' as const,
    container: 'web',
    run: ['id', '-u'],
    match: { $not: { $contains: '0' } },
  };

  test('runs the program in the container and looks at its output', async () => {
    const world = fakeWorld({
      container: [container('web')],
      exec: () => ({ exitCode: 0, stdout: '1000\n' }),
    });
    world.state.exec = (name, argv) => ({
      exitCode: 0,
      stdout: name === 'web' && argv[1] === '-u' ? '5\n' : '0\n',
    });
    expect(await look(source, world)).toMatchObject({
      status: 'pass',
      subject: { exitCode: 0, stdout: '5\n' },
    });
    world.state.exec = () => ({ exitCode: 0, stdout: '0\n' });
    expect((await look(source, world)).evidence).toMatchObject([
      { path: 'stdout', actual: '0\n', next: 'docker exec web id -u' },
    ]);
  });

  test('says how the program ended', async () => {
    const exec = () => ({ exitCode: 1, stderr: 'sh: no such thing' });
    const world = fakeWorld({ container: [container('web')], exec });
    expect((await look({ ...source, match: '' }, world)).evidence).toMatchObject([
      {
        code: 'exit-code',
        actual: 1,
        says: '`id -u` in container web ended with code 1; the task wants 0. It said: sh: no such thing',
      },
    ]);
  });

  test('needs a container that runs', async () => {
    expect((await look(source, fakeWorld())).evidence).toMatchObject([{ code: 'missing' }]);
    expect((await look(source, fakeWorld({ container: [exited('web', 1)] }))).evidence).toMatchObject([
      { path: 'State.Status', actual: 'exited' },
    ]);
  });
});

describe('a logs check', () => {
  const source = { kind: 'logs' as const, container: 'web', match: 'GET /' };

  test('looks at the log, of a stopped container too', async () => {
    const world = fakeWorld({ container: [exited('web', 0)], logs: { web: 'ready\nGET / 200\n' } });
    expect(await look(source, world)).toMatchObject({ status: 'pass' });
    world.state.logs.web = 'ready\n';
    expect((await look(source, world)).evidence).toMatchObject([
      {
        path: 'logs',
        says: 'The log of container web does not show `GET /`.',
        next: 'docker logs --tail 20 web',
      },
    ]);
  });

  test('needs the container', async () => {
    expect((await look(source, fakeWorld())).evidence).toMatchObject([{ code: 'missing' }]);
  });
});
