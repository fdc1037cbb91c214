import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DockerChange } from '../../../src/environments/contract.js';
import { engineClient } from '../../../src/environments/docker/client.js';
import { openLedger, type Ledger } from '../../../src/environments/docker/ledger.js';
import { openProxy, type DockerProxy } from '../../../src/environments/docker/proxy/proxy.js';
import { openReader } from '../../../src/environments/docker/reader.js';
import { dockerQuietly, makeTinyImage, tinyImage } from './tiny-image.js';

let folder: string;
let ledger: Ledger;
let proxy: DockerProxy;
const client = engineClient({ kind: 'unix', path: '/var/run/docker.sock' });
const label = 'kt-proxy-test';
const env = () => ({ ...process.env, DOCKER_HOST: `unix://${proxy.path}`, DOCKER_BUILDKIT: '0' });
const names = ['kt-proxy-ticker', 'kt-proxy-reader'];
const images = [tinyImage, 'kt-proxy-app', 'kt-proxy-tag:1', 'kt-proxy-commit'];

/** Runs the stock docker CLI through the proxy. */
function docker(argv: string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile('docker', argv, { env: env(), cwd: folder }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
    child.stdin?.end(input);
  });
}

/** Starts a docker command that stays, and resolves when its output has matched. */
async function follow(argv: string[], wanted: RegExp): Promise<ChildProcess> {
  const child = spawn('docker', argv, { env: env(), stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.on('exit', () => reject(new Error(`ended with: ${output}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (wanted.test(output)) resolve();
    });
  });
  child.removeAllListeners('exit');
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

function removeAll(): void {
  dockerQuietly('rm', '-fv', ...names);
  dockerQuietly('rmi', '-f', ...images);
}

beforeAll(async () => {
  removeAll();
  makeTinyImage();
  folder = mkdtempSync(join(tmpdir(), 'kt-proxy-'));
  ledger = openLedger(join(folder, 'ledger.json'), 'engine');
  proxy = await openProxy({ client, path: join(folder, 'p.sock'), labels: { [label]: '1' }, ledger });
  const loop = 'while true; do echo tick; sleep 0.1; done';
  await docker(['run', '-d', '--name', 'kt-proxy-ticker', tinyImage, 'sh', '-c', loop]);
});
afterAll(async () => {
  await proxy.close();
  removeAll();
  rmSync(folder, { recursive: true });
});

describe('the docker CLI through the proxy', () => {
  it('runs, with input, exit code and both streams', async () => {
    const result = await docker(
      ['run', '--rm', '-i', tinyImage, 'sh', '-c', 'cat; echo oh >&2; exit 7'],
      'typed',
    );
    expect(result).toEqual({ code: 7, out: 'typed', err: 'oh\n' });
  });

  it('runs and execs on a terminal', async () => {
    for (const command of [`run --rm -it ${tinyImage}`, 'exec -it kt-proxy-ticker']) {
      const line = `docker ${command} sh -c 'test -t 0 && test -t 1 && echo on a terminal'`;
      const seen = await new Promise<string>((resolve) => {
        const child = execFile('script', ['-qec', line, '/dev/null'], { env: env() }, (_error, out) =>
          resolve(out),
        );
        child.stdin?.end();
      });
      expect(seen).toContain('on a terminal');
    }
  });

  it('execs with a megabyte of input and gets it back', async () => {
    const input = 'x'.repeat(1 << 20);
    const { out } = await docker(['exec', '-i', 'kt-proxy-ticker', 'wc', '-c'], input);
    expect(out.trim()).toBe(String(input.length));
    // Engines differ in the exit code for a program that is not there; all of them name it.
    expect(await docker(['exec', 'kt-proxy-ticker', 'no-such'])).toMatchObject({
      out: expect.stringContaining('no-such') as string,
    });
  });

  it('attaches, and ends when the input has ended', async () => {
    await docker(['create', '-i', '--name', 'kt-proxy-reader', tinyImage, 'cat']);
    const { out } = await docker(
      ['start', '--attach', '--interactive', 'kt-proxy-reader'],
      'to the container\n',
    );
    expect(out).toBe('to the container\n');
    await end(await follow(['attach', '--sig-proxy=false', 'kt-proxy-ticker'], /tick\ntick/));
  });

  it('follows logs, events and stats at once', async () => {
    await end(await follow(['logs', '-f', '--tail', '0', 'kt-proxy-ticker'], /tick\ntick/));
    await end(await follow(['stats', '--format', '{{.Name}}', 'kt-proxy-ticker'], /kt-proxy-ticker/));
    const following = follow(['events', '--filter', 'container=kt-proxy-ticker', '--since', '0'], /exec_die/);
    await end(await following);
  });

  it('copies both ways', async () => {
    writeFileSync(join(folder, 'f.txt'), 'data');
    await docker(['cp', 'f.txt', 'kt-proxy-ticker:/f.txt']);
    await docker(['cp', 'kt-proxy-ticker:/f.txt', 'g.txt']);
    expect(readFileSync(join(folder, 'g.txt'), 'utf8')).toBe('data');
  });

  it('builds with a large context; names and images go into the ledger and no label into the image', async () => {
    writeFileSync(join(folder, 'large'), Buffer.alloc(20 << 20, 'x'));
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${tinyImage}\nCOPY large /large\nRUN wc -c /large\n`);
    const { code, out } = await docker(['build', '-t', 'kt-proxy-app', '.']);
    expect(code).toBe(0);
    expect(out).toContain(`${20 << 20} /large`);
    expect(out).not.toContain('LABEL');
    await docker(['tag', 'kt-proxy-app', 'kt-proxy-tag:1']);
    await docker(['commit', 'kt-proxy-ticker', 'kt-proxy-commit']);
    await proxy.settled();
    expect(Object.keys(ledger.entry().tags).sort()).toEqual([
      ...['kt-proxy-app:latest', 'kt-proxy-commit:latest', 'kt-proxy-tag:1'],
    ]);
  });

  it('labels containers', async () => {
    const { out } = await docker([
      'ps',
      '-q',
      '--filter',
      `label=${label}`,
      '--filter',
      'name=kt-proxy-ticker',
    ]);
    expect(out).not.toBe('');
  });
});

describe('a reader of the real engine', () => {
  it('inspects, execs, reads logs and hears of changes, but not of its own execs', async () => {
    const reader = await openReader(client);
    const changes: DockerChange[] = [];
    reader.onChange((change) => changes.push(change));
    expect(await reader.inspect('container', 'kt-proxy-ticker')).toMatchObject({ State: { Running: true } });
    expect(await reader.inspect('container', 'kt-proxy-nobody')).toBeUndefined();
    expect(await reader.inspect('image', 'NOT A NAME')).toBeUndefined();
    expect(await reader.exec('kt-proxy-ticker', ['sh', '-c', 'echo a; echo b >&2; exit 4'])).toEqual({
      ...{ exitCode: 4, stdout: 'a\n', stderr: 'b\n' },
    });
    expect(await reader.exec('kt-proxy-ticker', ['no-such'])).toMatchObject({
      exitCode: expect.toSatisfy((code: number) => code === 126 || code === 127) as number,
    });
    expect(await reader.logs('kt-proxy-ticker', { tail: 2 })).toBe('tick\ntick\n');
    expect((await reader.list('container')).map(({ Name }) => Name)).toContain('/kt-proxy-ticker');
    const ofTicker = () =>
      changes.filter(({ name }) => name === 'kt-proxy-ticker').map(({ action }) => action);
    await docker(['pause', 'kt-proxy-ticker']);
    await expect.poll(ofTicker).toEqual(['pause']);
    await docker(['unpause', 'kt-proxy-ticker']);
    await expect.poll(ofTicker).toEqual(['pause', 'unpause']);
    reader.close();
  });
});
