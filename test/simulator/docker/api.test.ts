import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadImages, saveImages } from '../../../src/simulator/images/archive.js';
import { testEngine } from '../support/engine.js';

const world = testEngine();
afterAll(() => world.close());
const message = async (method: string, path: string, body?: unknown) => {
  const { status, json } = await world.call(method, path, body);
  return [status, (json as { message?: string } | undefined)?.message];
};

describe('the API refuses', () => {
  it('paths that it does not have', async () => {
    expect(await message('GET', '/nope')).toEqual([404, 'page not found']);
    expect(await message('PATCH', '/containers/json')).toEqual([404, 'page not found']);
  });

  it('bodies that are not JSON or not of the right type', async () => {
    expect(await message('POST', '/containers/create', '{')).toEqual([400, 'invalid JSON: unexpected EOF']);
    const [status, text] = await message('POST', '/containers/create', { Image: 5 });
    expect(status).toBe(400);
    expect(text).toContain('cannot unmarshal number into Go struct field Config.Image of type string');
  });

  it('filters and names that there are not', async () => {
    expect(await message('GET', '/containers/json?filters={"nope":{"1":true}}')).toEqual([
      400,
      "invalid filter 'nope'",
    ]);
    expect(await message('GET', '/containers/nope/json')).toEqual([404, 'No such container: nope']);
    expect(await message('POST', '/containers/create?name=a', { Image: 'busybox:1.36' })).toEqual([
      400,
      'Invalid container name (a), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed',
    ]);
  });

  it('whatever else comes, with a message and without falling over', async () => {
    const paths = [
      '/containers/create',
      '/networks/create',
      '/volumes/create',
      '/commit',
      '/images/create',
      '/exec/x/start',
      '/images/load',
      '/containers/x/update',
    ];
    const queries = ['', '?filters=%7B', '?t=x', '?name=%00', '?fromImage=%2F%2F', '?container=x'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'HEAD'),
        fc.constantFrom(...paths),
        fc.constantFrom(...queries),
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => ({ HostConfig: json, Image: 'busybox:1.36' })),
        ),
        async (method, path, query, body) => {
          const { status, text } = await world.call(method, path + query, body);
          if (status >= 400) expect(JSON.parse(text)).toHaveProperty('message');
          expect(text).not.toContain('TypeError');
        },
      ),
      { numRuns: 300 },
    );
    expect((await world.call('GET', '/_ping')).text).toBe('OK');
  });
});

describe('images', () => {
  it('are saved, removed and loaded with the same id', async () => {
    const world = testEngine();
    const before = await world.call('GET', '/images/busybox:1.36/json');
    const saved = world.engine.images;
    const image = [...saved.images.values()].find(({ id }) => id === (before.json as { Id: string }).Id);
    if (!image) throw new Error('no image');
    const archive = saveImages(saved, [{ image, tags: ['busybox:1.36'] }]);
    const removed = await world.call('DELETE', '/images/busybox:1.36');
    expect(removed.json).toHaveLength(4);
    expect(loadImages(saved, archive)[0]?.image.id).toBe(image.id);
    const after = await world.call('GET', '/images/busybox:1.36/json');
    expect((after.json as { Size: number }).Size).toBe((before.json as { Size: number }).Size);
  });

  it('that there are not give the words of a registry', async () => {
    const pull = (name: string, tag: string) =>
      message('POST', `/images/create?fromImage=${name}&tag=${tag}`);
    expect(await pull('docker.io/library/ngnix', 'latest')).toEqual([
      404,
      "pull access denied for ngnix, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    ]);
    expect(await pull('docker.io/library/nginx', '1.99')).toEqual([
      404,
      'manifest for nginx:1.99 not found: manifest unknown: manifest unknown',
    ]);
  });
});
