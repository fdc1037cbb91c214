import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/json.js';
import { makingOf } from '../../../../src/environments/docker/proxy/making.js';
import { mentionScanner } from '../../../../src/environments/docker/proxy/mentions.js';
import { imageList, newImages } from '../../../../src/environments/docker/proxy/new-images.js';
import { namedVolumes } from '../../../../src/environments/docker/proxy/volumes.js';

const id = (digit: string) => `sha256:${digit.repeat(64)}`;
const nothing = {
  ids: new Set<string>(),
  steps: new Set<string>(),
  containers: new Set<string>(),
  tags: new Set<string>(),
};

describe('what a request makes', () => {
  it.each([
    ['/v1.41/containers/create?name=web', { makes: 'container' }],
    ['/networks/create', { makes: 'network' }],
    ['/v1.50/volumes/create', { makes: 'volume' }],
    [
      '/v1.41/build?t=app&t=docker.io%2Fme%2Fapp%3A2',
      { makes: 'image', tags: ['app:latest', 'me/app:2'], anyTag: false },
    ],
    ['/v1.41/commit?container=web&repo=mine&tag=3', { makes: 'image', tags: ['mine:3'], anyTag: false }],
    ['/v1.41/images/host:5000/a/b/tag?repo=c&tag=', { makes: 'image', tags: ['c:latest'], anyTag: false }],
    [
      '/v1.41/images/create?fromSrc=-&repo=host:5000/x',
      { makes: 'image', tags: ['host:5000/x:latest'], anyTag: false },
    ],
    ['/grpc', { makes: 'image', tags: [], anyTag: true }],
    ['/v1.41/images/create?fromImage=nginx&tag=1', undefined],
    ['/v1.41/containers/abc/start', undefined],
  ])('%s', (url, making) => expect(makingOf('POST', url)).toEqual(making));

  it('is nothing for a request that only looks', () => {
    expect(makingOf('GET', '/v1.41/images/create')).toBeUndefined();
  });
});

describe('what an answer mentions', () => {
  const answer = [
    '{"stream":"Step 2/2 : RUN x"}\n{"stream":" ---\\u003e Running in 0123456789ab\\n"}',
    '{"stream":" ---\\u003e aaaaaaaaaaaa\\n"}',
    `{"aux":{"ID":"${id('b')}"}}`,
    '{"stream":"Loaded image: docker.io/library/busybox:1.36\\n"}',
  ].join('\r\n');

  it.each([1, 7, 1000])('is found in pieces of %i bytes', (size) => {
    const { push, mentions } = mentionScanner();
    const bytes = Buffer.from(answer);
    for (let at = 0; at < bytes.length; at += size) push(bytes.subarray(at, at + size));
    expect(mentions).toEqual({
      ids: new Set([id('b')]),
      steps: new Set(['aaaaaaaaaaaa']),
      containers: new Set(['0123456789ab']),
      tags: new Set(['busybox:1.36']),
    });
  });
});

describe('images that came into being through a request', () => {
  const list = (images: Record<string, string[] | null>) =>
    imageList(Object.entries(images).map(([Id, RepoTags]) => ({ Id, RepoTags })));

  it('are those that it asked for, not those that somebody else made meanwhile', () => {
    const made = newImages({
      before: list({ [id('1')]: ['base:latest'] }),
      after: list({ [id('1')]: ['base:latest'], [id('2')]: ['app:latest'], [id('3')]: ['theirs:latest'] }),
      tags: ['app:latest'],
      anyTag: false,
      mentions: { ...nothing, ids: new Set([id('2')]) },
      known: {},
    });
    expect(made).toEqual({ tags: { 'app:latest': id('2') }, images: [id('2')] });
  });

  it('do not take a name that was somebody else’s', () => {
    const question = {
      before: list({ [id('1')]: ['app:latest'] }),
      after: list({ [id('1')]: null, [id('2')]: ['app:latest'] }),
      tags: ['app:latest'],
      anyTag: false,
      mentions: { ...nothing, ids: new Set([id('2')]) },
    };
    expect(newImages({ ...question, known: {} })).toEqual({ tags: {}, images: [id('2')] });
    expect(newImages({ ...question, known: { 'app:latest': id('1') } }).tags).toEqual({
      'app:latest': id('2'),
    });
  });

  it('leave out a base image that the build pulled', () => {
    const made = newImages({
      before: list({}),
      after: list({ [id('1')]: ['base:latest'], [id('2')]: ['app:latest'] }),
      tags: ['app:latest'],
      anyTag: false,
      mentions: { ...nothing, ids: new Set([id('2')]) },
      known: {},
    });
    expect(made.tags).toEqual({ 'app:latest': id('2') });
  });

  it('are known to BuildKit only by what its answer mentions, also when the image itself was there', () => {
    const made = newImages({
      before: list({ [id('1')]: ['old:1'] }),
      after: list({ [id('1')]: ['old:1', 'new:1'], [id('3')]: ['theirs:latest'] }),
      tags: [],
      anyTag: true,
      mentions: { ...nothing, ids: new Set([id('1')]) },
      known: {},
    });
    expect(made).toEqual({ tags: { 'new:1': id('1') }, images: [] });
  });

  it('are found under the name that podman gives them', () => {
    const after = list({ [id('2')]: ['localhost/app:latest'] });
    const question = {
      before: list({}),
      after,
      tags: ['app:latest'],
      anyTag: false,
      mentions: nothing,
      known: {},
    };
    expect(newImages(question)).toEqual({ tags: { 'localhost/app:latest': id('2') }, images: [id('2')] });
  });
});

describe('volumes that a container mounts by name', () => {
  it('are told from folders of the host', () => {
    const Binds = ['data:/d', '/host:/h', 'more:/m:ro', 'C:\\x:/x', './rel:/r'];
    const Mounts: Json = [
      { Type: 'volume', Source: 'third', Target: '/t' },
      { Type: 'volume', Target: '/anonymous' },
      { Type: 'bind', Source: '/x', Target: '/y' },
      { Type: 'volume', Source: 'data', Target: '/again' },
    ];
    expect(namedVolumes({ HostConfig: { Binds, Mounts } })).toEqual(['data', 'more', 'third']);
    expect(namedVolumes({ HostConfig: null })).toEqual([]);
    expect(namedVolumes(null)).toEqual([]);
  });
});
