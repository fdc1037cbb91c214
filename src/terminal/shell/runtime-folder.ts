import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rcText, type StartHook } from './rc.js';
import { tutorCommand } from './tutor-command.js';

/** Files that one shell needs while it lives: a folder that only this user can enter. */
export interface RuntimeFolder {
  path: string;
  rc: string;
  /** Proves that a mark comes from this shell. */
  secret: string;
  remove(): void;
}

/** Writes rc file and `tutor` command into a new private folder. `historyFile` is kept over visits. */
export async function makeRuntimeFolder(options: {
  historyFile: string;
  color: boolean;
  hook?: StartHook;
}): Promise<RuntimeFolder> {
  await mkdir(dirname(options.historyFile), { recursive: true, mode: 0o700 });
  const path = await mkdtemp(join(tmpdir(), 'kube-tutor-'));
  await chmod(path, 0o700);
  const bin = join(path, 'bin');
  const rc = join(path, 'rc.bash');
  const secret = randomBytes(16).toString('hex');
  await mkdir(bin, { mode: 0o700 });
  await Promise.all([
    writeFile(rc, rcText({ ...options, secret, bin }), { mode: 0o600 }),
    writeFile(join(bin, 'tutor'), tutorCommand, { mode: 0o700 }),
  ]);
  return { path, rc, secret, remove: () => rmSync(path, { recursive: true, force: true }) };
}
