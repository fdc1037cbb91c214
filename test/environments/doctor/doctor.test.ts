import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/environments/contract.js';
import { engineClient } from '../../../src/environments/docker/client.js';
import { doctorContext } from '../../../src/environments/doctor/context.js';
import { runDoctor } from '../../../src/environments/doctor/doctor.js';
import type { CommandOutcome, DoctorContext } from '../../../src/environments/doctor/probe.js';
import { TutorError } from '../../../src/errors.js';
import { fakeEngine, reply, type FakeEngine } from '../docker/fake-engine.js';

let engine: FakeEngine | undefined;
afterEach(async () => {
  await engine?.remove();
  engine = undefined;
});

const outcome = (stdout: string, exitCode = 0): CommandOutcome => ({ exitCode, stdout, stderr: '' });
const programs: Record<string, CommandOutcome> = {
  'bash --version': outcome('GNU bash, version 5.2\nmore'),
  'docker --version': outcome('Docker version 28.2.2'),
  'docker buildx version': outcome('github.com/docker/buildx v0.23'),
  'docker compose version': outcome('Docker Compose version v2.36'),
};

/** A machine with nothing to find fault with, but for `changes`. */
async function healthy(changes: Partial<DoctorContext> = {}, info: object = {}): Promise<DoctorContext> {
  engine ??= await fakeEngine({
    'GET /info': (_request, response) =>
      reply(response, { ID: 'e', DockerRootDir: '/var/lib/docker', MemTotal: 8 * 2 ** 30, ...info }),
    'GET /version': (_request, response) => reply(response, { Version: '28.0.0' }),
    'GET /images/nginx:1/json': (_request, response) => reply(response, { RepoTags: ['nginx:1'] }),
  });
  const client = engineClient(engine.endpoint);
  return {
    ...{ env: { TERM: 'xterm-256color', LANG: 'C.UTF-8' }, home: '/home/me', platform: 'linux' },
    nodeVersion: '20.18.1',
    terminal: { isTty: true, columns: 80, rows: 24, colourDepth: 24 },
    images: ['nginx:1'],
    run: async (program, argv) => programs[[program, ...argv].join(' ')],
    engine: async () => ({ client, source: 'context default' }),
    pty: async () => ({ ok: true, says: 'A pseudo terminal can be had.' }),
    freeDisk: async () => 50e9,
    isPortFree: async () => true,
    ...changes,
  };
}

async function examine(context: DoctorContext): Promise<Record<string, Finding>> {
  const findings: Record<string, Finding> = {};
  for await (const finding of runDoctor(context)) findings[finding.id] = finding;
  return findings;
}

/** The findings that are not ok, as "id status". */
function complaints(findings: Record<string, Finding>): string[] {
  return Object.values(findings).flatMap(({ id, status }) => (status === 'ok' ? [] : [`${id} ${status}`]));
}

const failing = (code: 'engine-missing' | 'engine-forbidden') => () =>
  Promise.reject(new TutorError(code, 'no engine', { next: 'do something' }));

describe('the doctor', () => {
  it('finds nothing wrong with a healthy machine and looks at everything', async () => {
    const findings = await examine(await healthy());
    expect(complaints(findings)).toEqual([]);
    expect(Object.keys(findings)).toEqual([
      ...['node', 'terminal', 'terminal-size', 'terminal-colour', 'terminal-unicode', 'pty', 'bash'],
      ...['engine', 'engine-rights', 'engine-version', 'docker-cli', 'docker-buildx', 'docker-compose'],
      ...['disk', 'memory', 'port-8080', 'port-8000', 'images'],
    ]);
  });

  it.each<[string, Partial<DoctorContext>, string[]]>([
    ['an old Node.js', { nodeVersion: '20.9.0' }, ['node problem']],
    ['a newer Node.js', { nodeVersion: 'v22.0.0' }, []],
    ['no engine', { engine: failing('engine-missing') }, ['engine problem']],
    ['a forbidden engine', { engine: failing('engine-forbidden') }, ['engine-rights problem']],
    [
      'no docker command',
      { run: async (name) => (name === 'bash' ? outcome('bash') : undefined) },
      ['docker-cli problem'],
    ],
    [
      'a docker command without plugins',
      { run: async (_name, [first]) => (first === '--version' ? outcome('x') : outcome('', 1)) },
      ['docker-buildx warning', 'docker-compose warning'],
    ],
    ['little disk', { freeDisk: async () => 2e9 }, ['disk warning']],
    ['hardly any disk', { freeDisk: async () => 1e8 }, ['disk problem']],
    ['ports in use', { isPortFree: async (port) => port !== 8080 }, ['port-8080 warning']],
    ['missing images', { images: ['nginx:1', 'redis:7'] }, ['images warning']],
    ['no pseudo terminal', { pty: async () => ({ ok: false, says: 'none' }) }, ['pty warning']],
    ['a dumb terminal', { env: { TERM: 'dumb', LANG: 'C.UTF-8' } }, ['terminal warning']],
    ['a locale without Unicode', { env: { TERM: 'xterm', LANG: 'C' } }, ['terminal-unicode warning']],
    [
      'a small terminal',
      { terminal: { isTty: true, columns: 79, rows: 24, colourDepth: 4 } },
      ['terminal-size warning'],
    ],
    ['a pipe', { terminal: { isTty: false, columns: 80, rows: 24, colourDepth: 1 } }, ['terminal warning']],
    ['a probe that breaks', { freeDisk: () => Promise.reject(new Error('broken')) }, ['disk warning']],
  ])('complains about %s only where it should', async (_about, changes, wanted) => {
    const findings = await examine(await healthy(changes));
    expect(complaints(findings)).toEqual(wanted);
  });

  it('asks for more memory', async () => {
    expect(complaints(await examine(await healthy({}, { MemTotal: 1e9 })))).toEqual(['memory warning']);
  });

  it('complains about an old engine', async () => {
    const context = await healthy();
    if (engine) {
      engine.routes['GET /_ping'] = (_request, response) => {
        response.writeHead(200, { 'api-version': '1.39' });
        response.end();
      };
    }
    expect(complaints(await examine(context))).toEqual(['engine-version warning']);
  });

  it('says of each complaint what it means and how to fix it, for each platform', async () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const sick = await healthy({
        ...{ platform, nodeVersion: '18.0.0', images: ['none:1'], env: {} },
        terminal: { isTty: true, columns: 10, rows: 5, colourDepth: 1 },
        run: async () => undefined,
        pty: async () => ({ ok: false, says: 'none' }),
        freeDisk: async () => 0,
        isPortFree: async () => false,
      });
      for (const finding of Object.values(await examine(sick))) {
        if (finding.status !== 'ok')
          expect(finding, finding.id).toMatchObject({
            means: expect.stringMatching(/./) as string,
            fix: expect.stringMatching(/./) as string,
          });
      }
    }
  });
});

describe('the doctor’s view of this machine', () => {
  const context = doctorContext({ images: [], pty: async () => ({ ok: true, says: '' }) });

  it('runs programs and knows those that are not there', async () => {
    expect(await context.run('node', ['-e', "console.log('one'); process.exit(3)"])).toEqual({
      exitCode: 3,
      stdout: 'one',
      stderr: '',
    });
    expect(await context.run('no-such-program', [])).toBeUndefined();
  });

  it('sees disks and ports', async () => {
    expect(await context.freeDisk('/')).toBeGreaterThan(0);
    expect(await context.freeDisk('/nonexistent')).toBeUndefined();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await context.isPortFree(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await context.isPortFree(port)).toBe(true);
  });
});
