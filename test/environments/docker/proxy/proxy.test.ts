import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineClient } from '../../../../src/environments/docker/client.js';
import { openLedger, type Ledger } from '../../../../src/environments/docker/ledger.js';
import { openProxy, type DockerProxy } from '../../../../src/environments/docker/proxy/proxy.js';
import { bodyOf, fakeEngine, reply, type FakeEngine } from '../fake-engine.js';

let engine: FakeEngine;
let proxy: DockerProxy;
let ledger: Ledger;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kt-proxy-'));
  engine = await fakeEngine();
  ledger = openLedger(join(folder, 'ledger.json'), 'engine');
  const client = engineClient(engine.endpoint);
  proxy = await openProxy({ client, path: join(folder, 'p.sock'), labels: { ours: '1' }, ledger });
});
afterEach(async () => {
  await proxy.close();
  await engine.remove();
  rmSync(folder, { recursive: true });
});

/** Sends a request through the proxy; resolves at the headers. */
function send(method: string, path: string, body?: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ socketPath: proxy.path, method, path }, resolve).on('error', reject).end(body);
  });
}

async function post(path: string, body: string): Promise<string> {
  return bodyOf(await send('POST', path, body));
}

function dial(text: string): Socket {
  const socket = connect({ path: proxy.path, allowHalfOpen: true });
  socket.write(text);
  return socket;
}

const execStart = (body: string) =>
  `POST /v1.41/exec/1/start HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const switched = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';

describe('the proxy', () => {
  it('listens on a socket that only this user can open', () => {
    expect(statSync(proxy.path).mode & 0o777).toBe(0o600);
  });

  it('labels what is created and notes containers with the volumes that came with them', async () => {
    let created = '';
    engine.routes['POST /containers/create'] = async (incoming, response) => {
      created = await bodyOf(incoming);
      reply(response, { Id: 'c1', Warnings: [] }, 201);
    };
    const mounts = [
      { Type: 'volume', Name: 'fresh' },
      { Type: 'volume', Name: 'mine' },
    ];
    engine.routes['GET /containers/c1/json'] = (_incoming, response) => reply(response, { Mounts: mounts });
    engine.routes['GET /volumes/fresh'] = (_incoming, response) =>
      created ? reply(response, { CreatedAt: 'now' }) : reply(response, { message: 'no such volume' }, 404);
    engine.routes['GET /volumes/mine'] = (_incoming, response) => reply(response, { CreatedAt: 'long ago' });

    const body = { Image: 'x', HostConfig: { Binds: ['fresh:/a', 'mine:/b'] } };
    expect(await post('/v1.41/containers/create?name=web', JSON.stringify(body))).toContain('"c1"');
    await proxy.settled();
    expect(JSON.parse(created)).toEqual({ ...body, Labels: { ours: '1' } });
    expect(ledger.entry()).toMatchObject({ containers: ['c1'], volumes: { fresh: 'now' } });
  });

  it('notes what a build made, also when the client hangs up at its last line', async () => {
    const digest = `sha256:${'e'.repeat(64)}`;
    let built = false;
    engine.routes['GET /images/json'] = (_incoming, response) =>
      reply(response, built ? [{ Id: digest, RepoTags: ['app:latest'] }] : []);
    engine.routes['POST /build'] = (_incoming, response) => {
      built = true;
      response.write(`{"aux":{"ID":"${digest}"}}\r\n`);
    };
    const answer = await send('POST', '/v1.41/build?t=app', 'tar');
    await new Promise((resolve) => answer.once('data', resolve));
    answer.destroy();
    await expect.poll(() => ledger.entry().tags).toEqual({ 'app:latest': digest });
  });

  it('passes queries, statuses, headers and bodies as they are', async () => {
    let url = '';
    engine.routes['PUT /containers/x/archive'] = async (incoming, response) => {
      url = `${incoming.url} ${String(incoming.headers['x-thing'])} ${await bodyOf(incoming)}`;
      response.writeHead(418, 'Odd', { 'X-Docker-Stat': 'eyJ9' });
      response.end('{"message":"teapot"}');
    };
    const answer = await new Promise<IncomingMessage>((resolve) => {
      const headers = { 'X-Thing': 'a,b' };
      const path = '/v1.41/containers/x/archive?path=%2Fa+b';
      request({ socketPath: proxy.path, method: 'PUT', path, headers }, resolve).end('bytes');
    });
    expect(url).toBe('/v1.41/containers/x/archive?path=%2Fa+b a,b bytes');
    expect(`${answer.statusCode} ${answer.statusMessage} ${String(answer.headers['x-docker-stat'])}`).toBe(
      '418 Odd eyJ9',
    );
    expect(await bodyOf(answer)).toBe('{"message":"teapot"}');
  });

  it('passes each piece of a stream at once, and tells the engine when the client goes', async () => {
    const gone = new Promise<void>((resolve) => {
      engine.routes['GET /events'] = (_incoming, response) => {
        response.on('close', resolve);
        response.write('{"n":1}\n');
      };
    });
    const answer = await send('GET', '/v1.41/events');
    expect(String(await new Promise((resolve) => answer.once('data', resolve)))).toBe('{"n":1}\n');
    answer.destroy();
    await gone;
  });

  it('answers a waiting client with headers before there is a body', async () => {
    engine.routes['POST /containers/x/wait'] = (_incoming, response) => response.flushHeaders();
    const answer = await send('POST', '/v1.41/containers/x/wait');
    expect(answer.statusCode).toBe(200);
    answer.destroy();
  });

  it('holds an upload back when the engine does not read it', async () => {
    let release: () => void = () => undefined;
    let got = 0;
    engine.routes['GET /images/json'] = (_incoming, response) => reply(response, []);
    engine.routes['POST /build'] = (incoming, response) => {
      release = () => incoming.on('data', (chunk: Buffer) => (got += chunk.length));
      incoming.on('end', () => reply(response, {}));
      started();
    };
    let started: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (started = resolve));
    const size = 64 << 20;
    let left = size;
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request({ socketPath: proxy.path, method: 'POST', path: '/v1.41/build' }, resolve);
      outgoing.on('error', reject);
      const piece = Buffer.alloc(1 << 20);
      const fill = () => {
        let more = true;
        for (; more && left > 0; left -= piece.length) more = outgoing.write(piece);
        if (left > 0) outgoing.once('drain', fill);
        else outgoing.end();
      };
      fill();
    });
    await arrived;
    // Every round gives the upload a turn; it would be through after 64 of them.
    for (let round = 0; round < 100; round++) await bodyOf(await send('GET', '/_ping'));
    expect(left).toBeGreaterThan(size / 2);
    release();
    await bodyOf(await answered);
    expect(got).toBe(size);
  });

  it('hands an exec over with its body, and each side may end first', async () => {
    let seen = '';
    engine.onUpgrade = (incoming, socket, head) => {
      const length = Number(incoming.headers['content-length']);
      seen = head.toString();
      socket.on('data', (chunk: Buffer) => (seen += chunk.toString()));
      socket.write(switched);
      socket.on('end', () => socket.end(`${seen.slice(0, length)}|${seen.slice(length)}`));
    };
    const socket = dial(execStart('{"Tty":true}'));
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      // Half-closed only after the engine took over, as a client does at the end of its input.
      if (answer === '') socket.end('typed');
      answer += chunk.toString();
    });
    await new Promise((resolve) => socket.on('close', resolve));
    expect(answer).toBe(`${switched}{"Tty":true}|typed`);
  });

  it('lets nothing slip past the labels on a connection that was not taken over', async () => {
    engine.onUpgrade = (_incoming, socket) => {
      socket.write('HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n{}');
    };
    const socket = dial(execStart('{}'));
    socket.once('data', () => {
      socket.write('POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Length: 2\r\n\r\n{}');
    });
    await new Promise((resolve) => socket.on('end', resolve));
    socket.destroy();
    expect(engine.seen).toEqual(['POST /v1.41/exec/1/start']);
  });

  it('says in the words of the docker CLI that the engine is gone', async () => {
    await engine.stop();
    const answer = await send('GET', '/v1.41/containers/json');
    expect(answer.statusCode).toBe(503);
    expect(JSON.parse(await bodyOf(answer))).toEqual({
      message: expect.stringContaining('There is no Docker Engine') as string,
    });
    const socket = dial(execStart('{}'));
    const head = await new Promise((resolve) => socket.once('data', resolve));
    expect(String(head)).toContain('503 Service Unavailable');
    socket.destroy();
  });

  it('works again when the engine is back', async () => {
    await engine.stop();
    await send('GET', '/_ping');
    await engine.start();
    expect((await send('GET', '/_ping')).statusCode).toBe(200);
  });
});
