import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A busybox in an image of the tests' own; no registry is needed. */
export const tinyImage = 'kube-tutor-test/tiny:1';

/** Runs the docker CLI against the engine itself, outside of any lesson. */
export function docker(...argv: string[]): string {
  return execFileSync('docker', argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/** Like `docker`, for what may fail. */
export function dockerQuietly(...argv: string[]): void {
  spawnSync('docker', argv, { stdio: 'ignore' });
}

/** Builds the image from the machine's static busybox (Debian: busybox-static). */
export function makeTinyImage(): void {
  const folder = mkdtempSync(join(tmpdir(), 'kt-image-'));
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
  copyFileSync(busybox, join(folder, 'busybox'));
  writeFileSync(
    join(folder, 'Dockerfile'),
    'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "/bin"]\nCMD ["sh"]\n',
  );
  execFileSync('docker', ['build', '-q', '-t', tinyImage, folder], {
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    stdio: 'ignore',
  });
  rmSync(folder, { recursive: true });
}
