import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { readHttp } from '../../../src/environments/local/http-reader.js';

const servers: { close(): unknown }[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listen(server: Server | ReturnType<typeof createTcp>): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

it('gives status, headers and body, and follows no redirect', async () => {
  const port = await listen(
    createHttp((request, response) => {
      response.writeHead(request.url === '/old' ? 301 : 404, { location: '/new', 'x-thing': ['a', 'b'] });
      response.end('<h1>ä</h1>');
    }),
  );
  expect(await readHttp(`http://localhost:${port}/old`)).toMatchObject({
    ok: true,
    status: 301,
    body: '<h1>ä</h1>',
  });
  const answer = await readHttp(`http://127.0.0.1:${port}/`);
  expect(answer).toMatchObject({ status: 404, headers: { 'x-thing': 'a, b' } });
});

it('cuts a body that does not end', async () => {
  const port = await listen(
    createHttp((_request, response) => {
      const pour = () => {
        while (response.write('x'.repeat(65536)));
      };
      response.on('drain', pour);
      pour();
    }),
  );
  const answer = await readHttp(`http://127.0.0.1:${port}/`);
  expect(answer.ok && answer.body.length).toBe(1 << 20);
});

it('says that nothing listens', async () => {
  const server = createTcp();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  expect(await readHttp(`http://localhost:${port}/`)).toEqual({
    ok: false,
    says: `Nothing listens on localhost:${port} (connection refused).`,
  });
});

it('says that the connection was closed', async () => {
  const port = await listen(createTcp((socket) => socket.destroy()));
  expect(await readHttp(`http://127.0.0.1:${port}/`)).toMatchObject({
    says: expect.stringContaining('closed') as string,
  });
});

it('gives up on a server that does not answer', async () => {
  const port = await listen(createTcp((socket) => servers.push({ close: () => socket.destroy() })));
  expect(await readHttp(`http://127.0.0.1:${port}/`)).toMatchObject({
    says: `127.0.0.1:${port} gave no answer within 2 seconds.`,
  });
});

it.each([
  'http://example.com/',
  'http://10.0.0.1/',
  'http://127.0.0.1.example.com/',
  'ftp://localhost/',
  'nonsense',
])('does not ask %s', async (address) => expect(await readHttp(address)).toMatchObject({ ok: false }));
