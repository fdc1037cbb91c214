import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processName, sweep } from '../../src/environments/runtime-sweep.js';
import { folders, openRuntime, privateFolder } from '../../src/environments/runtime.js';

let base: string;
beforeEach(() => (base = mkdtempSync(join(tmpdir(), 'kt-run-'))));
afterEach(() => rmSync(base, { recursive: true }));

describe('the folders', () => {
  it('follow the XDG variables, absolute ones only', () => {
    const env = { XDG_STATE_HOME: '/s', XDG_DATA_HOME: 'relative', XDG_RUNTIME_DIR: '/run/user/1' };
    expect(folders({ env, home: '/home/me' })).toEqual({
      config: '/home/me/.config/kube-tutor',
      state: '/s/kube-tutor',
      data: '/home/me/.local/share/kube-tutor',
      runtime: '/run/user/1/kube-tutor',
    });
  });

  it('keep sockets in a folder with the user’s number where there is no runtime folder', () => {
    const { runtime } = folders({ env: {}, home: '/home/me' }, '/tmp');
    expect(runtime).toBe(`/tmp/kube-tutor-${process.getuid?.()}`);
  });

  it('are made for this user alone', () => {
    const path = privateFolder(join(base, 'a/b'));
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('are refused when something else is in their place', () => {
    mkdirSync(join(base, 'open'), { mode: 0o777 });
    writeFileSync(join(base, 'file'), '');
    mkdirSync(join(base, 'mine'), { mode: 0o700 });
    symlinkSync(join(base, 'mine'), join(base, 'link'));
    for (const name of ['open', 'file', 'link', 'file/below']) {
      expect(() => privateFolder(join(base, name)), name).toThrow(
        expect.objectContaining({ code: 'state-unreadable' }),
      );
    }
  });
});

describe('the runtime folder', () => {
  it('holds sockets with short paths and goes away at the end', async () => {
    const runtime = await openRuntime(join(base, 'r'));
    expect(runtime.socket('DK-01')).toBe(join(runtime.path, 'DK-01.sock'));
    expect(() => runtime.socket('x'.repeat(90))).toThrow(/too long/);
    runtime.close();
    expect(existsSync(runtime.path)).toBe(false);
  });

  it('gives names of pipes on Windows', async () => {
    const runtime = await openRuntime(join(base, 'r'), 'win32');
    expect(runtime.socket('DK-01')).toMatch(/^\\\\\.\\pipe\\kube-tutor-p\d+-\w+-DK-01$/);
  });
});

describe('the sweep', () => {
  it('removes what killed programs left and nothing else', async () => {
    const child = spawn('sleep', ['60']);
    const name = await processName(child.pid ?? 0);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    const own = await processName(process.pid);
    const reused = own.replace(/-\w+$/, '-1');
    for (const folder of [name, own, reused, 'p12', 'something']) mkdirSync(join(base, folder));
    writeFileSync(join(base, name, 'x.sock'), '');

    await sweep(base);
    expect([name, own, reused].map((folder) => existsSync(join(base, folder)))).toEqual([true, true, false]);
    child.kill('SIGKILL');
    await ended;
    await sweep(base);
    expect([name, own, 'p12', 'something'].map((folder) => existsSync(join(base, folder)))).toEqual([
      ...[false, true, true, true],
    ]);
  });

  it('does not follow a link that has the name of a dead program', async () => {
    const target = join(base, 'target');
    mkdirSync(target);
    const root = join(base, 'root');
    mkdirSync(root);
    symlinkSync(target, join(root, 'p999999999-1'));
    await sweep(root);
    expect(existsSync(target)).toBe(true);
  });
});
