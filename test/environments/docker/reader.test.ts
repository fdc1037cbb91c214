import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerChange, Health } from '../../../src/environments/contract.js';
import { engineClient } from '../../../src/environments/docker/client.js';
import { openReader, type OpenDockerReader } from '../../../src/environments/docker/reader.js';
import { bodyOf, fakeEngine, frame, reply, type FakeEngine } from './fake-engine.js';

let engine: FakeEngine;
let reader: OpenDockerReader;
let events: ServerResponse | undefined;
const changes: DockerChange[] = [];

beforeEach(async () => {
  changes.length = 0;
  engine = await fakeEngine({
    'GET /events': (_request, response) => {
      events = response;
      response.writeHead(200);
      response.flushHeaders();
    },
  });
  reader = await openReader(engineClient(engine.endpoint), () => 1);
  reader.onChange((change) => changes.push(change));
});
afterEach(async () => {
  reader.close();
  await engine.remove();
});

function happen(kind: string, action: string, attributes: Record<string, string> = {}): void {
  events?.write(
    `${JSON.stringify({ Type: kind, Action: action, Actor: { ID: 'id1', Attributes: attributes } })}\n`,
  );
}

/** Resolves at the next health that `wanted` accepts. */
function healthThat(wanted: (health: Health) => boolean): Promise<Health> {
  return new Promise((resolve) => {
    const stop = reader.onHealth((health) => {
      if (!wanted(health)) return;
      stop();
      resolve(health);
    });
  });
}

describe('a reader of the engine', () => {
  it('tells of changes in the engine’s own words and leaves out what no check looks at', async () => {
    happen('plugin', 'enable');
    happen('container', 'exec_start: sh');
    happen('container', 'health_status: healthy', { name: 'web' });
    happen('image', 'tag', { name: 'app:1' });
    await expect.poll(() => changes).toHaveLength(2);
    expect(changes).toEqual([
      { kind: 'container', action: 'health_status: healthy', id: 'id1', name: 'web' },
      { kind: 'image', action: 'tag', id: 'id1', name: 'app:1' },
    ]);
  });

  it('goes down with plain words when the engine dies, and comes back with a change for what was missed', async () => {
    expect(reader.health()).toEqual({ up: true });
    const down = healthThat(({ up }) => !up);
    await engine.stop();
    expect(await down).toMatchObject({ says: expect.stringContaining('Docker Engine') as string });
    await expect(reader.inspect('container', 'web')).rejects.toMatchObject({ code: 'engine-missing' });
    const up = healthThat((health) => health.up);
    await engine.start();
    await up;
    await expect.poll(() => changes.at(-1)).toEqual({ kind: 'daemon', action: 'reconnect', id: '' });
    happen('container', 'start');
    await expect.poll(() => changes.at(-1)?.action).toBe('start');
  });

  it('does not call the engine down when only the event stream breaks off', async () => {
    let fell = false;
    reader.onHealth(({ up }) => (fell ||= !up));
    events?.destroy();
    await expect.poll(() => changes.at(-1)?.action).toBe('reconnect');
    expect(fell).toBe(false);
  });

  it('finds objects by name, not by the beginning of an id that looks like the name', async () => {
    const container = { Id: 'db'.repeat(32), Name: '/other' };
    engine.routes['GET /containers/db/json'] = (_request, response) => reply(response, container);
    engine.routes[`GET /containers/${container.Id}/json`] = (_request, response) =>
      reply(response, container);
    engine.routes['GET /images/be/json'] = (_request, response) => reply(response, { RepoTags: ['me/be:1'] });
    expect(await reader.inspect('container', 'db')).toBeUndefined();
    expect(await reader.inspect('container', container.Id)).toEqual(container);
    expect(await reader.inspect('image', 'be')).toEqual({ RepoTags: ['me/be:1'] });
    expect(await reader.inspect('network', 'nothing')).toBeUndefined();
    expect(await reader.inspect('container', '')).toBeUndefined();
  });

  it('lists everything as inspect shows it, without what went away meanwhile', async () => {
    const id = 'a1'.repeat(32);
    engine.routes['GET /containers/json'] = (request, response) =>
      reply(response, request.url?.includes('all=true') ? [{ Id: id }, { Id: 'gone' }] : []);
    engine.routes[`GET /containers/${id}/json`] = (_request, response) =>
      reply(response, { Id: id, Name: '/a' });
    engine.routes['GET /volumes'] = (_request, response) => reply(response, { Volumes: null });
    expect(await reader.list('container')).toEqual([{ Id: id, Name: '/a' }]);
    expect(await reader.list('volume')).toEqual([]);
  });

  it('reads logs of both kinds of container', async () => {
    const log = (name: string, tty: boolean, bytes: Buffer) => {
      engine.routes[`GET /containers/${name}/json`] = (_request, response) =>
        reply(response, { Name: `/${name}`, Config: { Tty: tty } });
      engine.routes[`GET /containers/${name}/logs`] = (_request, response) => void response.end(bytes);
    };
    log('piped', false, Buffer.concat([frame(1, 'out ä\n'), frame(2, 'err\n')]));
    log('tty', true, Buffer.from('raw\r\n'));
    expect(await reader.logs('piped', { tail: 5 })).toBe('out ä\nerr\n');
    expect(engine.seen.at(-1)).toContain('tail=5');
    expect(await reader.logs('tty')).toBe('raw\r\n');
    expect(await reader.logs('nobody')).toBe('');
  });
});

describe('a program run in a container', () => {
  it('gives exit code and streams, and is no change of its own', async () => {
    let asked = '';
    engine.routes['POST /containers/web/exec'] = async (request, response) => {
      asked = await bodyOf(request);
      reply(response, { Id: 'x1' }, 201);
    };
    engine.routes['POST /exec/x1/start'] = (_request, response) => {
      response.end(Buffer.concat([frame(1, 'yes\n'), frame(2, 'warned\n')]));
    };
    let looked = 0;
    engine.routes['GET /exec/x1/json'] = (_request, response) =>
      reply(response, looked++ === 0 ? { Running: true, ExitCode: null } : { Running: false, ExitCode: 3 });
    const result = await reader.exec('web', ['sh', '-c', 'x']);
    expect(result).toEqual({ exitCode: 3, stdout: 'yes\n', stderr: 'warned\n' });
    expect(JSON.parse(asked)).toMatchObject({ Cmd: ['sh', '-c', 'x'] });
    happen('container', 'exec_die', { execID: 'x1' });
    happen('container', 'exec_die', { execID: 'of-the-learner' });
    await expect.poll(() => changes.map(({ action }) => action)).toEqual(['exec_die']);
  });

  it('is an outcome, not an error, when the container does not run', async () => {
    engine.routes['POST /containers/web/exec'] = (_request, response) =>
      reply(response, { message: 'container web is not running' }, 409);
    expect(await reader.exec('web', ['true'])).toEqual({
      exitCode: 126,
      stdout: '',
      stderr: 'container web is not running',
    });
  });

  it('is an outcome when there is no such program', async () => {
    engine.routes['POST /containers/web/exec'] = (_request, response) => reply(response, { Id: 'x2' }, 201);
    engine.routes['POST /exec/x2/start'] = (_request, response) =>
      reply(response, { message: 'executable file not found' }, 400);
    expect(await reader.exec('web', ['nope'])).toMatchObject({
      exitCode: 126,
      stderr: 'executable file not found',
    });
  });
});
