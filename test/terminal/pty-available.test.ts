import { describe, expect, it } from 'vitest';
import { ptyAvailable, type PtyPlatform } from '../../src/terminal/pty-available.js';

const machine = (change: Partial<PtyPlatform>): PtyPlatform => ({
  platform: 'linux',
  arch: 'x64',
  glibc: '2.36',
  load: async () => ({}),
  ...change,
});

describe('whether a PTY can be had', () => {
  it('is known for this machine', async () => {
    expect(await ptyAvailable()).toEqual({ ok: true });
  });

  it('is refused on musl before the native code is touched', async () => {
    let loaded = false;
    const load = async () => (loaded = true);
    const answer = await ptyAvailable(machine({ glibc: undefined, load }));
    expect(answer).toEqual({ ok: false, why: expect.stringContaining('musl') as string });
    expect(loaded).toBe(false);
  });

  it('is refused where the package is missing, with the platform named', async () => {
    const load = () => Promise.reject(new Error('Cannot find package'));
    expect(await ptyAvailable(machine({ arch: 'riscv64', load }))).toEqual({
      ok: false,
      why: expect.stringContaining('linux-riscv64') as string,
    });
  });

  it('is refused on Windows, and WSL is named', async () => {
    expect(await ptyAvailable(machine({ platform: 'win32' }))).toEqual({
      ok: false,
      why: expect.stringContaining('WSL') as string,
    });
  });

  it('does not ask for glibc on a Mac', async () => {
    expect(await ptyAvailable(machine({ platform: 'darwin', glibc: undefined }))).toEqual({ ok: true });
  });
});
