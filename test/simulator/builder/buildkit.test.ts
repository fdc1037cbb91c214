import { connect, performServerHandshake, type ServerHttp2Stream } from 'node:http2';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unframe } from '../../../src/simulator/builder/buildkit/grpc.js';
import { decode, entries, message } from '../../../src/simulator/builder/buildkit/protobuf.js';
import { programs } from '../../../src/simulator/programs/registry.js';
import { startWorld, type World } from '../../../src/simulator/server.js';

let folder: string;
let world: World;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bk-'));
  world = await startWorld({
    runtimeFolder: join(folder, 'r'),
    programs,
    localImages: ['busybox:1.36'],
    listen: false,
  });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const frame = (bytes: Uint8Array) => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
};

function upgrade(path: string, headers: Record<string, string> = {}): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const asked = request({
      socketPath: world.dockerHost.replace('unix://', ''),
      path,
      method: 'POST',
      headers: { Connection: 'Upgrade', Upgrade: 'h2c', ...headers },
    });
    asked.on('upgrade', (_response, socket, head) => {
      // The first frames may have come with the answer.
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Offers files on a session, as a client does for its build context. */
function serveFiles(socket: Duplex, files: Record<string, string>): void {
  const session = performServerHandshake(socket);
  session.on('stream', (stream: ServerHttp2Stream, headers) => {
    const follow = headers.followpaths;
    const only = follow === undefined ? undefined : String(follow).split(', ');
    const shown = Object.entries(files).filter(([path]) => !only || only.includes(path));
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    for (const [path, text] of shown)
      stream.write(frame(message({ 2: message({ 1: path, 2: 0o644, 5: text.length }) })));
    stream.write(frame(message({ 1: 0 })));
    stream.on(
      'data',
      unframe((bytes) => {
        const packet = decode(bytes);
        if (packet.int(1) === 3) return void stream.end(frame(message({ 1: 3 })));
        const id = packet.int(3);
        stream.write(frame(message({ 1: 2, 3: id, 4: new TextEncoder().encode(shown[id]?.[1]) })));
        stream.write(frame(message({ 1: 2, 3: id })));
      }),
    );
  });
}

/** One call; resolves with the messages and the trailers. */
async function call(socket: Duplex, method: string, body: Uint8Array) {
  const session = connect('http://x', { createConnection: () => socket });
  const stream = session.request({
    ':method': 'POST',
    ':path': method,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const got: Uint8Array[] = [];
  let trailers: Record<string, unknown> = {};
  stream.on(
    'data',
    unframe((bytes) => got.push(Uint8Array.from(bytes))),
  );
  stream.on('trailers', (found: Record<string, unknown>) => (trailers = found));
  stream.end(frame(body));
  await new Promise((resolve) => stream.on('close', resolve));
  session.close();
  return { got, trailers };
}

let builds = 0;
async function build(files: Record<string, string>, options: Record<string, string> = {}) {
  const ref = `build${++builds}`;
  serveFiles(await upgrade('/session', { 'X-Docker-Expose-Session-Uuid': ref }), files);
  const status = call(await upgrade('/grpc'), '/moby.buildkit.v1.Control/Status', message({ 1: ref }));
  const solved = await call(
    await upgrade('/grpc'),
    '/moby.buildkit.v1.Control/Solve',
    message({
      1: ref,
      3: 'moby',
      4: entries({ name: 'docker.io/library/b:1' }),
      5: ref,
      6: 'dockerfile.v0',
      7: entries(options),
    }),
  );
  const told = (await status).got
    .map((bytes) => decode(bytes))
    .flatMap((each) => each.bytes(1) ?? [])
    .map((bytes) => decode(bytes));
  return {
    ...solved,
    names: [...new Set(told.map((vertex) => vertex.text(3)))],
    cached: told.filter((vertex) => vertex.int(4) === 1).map((vertex) => vertex.text(3)),
  };
}

describe('BuildKit on /grpc and /session', () => {
  const Dockerfile =
    'FROM busybox:1.36 AS tools\nRUN echo never\nFROM busybox:1.36\nWORKDIR /app\nCOPY a.txt .\nRUN cat a.txt > b.txt\n';

  it('builds what the session of the client holds, without stages that are not needed', async () => {
    const { names, trailers, got } = await build({ Dockerfile, 'a.txt': 'hello' });
    expect(trailers['grpc-status']).toBe('0');
    expect(names).toEqual([
      '[internal] load build definition from Dockerfile',
      '[internal] load metadata for docker.io/library/busybox:1.36',
      '[internal] load .dockerignore',
      '[stage-1 1/4] FROM docker.io/library/busybox:1.36',
      '[stage-1 2/4] WORKDIR /app',
      '[internal] load build context',
      '[stage-1 3/4] COPY a.txt .',
      '[stage-1 4/4] RUN cat a.txt > b.txt',
      'exporting to image',
    ]);
    expect(
      decode(got[0] ?? new Uint8Array())
        .map(1)
        .get('containerimage.digest'),
    ).toMatch(/^sha256:/);
  });

  it('takes steps from the cache until a file differs', async () => {
    await build({ Dockerfile, 'a.txt': 'one' });
    const { cached } = await build({ Dockerfile, 'a.txt': 'one' });
    expect(cached).toContain('[stage-1 4/4] RUN cat a.txt > b.txt');
    const changed = await build({ Dockerfile, 'a.txt': 'two' });
    expect(changed.cached).toContain('[stage-1 2/4] WORKDIR /app');
    expect(changed.cached).not.toContain('[stage-1 3/4] COPY a.txt .');
  });

  it.each([
    [
      'FROM busybox:1.36\nRUN exit 3\n',
      'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3',
      true,
    ],
    [
      'FROM busybox:1.36\nRUNN x\n',
      'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
      true,
    ],
    ['', 'the Dockerfile cannot be empty', false],
  ])('tells what is wrong with %j, and where', async (text, said, placed) => {
    const { trailers } = await build({ Dockerfile: text });
    const status = decode(Buffer.from(String(trailers['grpc-status-details-bin']), 'base64'));
    expect(status.text(2)).toBe(said);
    expect(status.bytes(3) !== undefined).toBe(placed);
  });

  it('says so for methods that there are not', async () => {
    const { trailers } = await call(
      await upgrade('/grpc'),
      '/moby.buildkit.v1.Control/Nothing',
      new Uint8Array(),
    );
    expect(trailers['grpc-status']).toBe('12');
  });
});
