import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineClient } from '../../../src/environments/docker/client.js';
import { sshArguments } from '../../../src/environments/docker/connect.js';
import { connectionFailure } from '../../../src/environments/docker/failure.js';
import { fakeEngine, reply, type FakeEngine } from './fake-engine.js';

describe('an engine behind ssh', () => {
  let engine: FakeEngine;
  let folder: string;
  const path = process.env['PATH'];

  /** An ssh that does what `docker system dial-stdio` over there would do, or `script`. */
  const fakeSsh = (script: string) => {
    writeFileSync(join(folder, 'ssh'), `#!${process.execPath}\n${script}`);
    chmodSync(join(folder, 'ssh'), 0o755);
    process.env['PATH'] = `${folder}:${path}`;
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kt-ssh-'));
    engine = await fakeEngine({ 'GET /info': (_request, response) => reply(response, { ID: 'far' }) });
  });
  afterEach(async () => {
    process.env['PATH'] = path;
    await engine.remove();
    rmSync(folder, { recursive: true });
  });

  it('is asked through dial-stdio', async () => {
    fakeSsh(`const s = require('net').connect(${JSON.stringify(engine.path)});
      require('fs').writeFileSync(${JSON.stringify(join(folder, 'argv'))}, process.argv.slice(2).join(' '));
      process.stdin.pipe(s); s.pipe(process.stdout); s.on('close', () => process.exit(0));`);
    const client = engineClient({ kind: 'ssh', host: 'box', user: 'me', port: 2222 });
    expect((await client.ask('/info')).body).toEqual({ ID: 'far' });
    expect(readFileSync(join(folder, 'argv'), 'utf8')).toBe(
      '-o ConnectTimeout=30 -T -l me -p 2222 -- box docker system dial-stdio',
    );
  });

  it('is reported with ssh’s own complaint', async () => {
    fakeSsh(`process.stderr.write('Permission denied (publickey).'); process.exitCode = 255;`);
    await expect(engineClient({ kind: 'ssh', host: 'box' }).ping()).rejects.toMatchObject({
      code: 'engine-stopped',
      message: expect.stringContaining('Permission denied (publickey)') as string,
    });
  });

  it('may listen on a socket of its own', () => {
    expect(sshArguments({ kind: 'ssh', host: 'box', path: '/run/d.sock' }).join(' ')).toContain(
      '-- box docker --host unix:///run/d.sock system dial-stdio',
    );
  });
});

describe('an engine behind TLS', () => {
  // A certificate for localhost, signed by itself, good until the year 2124.
  const cert = readFileSync(new URL('./localhost-cert.pem', import.meta.url), 'utf8');
  const key = readFileSync(new URL('./localhost-key.pem', import.meta.url), 'utf8');

  it('is asked with a client certificate, and only when its own is known', async () => {
    const server = createServer(
      { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true },
      (_in, out) => {
        out.setHeader('api-version', '1.44');
        out.end('OK');
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ping = (tls: object) =>
      engineClient({ kind: 'tcp', host: 'localhost', port, tls: { verify: true, ...tls } }).ping();
    expect(await ping({ ca: cert, cert, key })).toBe('1.44');
    expect(await ping({ verify: false, cert, key })).toBe('1.44');
    await expect(ping({ cert, key })).rejects.toMatchObject({ code: 'engine-stopped' });
    await expect(ping({ ca: cert })).rejects.toMatchObject({ code: 'engine-stopped' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('an engine that forbids', () => {
  it.each(['linux', 'darwin', 'win32'] as const)('is told with advice for %s', (platform) => {
    const denied = Object.assign(new Error('denied'), { code: 'EACCES' });
    const error = connectionFailure(denied, { kind: 'unix', path: '/var/run/docker.sock' }, platform);
    expect(error.code).toBe('engine-forbidden');
    expect(error.detail.next).toBeTruthy();
    if (platform === 'linux') expect(error.detail.next).toContain('sudo usermod -aG docker $USER');
  });
});
