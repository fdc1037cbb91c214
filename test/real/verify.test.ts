import { describe, expect, it } from 'vitest';
import { newLearner, runTutor } from '../e2e/support/program.js';

/** Far more than a lesson takes on a loaded machine: a proof that hangs ends by its own limits before. */
const longest = 15 * 60_000;

describe('kube-tutor verify, on a real engine', () => {
  it.each(['DK-01', 'DK-02', 'DK-03', 'DK-04', 'DK-05', 'DK-06'])(
    'proves every step of %s',
    async (lesson) => {
      const learner = newLearner({ DOCKER_HOST: process.env['DOCKER_HOST'] ?? '' });
      const { code, out, err } = await runTutor(learner, ['verify', lesson]);
      expect(code, `${out}\n${err}`).toBe(0);
      expect(out).toMatch(/(\d+) of \1 proofs hold\.\n$/);
    },
    longest,
  );
});
