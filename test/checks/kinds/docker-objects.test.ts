import { describe, expect, test } from 'vitest';
import { container, exited, fakeWorld, image } from '../fake-world.js';
import { look } from '../look.js';

describe('an image check', () => {
  const wanted = { kind: 'image' as const, name: 'nginx:1.27-alpine' };

  test('passes with any spelling of the name', async () => {
    for (const there of ['nginx:1.27-alpine', 'docker.io/library/nginx:1.27-alpine']) {
      const world = fakeWorld({ image: [{ ...image(there), RepoTags: [there] }] });
      world.docker.inspect = async () => world.state.image[0];
      expect(await look(wanted, world)).toMatchObject({ status: 'pass' });
    }
  });

  test('compares the list of tags in short form', async () => {
    const world = fakeWorld({ image: [image('nginx:1.27-alpine', 'shop/web:v1')] });
    const match = { RepoTags: ['shop/web:v1', 'docker.io/library/nginx:1.27-alpine'] };
    expect(await look({ ...wanted, match }, world)).toMatchObject({ status: 'pass' });
  });

  test('names the tag that is there', async () => {
    const world = fakeWorld({ image: [image('nginx:latest'), image('busybox:1.36')] });
    expect((await look(wanted, world)).evidence).toMatchObject([
      {
        code: 'tag-differs',
        actual: 'latest',
        says: 'Image nginx is here with tag latest; the task wants 1.27-alpine.',
        next: 'docker images',
      },
    ]);
  });

  test('sees a mistyped repository', async () => {
    const world = fakeWorld({ image: [image('shop/wbe:v1')] });
    expect((await look({ ...wanted, name: 'shop/web:v1' }, world)).evidence).toMatchObject([
      { code: 'name-typo', actual: 'shop/wbe:v1' },
    ]);
  });

  test('finds an image by digest', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const there = { ...image('nginx:1.27-alpine'), RepoDigests: [`nginx@${digest}`] };
    const world = fakeWorld({ image: [there] });
    world.docker.inspect = async () => there;
    expect(
      await look({ ...wanted, name: `docker.io/library/nginx:1.27-alpine@${digest}` }, world),
    ).toMatchObject({
      status: 'pass',
    });
  });
});

test('two objects are compared with $same', async () => {
  const source = {
    kind: 'image' as const,
    name: 'shop/web:v1',
    match: { Id: { $same: { kind: 'image', name: 'nginx:1.27-alpine', path: 'Id' } } },
  };
  const same = fakeWorld({ image: [image('shop/web:v1', 'nginx:1.27-alpine')] });
  expect(await look(source, same)).toMatchObject({ status: 'pass' });
  const other = fakeWorld({ image: [image('shop/web:v1'), image('nginx:1.27-alpine')] });
  expect(await look(source, other)).toMatchObject({ status: 'fail', evidence: [{ path: 'Id' }] });
  const alone = fakeWorld({ image: [image('shop/web:v1')] });
  expect((await look(source, alone)).evidence).toMatchObject([
    { code: 'missing', says: 'This is compared with Id of image nginx:1.27-alpine, which is not there.' },
  ]);
});

test('an object is compared with what it was when the step began', async () => {
  const world = fakeWorld({ container: [container('job')] });
  const sameOne = { kind: 'container' as const, name: 'job', match: { Id: { $remembered: 'id' } } };
  const id = world.state.container[0]?.Id ?? null;
  expect(await look(sameOne, { world, remembered: { id } })).toMatchObject({ status: 'pass' });
  expect(await look(sameOne, { world, remembered: { id: 'other' } })).toMatchObject({ status: 'fail' });
  expect(await look(sameOne, { world })).toMatchObject({ status: 'fail', evidence: [{ code: 'missing' }] });
  const another = { ...sameOne, match: { Id: { $not: { $remembered: 'id' } } } };
  expect(await look(another, { world, remembered: { id } })).toMatchObject({ status: 'fail' });
  expect(await look(another, { world, remembered: { id: null } })).toMatchObject({ status: 'pass' });
});

test('networks and volumes are looked at in the same way', async () => {
  const world = fakeWorld({
    network: [{ Id: 'n', Name: 'shop', Driver: 'bridge' }],
    volume: [{ Name: 'data' }],
  });
  expect(await look({ kind: 'network', name: 'shop', match: { Driver: 'bridge' } }, world)).toMatchObject({
    status: 'pass',
  });
  expect(
    (await look({ kind: 'network', name: 'shop', match: { Driver: 'host' } }, world)).evidence,
  ).toMatchObject([{ next: "docker network inspect -f '{{json .Driver}}' shop", actual: 'bridge' }]);
  expect((await look({ kind: 'volume', name: 'dta' }, world)).evidence).toMatchObject([
    { code: 'name-typo' },
  ]);
});

describe('an absent check', () => {
  test('passes when nothing is there', async () => {
    expect(await look({ kind: 'absent', of: 'container', name: 'web' }, fakeWorld())).toEqual({
      status: 'pass',
      evidence: [],
    });
  });

  test('names what is still there and how it is', async () => {
    const world = fakeWorld({ container: [exited('web', 0)] });
    expect((await look({ kind: 'absent', of: 'container', name: 'web' }, world)).evidence).toEqual([
      {
        code: 'present',
        object: 'container web',
        says: 'There is still a container `web` (exited); the task wants it gone.',
        next: 'docker ps -a',
      },
    ]);
  });

  test('selects with "where"', async () => {
    const source = { kind: 'absent' as const, of: 'container', where: { State: { Status: 'exited' } } };
    const world = fakeWorld({ container: [exited('a', 0), container('b'), exited('c', 1)] });
    const { evidence } = await look(source, world);
    expect(evidence.map(({ object }) => object)).toEqual(['container a', 'container c']);
    world.state.container = [container('b')];
    expect(await look(source, world)).toMatchObject({ status: 'pass' });
  });

  test('looks at files too, empty ones included', async () => {
    const source = { kind: 'absent' as const, of: 'file', name: 'old.txt' };
    const world = fakeWorld({ files: { 'old.txt': '' } });
    expect(await look(source, world)).toMatchObject({ status: 'fail', evidence: [{ code: 'present' }] });
    world.changeFile('old.txt', undefined);
    expect(await look(source, world)).toMatchObject({ status: 'pass' });
  });
});
