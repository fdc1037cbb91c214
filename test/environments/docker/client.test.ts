import { afterEach, describe, expect, it } from 'vitest';
import { engineClient } from '../../../src/environments/docker/client.js';
import { jsonLines } from '../../../src/environments/docker/json-lines.js';
import { bodyOf, fakeEngine, reply, type FakeEngine } from './fake-engine.js';

let engine: FakeEngine | undefined;
afterEach(async () => {
  await engine?.remove();
  engine = undefined;
});

describe('a client of the engine', () => {
  it('speaks the older of the two API versions', async () => {
    engine = await fakeEngine({ 'GET /info': (_request, response) => reply(response, { ID: 'x' }) });
    const client = engineClient(engine.endpoint);
    await client.ask('/info');
    expect(engine.seen).toEqual(['GET /_ping', 'GET /v1.41/info']);
  });

  it('does not go beyond the newest version it knows', async () => {
    engine = await fakeEngine({
      'GET /_ping': (_request, response) => {
        response.writeHead(200, { 'api-version': '1.999' });
        response.end();
      },
    });
    expect(await engineClient(engine.endpoint).ping()).toBe('1.51');
  });

  it('sends JSON and gives statuses to the caller with the words of the engine', async () => {
    let got = '';
    engine = await fakeEngine({
      'POST /volumes/create': async (request, response) => {
        got = await bodyOf(request);
        reply(response, { message: 'name is taken' }, 409);
      },
    });
    const answer = await engineClient(engine.endpoint).ask('/volumes/create', {
      method: 'POST',
      body: { Name: 'ä' },
      query: { a: 'x y', b: undefined },
    });
    expect(JSON.parse(got)).toEqual({ Name: 'ä' });
    expect(answer).toMatchObject({ status: 409, message: 'name is taken' });
    expect(engine.seen.at(-1)).toBe('POST /v1.41/volumes/create?a=x+y');
  });

  it('streams JSON lines, wherever chunks are cut', async () => {
    const bytes = Buffer.from('{"a":"ä"}\r\n\nnot json\n{"a":"b"}');
    engine = await fakeEngine({
      'GET /events': (_request, response) => {
        for (const byte of bytes) response.write(Buffer.from([byte]));
        response.end();
      },
    });
    const lines = [];
    for await (const line of jsonLines(await engineClient(engine.endpoint).open('/events'))) lines.push(line);
    expect(lines).toEqual([{ a: 'ä' }, { a: 'b' }]);
  });

  it('says that there is no engine when there is no socket', async () => {
    const asked = engineClient({ kind: 'unix', path: '/nonexistent/docker.sock' }).ping();
    await expect(asked).rejects.toMatchObject({
      code: 'engine-missing',
      message: 'There is no Docker Engine at unix:///nonexistent/docker.sock.',
    });
  });

  it('says that the engine is stopped when nobody listens on its socket', async () => {
    const { port } = await closedPort();
    const asked = engineClient({ kind: 'tcp', host: '127.0.0.1', port }).ping();
    await expect(asked).rejects.toMatchObject({ code: 'engine-stopped' });
  });

  it('says that the disk is full when the engine says so in its own way', async () => {
    engine = await fakeEngine({
      'POST /containers/create': (_request, response) =>
        reply(response, { message: 'mkdir /var/lib/docker/x: no space left on device' }, 500),
    });
    const asked = engineClient(engine.endpoint).expect('create a container', '/containers/create', {
      method: 'POST',
    });
    await expect(asked).rejects.toMatchObject({ code: 'engine-disk-full' });
  });

  it('asks for the version again after an engine that did not answer', async () => {
    engine = await fakeEngine({ 'GET /info': (_request, response) => reply(response, {}) });
    const client = engineClient(engine.endpoint);
    await engine.stop();
    await expect(client.ask('/info')).rejects.toMatchObject({ code: 'engine-missing' });
    await engine.start();
    expect((await client.ask('/info')).status).toBe(200);
  });
});

/** A port of this machine where nothing listens any more. */
async function closedPort(): Promise<{ port: number }> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return { port: typeof address === 'object' && address ? address.port : 0 };
}
