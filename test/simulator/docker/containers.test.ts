import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../src/simulator/clock.js';
import { testEngine, type TestEngine } from '../support/engine.js';

let world: TestEngine;
afterEach(() => world.close());

describe('a container', () => {
  it('runs its command, logs what it prints and keeps its exit code', async () => {
    world = testEngine();
    const id = await world.run(['echo', 'hello', 'world']);
    expect(await world.wait(id)).toBe(0);
    expect(world.logs(id)).toBe('hello world\n');
    const failed = await world.run(['warn', 'oops']);
    expect(await world.wait(failed)).toBe(3);
  });

  it('is refused with the words of the OCI runtime when its command is not there', async () => {
    world = testEngine();
    await expect(world.run(['nope'])).rejects.toThrow('exec: \\"nope\\": executable file not found in $PATH');
    await expect(world.run(['/etc/passwd'])).rejects.toThrow('exec: \\"/etc/passwd\\": permission denied');
  });

  it('is asked to stop by its signal and killed when it does not listen in time', async () => {
    const clock = manualClock();
    world = testEngine({ clock });
    const deaf = await world.run(['sleep', '1000']);
    const stopped = world.call('POST', `/containers/${deaf}/stop`);
    await clock.advance(9_900);
    expect(world.engine.containers.get(deaf)?.state.running).toBe(true);
    await clock.advance(200);
    expect((await stopped).status).toBe(204);
    expect(world.engine.containers.get(deaf)?.state.exitCode).toBe(137);
    const polite = await world.run(['polite']);
    await clock.advance(1);
    await world.call('POST', `/containers/${polite}/stop`);
    expect(world.engine.containers.get(polite)?.state.exitCode).toBe(0);
  });

  it('is killed by the kernel when it takes more memory than it may', async () => {
    world = testEngine();
    const id = await world.run(['eat'], { HostConfig: { Memory: 16 * 1024 * 1024 } });
    expect(await world.wait(id)).toBe(137);
    expect(world.engine.containers.get(id)?.state.oomKilled).toBe(true);
  });

  it('comes back with a growing pause as often as its policy says', async () => {
    const clock = manualClock();
    world = testEngine({ clock });
    const policy = { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } };
    const id = await world.run(['false'], { HostConfig: policy });
    for (let i = 0; i < 20; i++) await clock.advance(100);
    const container = world.engine.containers.get(id);
    expect(container).toMatchObject({ restartCount: 3, state: { running: false, exitCode: 1 } });
    expect(container?.backoff).toBe(400);
  });

  it('does nothing while it is paused', async () => {
    const clock = manualClock();
    world = testEngine({ clock });
    const id = await world.run(['sleep', '1']);
    await world.call('POST', `/containers/${id}/pause`);
    await clock.advance(5_000);
    expect(world.engine.containers.get(id)?.state.running).toBe(true);
    await world.call('POST', `/containers/${id}/unpause`);
    expect(await world.wait(id)).toBe(0);
  });

  it('turns unhealthy and healthy with its check', async () => {
    const clock = manualClock();
    world = testEngine({ clock });
    const check = { Test: ['CMD', 'read', '/ok'], Interval: 1e9, Retries: 2 };
    const id = await world.run(['sleep', '1000'], { Healthcheck: check });
    const status = () => world.engine.containers.get(id)?.health?.status;
    expect(status()).toBe('starting');
    for (let i = 0; i < 30; i++) await clock.advance(100);
    expect(status()).toBe('unhealthy');
    const exec = await world.call('POST', `/containers/${id}/exec`, { Cmd: ['touch', '/ok'] });
    await world.call('POST', `/exec/${(exec.json as { Id: string }).Id}/start`, { Detach: true });
    for (let i = 0; i < 20; i++) await clock.advance(100);
    expect(status()).toBe('healthy');
  });
});

describe('networks', () => {
  it('give names to containers of one user network, and keep others out', async () => {
    world = testEngine();
    await world.call('POST', '/networks/create', { Name: 'shop' });
    await world.call('POST', '/networks/create', { Name: 'other' });
    const on = (network: string) => ({ HostConfig: { NetworkMode: network } });
    const server = await world.run(['serve', '80'], on('shop'));
    const again = await world.run(['fetch', server.slice(0, 12), '80'], on('shop'));
    expect(await world.wait(again)).toBe(0);
    expect(world.logs(again)).toBe('hello 172.18.0.3\n');
    const outside = await world.run(['fetch', '172.18.0.2', '80'], on('other'));
    expect(await world.wait(outside)).toBe(1);
    expect(world.logs(outside)).toContain('ETIMEDOUT');
    const nameless = await world.run(['fetch', server.slice(0, 12), '80']);
    expect(await world.wait(nameless)).toBe(1);
  });

  it('publish ports on the real loopback, and refuse a port that somebody else has', async () => {
    world = testEngine({ listen: true });
    const ports = (host: number) => ({
      HostConfig: { PortBindings: { '80/tcp': [{ HostPort: String(host) }] } },
    });
    const id = await world.run(['serve', '80'], ports(0));
    const port = world.engine.containers.get(id)?.ports[0]?.hostPort ?? 0;
    const answer = await new Promise<string>((resolve) => {
      let got = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('hi'));
      socket.on('data', (data) => (got += data.toString()));
      socket.on('close', () => resolve(got));
    });
    expect(answer).toBe('hello 172.17.0.1\n');
    await expect(world.run(['serve', '80'], ports(port))).rejects.toThrow('port is already allocated');
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const real = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(world.run(['serve', '80'], ports(real))).rejects.toThrow('address already in use');
    taken.close();
  });

  it('have no way to the host of the learner', async () => {
    world = testEngine();
    const server = createServer((_, response) => response.end('secret')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = String(typeof address === 'object' ? address?.port : 0);
    for (const host of ['127.0.0.1', '172.17.0.1']) {
      const id = await world.run(['fetch', host, port]);
      expect(await world.wait(id)).toBe(1);
      expect(world.logs(id)).toContain('ECONNREFUSED');
    }
    server.close();
  });
});

describe('volumes', () => {
  it('outlive their containers, and start with what the image has there', async () => {
    world = testEngine();
    const mounted = { HostConfig: { Binds: ['data:/etc'] } };
    const first = await world.run(['touch', '/etc/mine'], mounted);
    expect(await world.wait(first)).toBe(0);
    await world.call('DELETE', `/containers/${first}?v=1`);
    const second = await world.run(['read', '/etc/mine', '/etc/shells'], mounted);
    expect(await world.wait(second)).toBe(0);
    expect(world.logs(second)).toBe('x/bin/sh\n/bin/ash\n');
    expect((await world.call('DELETE', '/volumes/data')).status).toBe(409);
  });
});
