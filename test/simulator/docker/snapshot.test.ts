import { afterEach, expect, it } from 'vitest';
import { restore, snapshot } from '../../../src/simulator/docker/snapshot.js';
import { testEngine, type TestEngine } from '../support/engine.js';

let world: TestEngine;
afterEach(() => world.close());

it('a snapshot brings back containers, files, volumes, networks and images, as often as one likes', async () => {
  world = testEngine();
  await world.call('POST', '/networks/create', { Name: 'shop' });
  const options = { HostConfig: { Binds: ['data:/data'], NetworkMode: 'shop' } };
  const server = await world.run(['serve', '80'], options);
  const done = await world.run(['touch', '/data/kept', '/mine'], options);
  await world.wait(done);
  const picture = snapshot(world.engine);
  for (let round = 0; round < 2; round++) {
    await world.call('DELETE', `/containers/${server}?force=1`);
    await world.call('DELETE', `/containers/${done}`);
    await world.call('DELETE', '/volumes/data');
    await world.call('DELETE', '/networks/shop');
    await world.call('DELETE', '/images/nginx:1.27-alpine');
    await restore(world.engine, picture);
    expect(world.engine.containers.get(server)?.state.running).toBe(true);
    expect(world.engine.containers.get(done)?.state).toMatchObject({ running: false, exitCode: 0 });
    const client = await world.run(['fetch', server.slice(0, 12), '80'], options);
    expect(await world.wait(client)).toBe(0);
    const reader = await world.run(['read', '/data/kept'], options);
    expect(await world.wait(reader)).toBe(0);
    const changed = await world.call('GET', `/containers/${done}/changes`);
    expect(changed.json).toContainEqual({ Path: '/mine', Kind: 1 });
    expect((await world.call('GET', '/images/nginx:1.27-alpine/json')).status).toBe(200);
  }
});
