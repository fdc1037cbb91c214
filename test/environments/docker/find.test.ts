import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endpointName, parseHost } from '../../../src/environments/docker/endpoint.js';
import { candidates, findEngine, type Machine } from '../../../src/environments/docker/find.js';
import { TutorError } from '../../../src/errors.js';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'kt-home-'))));
afterEach(() => rmSync(home, { recursive: true }));

function machine(env: Record<string, string> = {}, platform: NodeJS.Platform = 'linux'): Machine {
  return { env, home, platform };
}

function writeContext(folder: string, name: string, docker: object, tls: Record<string, string> = {}): void {
  const id = createHash('sha256').update(name).digest('hex');
  mkdirSync(join(folder, 'contexts/meta', id), { recursive: true });
  writeFileSync(
    join(folder, 'contexts/meta', id, 'meta.json'),
    JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }),
  );
  for (const [file, text] of Object.entries(tls)) {
    mkdirSync(join(folder, 'contexts/tls', id, 'docker'), { recursive: true });
    writeFileSync(join(folder, 'contexts/tls', id, 'docker', file), text);
  }
}

function choose(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ currentContext: name, auths: {} }));
}

describe('the search for an engine', () => {
  it('takes DOCKER_HOST before everything else', () => {
    writeContext(join(home, '.docker'), 'vm', { Host: 'tcp://vm:2375' });
    choose(join(home, '.docker'), 'vm');
    expect(candidates(machine({ DOCKER_HOST: 'unix:///x.sock', DOCKER_CONTEXT: 'vm' }))).toEqual([
      { endpoint: { kind: 'unix', path: '/x.sock' }, source: 'DOCKER_HOST' },
    ]);
  });

  it('takes DOCKER_CONTEXT before the current context', () => {
    const folder = join(home, '.docker');
    writeContext(folder, 'one', { Host: 'unix:///one.sock' });
    writeContext(folder, 'two', { Host: 'unix:///two.sock' });
    choose(folder, 'one');
    expect(candidates(machine())[0]).toMatchObject({ source: 'context one' });
    expect(candidates(machine({ DOCKER_CONTEXT: 'two' }))).toEqual([
      { endpoint: { kind: 'unix', path: '/two.sock' }, source: 'context two' },
    ]);
  });

  it('reads the configuration in DOCKER_CONFIG, with the TLS material of the context', () => {
    const folder = join(home, 'elsewhere');
    writeContext(
      folder,
      'far',
      { Host: 'tcp://far:2376' },
      { 'ca.pem': 'CA', 'cert.pem': 'C', 'key.pem': 'K' },
    );
    choose(folder, 'far');
    expect(candidates(machine({ DOCKER_CONFIG: folder }))[0]?.endpoint).toEqual({
      kind: 'tcp',
      host: 'far',
      port: 2376,
      tls: { verify: true, ca: 'CA', cert: 'C', key: 'K' },
    });
  });

  it('reads certificates for DOCKER_HOST when TLS is asked for', () => {
    const certs = join(home, 'certs');
    mkdirSync(certs);
    writeFileSync(join(certs, 'ca.pem'), 'CA');
    const env = { DOCKER_HOST: 'tcp://10.0.0.1', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certs };
    expect(candidates(machine(env))[0]?.endpoint).toMatchObject({
      port: 2376,
      tls: { verify: true, ca: 'CA' },
    });
  });

  it('names a context that does not exist', () => {
    choose(join(home, '.docker'), 'gone');
    expect(() => candidates(machine())).toThrow(
      expect.objectContaining({
        code: 'engine-missing',
        message: expect.stringContaining('"gone"') as string,
      }),
    );
  });

  it('survives a config.json that is not JSON', () => {
    mkdirSync(join(home, '.docker'));
    writeFileSync(join(home, '.docker', 'config.json'), '{');
    expect(candidates(machine())[0]?.source).toBe('context default');
  });

  it('tries the known sockets when nobody chose, and takes the first that answers', async () => {
    const tried: string[] = [];
    const found = await findEngine(machine({ XDG_RUNTIME_DIR: '/run/user/1' }), async (endpoint) => {
      tried.push(endpointName(endpoint));
      if (endpoint.kind !== 'unix' || !endpoint.path.includes('colima')) {
        throw new TutorError('engine-missing', 'nothing here');
      }
    });
    expect(found.source).toBe('colima');
    expect(tried.slice(0, 2)).toEqual(['unix:///var/run/docker.sock', 'unix:///run/user/1/docker.sock']);
  });

  it('reports the failure that says most when none answers', async () => {
    const search = findEngine(machine(), async (endpoint) => {
      const isDefault = endpoint.kind === 'unix' && endpoint.path === '/var/run/docker.sock';
      throw new TutorError(isDefault ? 'engine-forbidden' : 'engine-missing', 'no');
    });
    await expect(search).rejects.toMatchObject({ code: 'engine-forbidden' });
  });

  it('looks for pipes on Windows', () => {
    expect(candidates(machine({}, 'win32'))[0]?.endpoint).toEqual({
      kind: 'npipe',
      path: '\\\\.\\pipe\\docker_engine',
    });
  });
});

describe('the address of an engine', () => {
  it.each([
    ['unix:///run/docker.sock', { kind: 'unix', path: '/run/docker.sock' }],
    ['tcp://[::1]:80', { kind: 'tcp', host: '::1', port: 80, tls: undefined }],
    ['http://host', { kind: 'tcp', host: 'host', port: 2375, tls: undefined }],
    ['https://host', { kind: 'tcp', host: 'host', port: 2376, tls: { verify: true } }],
    ['ssh://me@box:22/run/d.sock', { kind: 'ssh', user: 'me', host: 'box', port: 22, path: '/run/d.sock' }],
    ['ssh://box', { kind: 'ssh', user: undefined, host: 'box', port: undefined, path: undefined }],
  ])('%s is understood', (host, endpoint) => {
    expect(parseHost(host)).toEqual(endpoint);
  });

  it.each(['docker.sock', 'ftp://x', 'tcp://', 'tcp://a:b:c'])('%s is refused with advice', (host) => {
    expect(() => parseHost(host)).toThrow(TutorError);
  });

  it.each(['unix:///run/docker.sock', 'tcp://[::1]:80', 'ssh://me@box:22/run/d.sock', 'npipe:////./pipe/x'])(
    '%s is written as it was read',
    (host) => expect(endpointName(parseHost(host))).toBe(host),
  );
});
