import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PrepareProgress } from '../../../src/environments/contract.js';
import { engineClient } from '../../../src/environments/docker/client.js';
import { pullAll } from '../../../src/environments/docker/images.js';
import { pullFailure } from '../../../src/environments/docker/pull-failure.js';
import { emptyPull, pullDetail, pullProgress } from '../../../src/environments/docker/pull-progress.js';
import type { Json, JsonObject } from '../../../src/json.js';
import { fakeEngine, reply, type FakeEngine } from './fake-engine.js';

const line = (id: string, status: string, current?: number, total = 0): JsonObject => ({
  ...{ id, status },
  progressDetail: current === undefined ? {} : { current, total },
});

describe('the progress of a pull', () => {
  it('goes from unknown to everything', () => {
    const lines: JsonObject[] = [
      { id: '1.27', status: 'Pulling from library/nginx' },
      line('a', 'Pulling fs layer'),
      line('b', 'Already exists'),
      line('a', 'Downloading', 50, 100),
      line('a', 'Download complete'),
      line('a', 'Extracting', 50, 100),
      line('a', 'Pull complete'),
      { status: 'Status: Downloaded newer image for nginx:1.27' },
    ];
    const states = lines.reduce(
      (all, one) => [...all, pullProgress(all.at(-1) ?? emptyPull, one)],
      [emptyPull],
    );
    expect(states.slice(1).map(({ fraction }) => fraction)).toEqual([
      ...[undefined, undefined, undefined],
      ...[0.4, 0.8, 0.9, 1, 1],
    ]);
    expect(pullDetail(pullProgress(emptyPull, line('a', 'Downloading', 12_300_000, 22_800_000)))).toBe(
      '12.3 MB of 22.8 MB',
    );
  });

  it('never goes back and stays between 0 and 1, whatever the engine says', () => {
    const status = fc.constantFrom(
      'Pulling fs layer',
      'Downloading',
      'Extracting',
      'Pull complete',
      'Retrying',
      'x',
    );
    const some = fc.tuple(fc.constantFrom('a', 'b', 'c'), status, fc.option(fc.nat(100)), fc.nat(100));
    fc.assert(
      fc.property(fc.array(some), (lines) => {
        let state = emptyPull;
        for (const [id, word, current, total] of lines) {
          const next = pullProgress(
            state,
            line(id, word, current ?? undefined, Math.max(total, current ?? 0)),
          );
          expect(next.fraction ?? 1).toBeGreaterThanOrEqual(state.fraction ?? 0);
          expect(next.fraction ?? 0).toBeLessThanOrEqual(1);
          state = next;
        }
      }),
    );
  });
});

describe('an image that can not be pulled', () => {
  it.each([
    [
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
      'can not be reached',
    ],
    ['manifest for nginx:nope not found: manifest unknown: manifest unknown', 'no such image'],
    ['toomanyrequests: You have reached your pull rate limit.', 'rate limit'],
    ['no matching manifest for linux/arm64/v8 in the manifest list entries', 'processor'],
    ['unexpected EOF', 'broke'],
    ['something quite new', 'something quite new'],
  ])('%s', (message, says) => {
    const error = pullFailure('nginx:nope', message);
    expect(error.code).toBe('image-unavailable');
    expect(error.message).toContain(says);
    expect(error.detail.next).toBeTruthy();
  });

  it('tells of a full disk with a code of its own', () => {
    const message = 'failed to register layer: write /x: no space left on device';
    expect(pullFailure('nginx', message).code).toBe('engine-disk-full');
  });
});

describe('pulling the images of a lesson', () => {
  let engine: FakeEngine;
  /** What the engine says to each attempt for an image, in turn. */
  let answers: Record<string, Json[][]>;

  beforeEach(async () => {
    answers = {};
    engine = await fakeEngine({
      'GET /images/here:1/json': (_request, response) => reply(response, { Id: 'sha256:1' }),
      'POST /images/create': (request, response) => {
        const image = new URL(request.url ?? '', 'http://x').searchParams.get('fromImage') ?? '';
        for (const one of answers[image]?.shift() ?? []) response.write(`${JSON.stringify(one)}\r\n`);
        response.end();
      },
    });
  });
  afterEach(() => engine.remove());

  const pull = async (...images: string[]) => {
    const told: PrepareProgress[] = [];
    const result = pullAll(engineClient(engine.endpoint), images, { onProgress: (one) => told.push(one) });
    const error = await result.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { error, last: Object.fromEntries(told.map(({ item, state }) => [item, state])), told };
  };
  const broken = { errorDetail: { message: 'unexpected EOF' }, error: 'unexpected EOF' };
  const unknown = { errorDetail: { message: 'manifest unknown' }, error: 'manifest unknown' };

  it('pulls what is not there, once, and leaves alone what is', async () => {
    answers = { 'new:latest': [[line('a', 'Downloading', 1, 2), line('a', 'Pull complete')]] };
    const { error, last, told } = await pull('here:1', 'new', 'new');
    expect(error).toBeUndefined();
    expect(last).toEqual({ 'image:here:1': 'done', 'image:new': 'done' });
    expect(told.find(({ fraction }) => fraction === 0.4)).toMatchObject({
      state: 'running',
      detail: '0.0 MB of 0.0 MB',
    });
    expect(engine.seen.filter((one) => one.startsWith('POST'))).toHaveLength(1);
  });

  it('tries again when the connection broke', async () => {
    answers = { 'new:1': [[broken], [broken], [line('a', 'Pull complete')]] };
    expect((await pull('new:1')).error).toBeUndefined();
  });

  it('goes on with the others when one fails, then throws', async () => {
    answers = { 'bad:1': [[unknown]], 'good:1': [[line('a', 'Pull complete')]] };
    const { error, last } = await pull('bad:1', 'good:1');
    expect(error).toMatchObject({ code: 'image-unavailable' });
    expect(last).toEqual({ 'image:bad:1': 'failed', 'image:good:1': 'done' });
  });

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(pullAll(engineClient(engine.endpoint), ['new:1'], { signal: stopped })).rejects.toThrow(
      'enough',
    );
    expect(engine.seen).toEqual([]);
  });
});
