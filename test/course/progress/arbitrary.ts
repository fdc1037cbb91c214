import fc from 'fast-check';
import type { SavedStep } from '../../../src/course/player/saved.js';
import type { LessonProgress, Progress } from '../../../src/course/progress/model.js';

const time = fc.nat(5);
const environment = fc.constantFrom('docker', 'simulator');
const stepId = fc.constantFrom('one', 'two', 'three');

const step: fc.Arbitrary<SavedStep> = fc
  .record({
    solved: fc.boolean(),
    hintsShown: fc.nat(3),
    solutionSeen: fc.boolean(),
    chosen: fc.array(fc.nat(2), { maxLength: 3 }),
    elapsedMs: fc.nat(100),
    workedAt: time,
  })
  .map(({ workedAt, ...kept }) =>
    kept.solved
      ? kept
      : {
          ...kept,
          work: { answers: { 0: `${kept.elapsedMs}` }, remembered: {}, commands: [], savedAt: workedAt },
        },
  );

const lesson: fc.Arbitrary<LessonProgress> = fc.record({
  epoch: fc.nat(1),
  generation: fc.nat(1),
  startedAt: time,
  savedAt: time,
  finished: fc.option(fc.record({ at: time, environment }), { nil: undefined }),
  run: fc.record({ at: fc.option(stepId, { nil: undefined }), steps: fc.dictionary(stepId, step) }),
  solved: fc.dictionary(stepId, fc.record({ at: time, unaided: fc.boolean(), environment })),
});

/** Progress as it can be in a file, with values so few that clashes are common. */
export const anyProgress: fc.Arbitrary<Progress> = fc
  .record({
    version: fc.constant(1 as const),
    last: fc.option(fc.record({ lesson: fc.constantFrom('DK-01', 'DK-02'), at: time }), { nil: undefined }),
    lessons: fc.dictionary(fc.constantFrom('DK-01', 'DK-02'), lesson),
  })
  .map((progress) => JSON.parse(JSON.stringify(progress)) as Progress);
