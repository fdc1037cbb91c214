import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { runScript } from '../../../src/environments/local/script.js';

const shell = { cwd: tmpdir(), env: { PATH: process.env['PATH'] ?? '', GREETING: 'hi' } };

it('gives exit code and both streams as they came', async () => {
  expect(await runScript('echo $GREETING; echo oh >&2; exit 3', shell)).toEqual({
    exitCode: 3,
    output: 'hi\noh\n',
  });
});

it('does not wait for what the script left running in the background', async () => {
  const result = await runScript('sleep 60 & echo $!', shell);
  expect(result.exitCode).toBe(0);
  process.kill(Number(result.output), 'SIGKILL');
});

it('is killed with all that it started', async () => {
  const stop = new AbortController();
  const running = runScript('sleep 60 & sleep 60', shell, stop.signal);
  stop.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
});

it('keeps the end of a long output', async () => {
  const { output } = await runScript('seq 1 300000', shell);
  expect(output.length).toBe(1 << 20);
  expect(output.endsWith('\n300000\n')).toBe(true);
});

it('says when bash can not be started', async () => {
  await expect(runScript('true', { ...shell, cwd: '/nonexistent' })).rejects.toMatchObject({
    code: 'environment-unsupported',
  });
});
