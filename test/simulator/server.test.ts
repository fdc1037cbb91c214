import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../../src/simulator/server.js';
import { testPrograms } from './support/programs.js';

let folder: string;
let world: World;
let socketPath: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'w-'));
  world = await startWorld({
    runtimeFolder: join(folder, 'run'),
    programs: testPrograms,
    localImages: ['busybox:1.36'],
  });
  socketPath = world.dockerHost.replace('unix://', '');
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

function ask(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; headers: object; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path, agent: false }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asked.on('error', reject);
    asked.end(body && JSON.stringify(body));
  });
}

/** Sends bytes and tells all that comes back until the server closes. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let got = '';
    const socket = connect(socketPath, () => socket.write(bytes));
    socket.on('data', (part) => (got += part.toString('latin1')));
    socket.on('error', () => resolve(got));
    socket.on('close', () => resolve(got));
  });
}

async function started(argv: string[]): Promise<string> {
  const { text } = await ask('POST', '/v1.51/containers/create', {
    Image: 'busybox:1.36',
    Cmd: argv,
    OpenStdin: true,
  });
  const { Id } = JSON.parse(text) as { Id: string };
  expect((await ask('POST', `/v1.51/containers/${Id}/start`)).status).toBe(204);
  return Id;
}

describe('the socket of an engine', () => {
  it('is there for its owner only', () => {
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  });

  it('answers with the headers of the engine', async () => {
    expect((await ask('HEAD', '/_ping')).headers).toMatchObject({
      'api-version': '1.51',
      'builder-version': '2',
      ostype: 'linux',
      server: 'Docker/28.5.2 (linux)',
      swarm: 'inactive',
    });
  });

  it('takes the body of an exec that came with the request to upgrade, and streams what it prints', async () => {
    const id = await started(['cat']);
    const created = await ask('POST', `/v1.51/containers/${id}/exec`, {
      Cmd: ['echo', 'hi'],
      AttachStdout: true,
    });
    const { Id: exec } = JSON.parse(created.text) as { Id: string };
    const body = '{"Detach":false,"Tty":false}';
    const answer = await raw(
      `POST /v1.51/exec/${exec}/start HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(answer).toMatch(
      /^HTTP\/1\.1 101 UPGRADED\r\nContent-Type: application\/vnd\.docker\.multiplexed-stream/,
    );
    expect(answer.endsWith('\x01\0\0\0\0\0\0\x03hi\n')).toBe(true);
    const inspected = await ask('GET', `/v1.51/exec/${exec}/json`);
    expect(JSON.parse(inspected.text)).toMatchObject({ Running: false, ExitCode: 0 });
  });

  it('stays up when clients send rubbish or go away in the middle', async () => {
    expect(await raw('rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    const socket = connect(socketPath);
    socket.write('POST /v1.51/containers/create HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"Ima');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.destroy();
    const id = await started(['cat']);
    const follow = request({
      socketPath,
      path: `/v1.51/containers/${id}/logs?stdout=1&follow=1`,
      agent: false,
    });
    follow.on('error', () => undefined);
    follow.end();
    await new Promise((resolve) => follow.once('response', resolve));
    follow.destroy();
    expect((await ask('GET', '/_ping')).text).toBe('OK');
    expect((await ask('DELETE', `/v1.51/containers/${id}?force=1`)).status).toBe(204);
  });
});
