import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEnvironment } from '../../../src/environments/choose.js';
import type { Environment, LessonRoom, PrepareProgress } from '../../../src/environments/contract.js';
import { nameTaken } from '../../../src/environments/docker/foreign.js';
import { fakeEngine, reply, type FakeEngine } from './fake-engine.js';

let engine: FakeEngine;
let home: string;
let environment: Environment;
const room: LessonRoom = {
  id: 'DK-01',
  requires: ['docker'],
  images: [],
  files: [{ path: 'note.txt', content: 'start' }],
  names: [{ kind: 'container', name: 'web' }],
  setup: 'echo "$DOCKER_HOST" > host.txt; echo x >> ../../setups',
  cleanup: 'echo x >> ../../cleanups',
};

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'kt-env-'));
  const empty = (body: object) => (_request: unknown, response: Parameters<typeof reply>[0]) =>
    reply(response, body as never);
  engine = await fakeEngine({
    'GET /info': empty({ ID: 'e1' }),
    'GET /version': empty({ Version: '28.0.0', Components: [{ Name: 'Engine' }] }),
    'GET /containers/json': empty([]),
    'GET /networks': empty([]),
    'GET /volumes': empty({ Volumes: [] }),
  });
  environment = await openEnvironment('auto', {
    home,
    env: {
      ...{ PATH: process.env['PATH'], HOME: home, TZ: 'UTC', DOCKER_CONTEXT: 'x', COMPOSE_FILE: 'y' },
      ...{ DOCKER_HOST: `unix://${engine.path}`, XDG_RUNTIME_DIR: join(home, 'run') },
    },
  });
});
afterEach(async () => {
  await environment.close();
  await engine.remove();
  rmSync(home, { recursive: true });
});

const data = () => join(home, '.local/share/kube-tutor');
const lines = (name: string) => readFileSync(join(data(), name), 'utf8').trim().split('\n').length;
const prepare = (resume: boolean, onProgress: (progress: PrepareProgress) => void = () => undefined) =>
  environment.prepare(room, { resume, onProgress });

describe('the environment on a Docker Engine', () => {
  it('says in one line where it is', () => {
    expect(environment.summary).toBe('Docker Engine 28.0.0 (DOCKER_HOST)');
  });

  it('makes the work folder, runs the set-up in it and tells how far it is', async () => {
    const told: string[] = [];
    await prepare(false, ({ item, state }) => told.push(`${item} ${state}`));
    expect(told).toEqual(['setup running', 'setup done']);
    expect(await environment.world.files.read('note.txt')).toBe('start');
    expect(await environment.world.files.read('host.txt')).toMatch(/^unix:\/\/.*\/DK-01\.sock\n$/);
  });

  it('gives the shell the learner’s environment, with an engine and a kubeconfig of its own', async () => {
    await prepare(false);
    const { cwd, env } = environment.shell(room);
    expect(cwd).toBe(join(data(), 'work/DK-01'));
    expect(env).toMatchObject({ HOME: home, TZ: 'UTC', PATH: process.env['PATH'] });
    expect(env).not.toHaveProperty('DOCKER_CONTEXT');
    expect(env).not.toHaveProperty('COMPOSE_FILE');
    expect(statSync((env['DOCKER_HOST'] ?? '').replace('unix://', '')).mode & 0o777).toBe(0o600);
    expect(readFileSync(env['KUBECONFIG'] ?? '', 'utf8')).toBe('');
  });

  it('keeps the learner’s files when the lesson goes on, and brings the start back at a reset', async () => {
    await prepare(false);
    await environment.run(room, 'echo mine > note.txt; echo more > more.txt');
    await prepare(true);
    expect(await environment.world.files.read('note.txt')).toBe('mine\n');
    expect(lines('setups')).toBe(1);
    await environment.reset(room);
    expect(await environment.world.files.read('note.txt')).toBe('start');
    expect(await environment.world.files.read('more.txt')).toBeUndefined();
    expect([lines('setups'), lines('cleanups')]).toEqual([2, 1]);
  });

  it('starts anew when the set-up was broken off', async () => {
    await expect(
      environment.prepare(
        { ...room, setup: 'echo oh no; false; echo not reached' },
        { resume: false, onProgress: () => undefined },
      ),
    ).rejects.toMatchObject({ message: 'The set-up of lesson DK-01 failed: oh no' });
    await prepare(true);
    expect(lines('setups')).toBe(1);
  });

  it('removes the work folder when it is cleaned, and nothing beside it', async () => {
    await prepare(false);
    writeFileSync(join(data(), 'work', 'mine.txt'), 'mine');
    await environment.clean(room);
    expect(existsSync(join(data(), 'work/DK-01'))).toBe(false);
    expect(existsSync(join(data(), 'work/mine.txt'))).toBe(true);
    await environment.clean(room);
  });

  it('refuses a lesson that needs more than Docker', async () => {
    const needy = environment.prepare(
      { ...room, requires: ['docker', 'kubernetes'] },
      { resume: false, onProgress: () => undefined },
    );
    await expect(needy).rejects.toMatchObject({ code: 'environment-unsupported' });
    expect(existsSync(join(data(), 'work/DK-01'))).toBe(false);
  });

  it('leaves no socket behind', async () => {
    await prepare(false);
    const socket = (environment.shell(room).env['DOCKER_HOST'] ?? '').replace('unix://', '');
    await environment.close();
    expect(existsSync(socket)).toBe(false);
  });
});

describe('the choice of an environment', () => {
  it('refuses one that is not there yet', async () => {
    await expect(openEnvironment('kind')).rejects.toMatchObject({ code: 'environment-unsupported' });
  });

  it('says that there is no engine', async () => {
    const search = openEnvironment('docker', { home, env: { DOCKER_HOST: 'unix:///nonexistent.sock' } });
    await expect(search).rejects.toMatchObject({ code: 'engine-missing' });
  });
});

describe('the words for names that are taken', () => {
  it('tell whose they are and what to do', () => {
    expect(nameTaken([{ kind: 'container', name: 'web' }]).detail.next).toContain('docker rename web');
    expect(nameTaken([{ kind: 'volume', name: 'data' }]).message).toContain('volume "data"');
  });
});
