import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built program, as npx runs it. */
export const launcher = 'bin/kube-tutor.js';

/** A home of the benchmark's own, so that nothing of the user's is read or written. */
export interface TemporaryHome extends Disposable {
  path: string;
  env: Record<string, string>;
}

/** Makes an empty home; it goes when its block ends. */
export function temporaryHome(): TemporaryHome {
  const path = mkdtempSync(join(tmpdir(), 'kt-bench-'));
  const { PATH = '', DOCKER_HOST } = process.env;
  return {
    path,
    env: {
      PATH,
      HOME: path,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      ...(DOCKER_HOST && { DOCKER_HOST }),
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}
