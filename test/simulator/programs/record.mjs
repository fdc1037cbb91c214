// Runs the scripts of FOLDER/scripts.txt (separated by empty lines) in a real busybox and records what they print, as the
// table of the scripts.test.ts there. Usage: node record.mjs FOLDER [path of busybox]; needs a Linux with a static busybox.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, process.argv[2]);
const busybox = process.argv[3] ?? '/bin/busybox';
const bin = mkdtempSync('/tmp/bin-');
for (const name of spawnSync(busybox, ['--list'], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean))
  symlinkSync(busybox, join(bin, name));
const table = readFileSync(join(folder, 'scripts.txt'), 'utf8')
  .trimEnd()
  .split('\n\n')
  .map((script) => {
    const { stdout, stderr, status, signal } = spawnSync(busybox, ['-c', script], {
      argv0: 'sh',
      cwd: '/',
      encoding: 'utf8',
      env: { PATH: bin, HOME: '/root' },
      input: '',
    });
    return { script, stdout, stderr, code: status, ...(signal ? { signal } : {}) };
  });
rmSync(bin, { recursive: true });
writeFileSync(join(folder, 'recorded.json'), `${JSON.stringify(table, undefined, 1)}\n`);
