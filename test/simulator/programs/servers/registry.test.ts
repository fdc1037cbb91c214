import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { executableImage } from '../../../../src/simulator/host/contract.js';
import { createMachine } from '../kernel/machine.js';

const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

async function serve(env: Record<string, string> = {}) {
  const machine = createMachine();
  for (const name of ['registry', 'curl'])
    machine.files.writeFile(`/bin/${name}`, executableImage(name), 0o755);
  machine.write(
    '/etc/config.yml',
    'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /data\nhttp:\n  addr: :5000\n',
  );
  const running = machine.start(['registry', 'serve', '/etc/config.yml'], { env });
  await running.says('listening on [::]:5000');
  const curl = (args: string) => machine.sh(`curl -s -w '\\n%{http_code}' ${args}`);
  return { machine, running, curl };
}

describe('the registry', () => {
  it('takes blobs and manifests and gives them back by tag and digest', async () => {
    const { machine, running, curl } = await serve();
    const at = 'http://127.0.0.1:5000/v2';
    expect((await curl(`${at}/`)).stdout).toBe('{}\n200');
    const layer = 'layer bytes';
    const location = (await machine.sh(`curl -s -i -X POST ${at}/shop/api/blobs/uploads/`)).stdout.match(
      /Location: (\S+)/,
    )?.[1];
    expect(location).toContain('/v2/shop/api/blobs/uploads/');
    expect((await curl(`-X PATCH -d '${layer}' ${location}`)).stdout).toMatch(/202$/);
    expect((await curl(`-X PUT '${location}?digest=${digest('other')}'`)).stdout).toContain('DIGEST_INVALID');
    const again = (await machine.sh(`curl -s -i -X POST ${at}/shop/api/blobs/uploads/`)).stdout.match(
      /Location: (\S+)/,
    )?.[1];
    expect((await curl(`-X PUT -d '${layer}' '${again}?digest=${digest(layer)}'`)).stdout).toMatch(/201$/);
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { digest: digest(layer) },
      layers: [{ digest: digest(layer) }],
    });
    const bad = manifest.replaceAll(digest(layer), digest('nope'));
    expect((await curl(`-X PUT -d '${bad}' ${at}/shop/api/manifests/v1`)).stdout).toContain(
      'MANIFEST_BLOB_UNKNOWN',
    );
    expect((await curl(`-X PUT -d '${manifest}' ${at}/shop/api/manifests/v1`)).stdout).toMatch(/201$/);
    expect((await curl(`${at}/_catalog`)).stdout).toBe('{"repositories":["shop/api"]}\n\n200');
    expect((await curl(`${at}/shop/api/tags/list`)).stdout).toBe('{"name":"shop/api","tags":["v1"]}\n\n200');
    expect((await curl(`${at}/shop/api/manifests/v1`)).stdout).toBe(`${manifest}\n200`);
    expect((await curl(`${at}/shop/api/manifests/${digest(manifest)}`)).stdout).toBe(`${manifest}\n200`);
    expect((await curl(`${at}/shop/api/blobs/${digest(layer)}`)).stdout).toBe(`${layer}\n200`);
    expect((await curl(`${at}/shop/api/manifests/v9`)).stdout).toContain('"code":"MANIFEST_UNKNOWN"');
    expect((await curl(`${at}/nope/tags/list`)).stdout).toContain('"code":"NAME_UNKNOWN"');
    expect((await curl(`-X DELETE ${at}/shop/api/manifests/${digest(manifest)}`)).stdout).toMatch(/405$/);
    running.kill('SIGTERM');
    expect((await running.done).code).toBe(0);
  });
});
