import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/json.js';
import { container, exited, fakeWorld } from '../fake-world.js';
import { look } from '../look.js';

const isRunning = { kind: 'container' as const, name: 'web', match: { State: { Running: true } } };

async function evidenceFor(
  objects: JsonObject[],
  source: { [key: string]: never } | object = {},
  now?: number,
) {
  const world = fakeWorld({ container: objects });
  const { status, evidence } = await look(
    { ...isRunning, ...source },
    world,
    now === undefined ? {} : { now },
  );
  return { status, first: evidence[0], all: evidence };
}

describe('a container check', () => {
  test('passes when what inspect shows matches, with the container as subject', async () => {
    const result = await look(isRunning, fakeWorld({ container: [container('web')] }));
    expect(result).toMatchObject({ status: 'pass', evidence: [], subject: { Name: 'web' } });
  });

  test('takes any spelling of an image name', async () => {
    const config = { Config: { Image: 'docker.io/library/nginx:1.27-alpine' } };
    const world = fakeWorld({ container: [container('web', config)] });
    expect(
      await look({ ...isRunning, match: { Config: { Image: 'nginx:1.27-alpine' } } }, world),
    ).toMatchObject({
      status: 'pass',
    });
    const either: Json = { $any: [{ Config: { Image: 'docker.io/nginx:1.27-alpine' } }, { Name: '/other' }] };
    expect(await look({ ...isRunning, match: either }, world)).toMatchObject({ status: 'pass' });
  });

  test('finds a container by its short id, but takes no stranger whose id begins like the name', async () => {
    const world = fakeWorld({ container: [container('web', { Id: `cafe${'0'.repeat(60)}` })] });
    expect(await look({ ...isRunning, name: `cafe${'0'.repeat(8)}` }, world)).toMatchObject({
      status: 'pass',
    });
    expect(await look({ ...isRunning, name: 'cafe' }, world)).toMatchObject({ status: 'fail' });
  });

  test('says that there is none', async () => {
    expect((await evidenceFor([])).first).toEqual({
      code: 'missing',
      object: 'container web',
      expected: 'web',
      says: 'There is no container `web`.',
      next: 'docker ps -a',
    });
  });

  test('sees a mistyped name', async () => {
    expect((await evidenceFor([container('wbe'), container('api')])).first).toMatchObject({
      code: 'name-typo',
      actual: 'wbe',
      says: 'There is container `wbe`; the task wants `web`.',
    });
  });

  test('says when and how a container ended', async () => {
    const now = Date.parse('2026-01-01T00:00:12Z');
    expect((await evidenceFor([exited('web', 137)], {}, now)).first).toMatchObject({
      code: 'mismatch',
      path: 'State.Status',
      expected: 'running',
      actual: 'exited',
      says: 'Container web exited 12 s ago with code 137; the task wants it running.',
      next: 'docker logs web',
    });
  });

  test('speaks of the end once, not of everything that follows from it', async () => {
    const wanted = {
      State: { Running: true, Status: 'running', Health: { Status: 'healthy' } },
      NetworkSettings: { Ports: { '80/tcp': [{ HostPort: '8080' }] } },
    };
    expect((await evidenceFor([exited('web', 1)], { match: wanted })).all).toHaveLength(1);
  });

  test('says why a created container never started', async () => {
    const state = { Status: 'created', Running: false, Error: 'port is already allocated' };
    expect((await evidenceFor([container('web', { State: state })])).first?.says).toBe(
      'Container web was created but never started: port is already allocated; the task wants it running.',
    );
  });

  test('names the other tag of the right image', async () => {
    const old = container('web', { Config: { Image: 'nginx:1.26-alpine' } });
    const wanted = { match: { Config: { Image: 'nginx:1.27-alpine' } } };
    expect((await evidenceFor([old], wanted)).first).toMatchObject({
      code: 'tag-differs',
      path: 'Config.Image',
      actual: 'nginx:1.26-alpine',
      says: 'Container web runs nginx with tag 1.26-alpine; the task wants 1.27-alpine.',
    });
  });

  test('waits for health that is starting, and not for health that is bad', async () => {
    const withHealth = (Status: string) =>
      container('web', { State: { Status: 'running', Running: true, Health: { Status } } });
    const wanted = { match: { State: { Health: { Status: 'healthy' } } } };
    const starting = await evidenceFor([withHealth('starting')], wanted);
    expect(starting).toMatchObject({ status: 'waiting', first: { code: 'starting' } });
    const bad = await evidenceFor([withHealth('unhealthy')], wanted);
    expect(bad).toMatchObject({ status: 'fail', first: { code: 'mismatch', actual: 'unhealthy' } });
    expect(bad.first?.next).toBe("docker inspect -f '{{json .State.Health.Status}}' web");
  });

  test('waits while restarts are counted, when there is a policy that restarts', async () => {
    const state = { Status: 'restarting', Running: true };
    const flaky = (policy: string) =>
      container('web', { RestartCount: 1, State: state, HostConfig: { RestartPolicy: { Name: policy } } });
    const wanted = { match: { RestartCount: 3 } };
    expect(await evidenceFor([flaky('on-failure')], wanted)).toMatchObject({ status: 'waiting' });
    expect(await evidenceFor([flaky('no')], wanted)).toMatchObject({ status: 'fail' });
  });

  test('gives path and values of any other field, short enough for a narrow screen', async () => {
    const env = Array.from({ length: 40 }, (_, i) => `VARIABLE_${i}=value`);
    const found = await evidenceFor([container('web', { Config: { Env: env } })], {
      match: { Config: { Env: ['MODE=prod'] } },
    });
    expect(found.first).toMatchObject({
      path: 'Config.Env',
      next: "docker inspect -f '{{json .Config.Env}}' web",
    });
    expect(found.first?.says).toContain('the task wants something with MODE=prod.');
    expect(found.first?.says.length).toBeLessThan(160);
    expect(JSON.stringify(found.first?.actual).length).toBeLessThan(300);
  });
});

describe('published ports', () => {
  const wanted = { match: { NetworkSettings: { Ports: { '80/tcp': [{ HostPort: '8080' }] } } } };
  const publishing = (ports: JsonObject) => [container('web', { NetworkSettings: { Ports: ports } })];

  test('pass on one of several addresses', async () => {
    const both = [
      { HostIp: '0.0.0.0', HostPort: '8080' },
      { HostIp: '::', HostPort: '8080' },
    ];
    expect((await evidenceFor(publishing({ '80/tcp': both }), wanted)).status).toBe('pass');
  });

  test('turned round are recognised', async () => {
    const { first } = await evidenceFor(
      publishing({ '80/tcp': null, '8080/tcp': [{ HostIp: '', HostPort: '80' }] }),
      wanted,
    );
    expect(first?.says).toBe(
      '-p is HOST:CONTAINER. Host port 80 leads to 8080 inside web; the task wants it the other way round.',
    );
    expect(first?.next).toBe('docker port web');
  });

  test('on another host port are named', async () => {
    const { first } = await evidenceFor(publishing({ '80/tcp': [{ HostIp: '', HostPort: '8081' }] }), wanted);
    expect(first?.says).toBe(
      'Port 80 of container web is published on host port 8081; the task wants host port 8080.',
    );
  });

  test('that are only exposed are not published', async () => {
    const { first } = await evidenceFor(publishing({ '80/tcp': null }), wanted);
    expect(first?.says).toBe('Port 80 of container web is not published; the task wants host port 8080.');
  });

  test('are explained in the host configuration too', async () => {
    const bindings = { HostConfig: { PortBindings: { '8080/tcp': [{ HostIp: '', HostPort: '80' }] } } };
    const { first } = await evidenceFor([container('web', bindings)], {
      match: { HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8080' }] } } },
    });
    expect(first?.says).toContain('HOST:CONTAINER');
  });
});

describe('containers selected by "where"', () => {
  const { name: _, ...any } = isRunning;
  const labelled = { ...any, where: { Config: { Labels: { app: 'shop' } } } };
  const shop = (name: string) => container(name, { Config: { Labels: { app: 'shop' } } });

  test('pass when one of them matches', async () => {
    const stopped = { ...shop('a'), State: { Status: 'exited', Running: false } };
    expect(await look(labelled, fakeWorld({ container: [stopped, shop('b')] }))).toMatchObject({
      status: 'pass',
      subject: { Name: 'b' },
    });
    expect(await look(labelled, fakeWorld({ container: [stopped] }))).toMatchObject({
      status: 'fail',
      evidence: [{ object: 'container a' }],
    });
  });

  test('are counted', async () => {
    const two = fakeWorld({ container: [shop('a'), shop('b'), container('c')] });
    expect(await look({ ...labelled, count: 2 }, two)).toMatchObject({ status: 'pass' });
    expect(await look({ ...labelled, count: { $gte: 3 } }, two)).toMatchObject({
      status: 'fail',
      evidence: [{ code: 'count', actual: 2, expected: { $gte: 3 } }],
    });
    expect(await look({ ...labelled, count: 0 }, fakeWorld())).toMatchObject({ status: 'pass' });
  });

  test('are missing when none is like that', async () => {
    const result = await look(labelled, fakeWorld({ container: [container('c')] }));
    expect(result.evidence).toMatchObject([
      { code: 'missing', says: 'There is no container with Config.Labels.app: shop.' },
    ]);
  });
});
