import { spawn } from '@lydell/node-pty';
import { build } from 'esbuild';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellAt, outerTerminal } from './support.js';

// Inside the project, so that the program finds node-pty.
const folder = mkdtempSync(join(import.meta.dirname, '../../node_modules/.built-'));
const program = join(folder, 'full-screen.mjs');

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'fixtures/full-screen.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['@lydell/node-pty'],
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program in a terminal of its own, on a screen that had text, until it has ended. */
async function run(way: string, signal?: NodeJS.Signals) {
  const home = mkdtempSync(join(tmpdir(), 'kt-exit-'));
  const outer = await outerTerminal({ columns: 60, rows: 12 });
  await outer.write('my own screen\r\n');
  const pty = spawn(process.execPath, [program, way, home], {
    cols: 60,
    rows: 12,
    cwd: home,
    env: process.env,
  });
  let output = '';
  const writes: Promise<void>[] = [];
  pty.onData((chunk) => {
    const wasReady = output.includes('READY');
    output += chunk;
    writes.push(outer.write(chunk));
    if (signal && !wasReady && output.includes('READY')) process.kill(pty.pid, signal);
  });
  const { exitCode } = await new Promise<{ exitCode: number }>((resolve) => pty.onExit(resolve));
  await Promise.all(writes);
  rmSync(home, { recursive: true, force: true });
  return { exitCode, outer, child: Number(/READY (\d+)/.exec(output)?.[1]) };
}

describe('a full-screen program', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)(
    'that gets %s restores the terminal, ends its children and exits with %i',
    async (signal, code) => {
      const { exitCode, outer, child } = await run('wait', signal);
      expect(exitCode).toBe(code);
      expect(outer.rows()[0]).toBe('my own screen');
      await expectRestored(outer);
      expect(isRunning(child)).toBe(false);
    },
  );

  it.each([
    ['throw', 70, 'crashed: Error: thrown'],
    ['reject', 70, 'crashed: Error: rejected'],
    ['exit', 3, ''],
  ])('that ends by %s restores the terminal and exits with %i', async (way, code, says) => {
    const { exitCode, outer, child } = await run(way);
    expect(exitCode).toBe(code);
    if (code === 70) expect(isRunning(child)).toBe(false);
    expect(outer.rows().slice(0, 2)).toEqual(['my own screen', says]);
    await expectRestored(outer);
  });
});

async function expectRestored(outer: Awaited<ReturnType<typeof outerTerminal>>) {
  const { modes, buffer } = outer.terminal;
  expect(buffer.active.type).toBe('normal');
  expect(modes.bracketedPasteMode).toBe(false);
  expect(modes.mouseTrackingMode).toBe('none');
  expect(modes.applicationCursorKeysMode).toBe(false);
  expect(modes.wraparoundMode).toBe(true);
  expect(modes.synchronizedOutputMode).toBe(false);
  await outer.write('\x1b[12;1Hx');
  expect(cellAt(outer, 0, 11)).toBe('x/1/000000000/0/-1/0/-1');
}

function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/^\d+ \(.*\) Z/.test(readFileSync(stat, 'utf8'));
}
