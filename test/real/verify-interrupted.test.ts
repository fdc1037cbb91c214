import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { kubeTutor, newLearner, processesOf } from '../e2e/support/program.js';

/** Containers that a lesson made, running or not. */
function labelled(): string[] {
  const args = ['ps', '--all', '--quiet', '--filter', 'label=dev.kube-tutor.lesson=DK-01'];
  return execFileSync('docker', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
}

it('kube-tutor verify removes what it made when it is told to end', async () => {
  const learner = newLearner({ DOCKER_HOST: process.env['DOCKER_HOST'] ?? '' });
  const child = spawn(process.execPath, [kubeTutor, 'verify', 'DK-01'], {
    cwd: learner.home,
    env: learner.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await expect.poll(labelled, { timeout: 60_000, interval: 50 }).not.toEqual([]);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(143);
  expect(labelled()).toEqual([]);
  await expect.poll(() => processesOf(learner), { timeout: 10_000 }).toEqual([]);
});
