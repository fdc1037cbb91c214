import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeProgress } from '../../../src/course/progress/merge.js';
import { parseProgress } from '../../../src/course/progress/parse.js';
import { anyProgress } from './arbitrary.js';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('merging progress', () => {
  it('gives the same in either order', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        expect(plain(mergeProgress(a, b))).toEqual(plain(mergeProgress(b, a)));
      }),
    );
  });

  it('gives the same however it is grouped', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, anyProgress, (a, b, c) => {
        expect(plain(mergeProgress(mergeProgress(a, b), c))).toEqual(
          plain(mergeProgress(a, mergeProgress(b, c))),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('changes nothing when done twice', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        const once = mergeProgress(a, b);
        expect(plain(mergeProgress(once, b))).toEqual(plain(once));
      }),
    );
  });

  it('loses no solved step, unless the lesson was forgotten since', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        const merged = mergeProgress(a, b);
        for (const [id, lesson] of [...Object.entries(a.lessons), ...Object.entries(b.lessons)]) {
          if (lesson.epoch < merged.lessons[id]!.epoch) continue;
          for (const step of Object.keys(lesson.solved))
            expect(merged.lessons[id]!.solved).toHaveProperty(step);
        }
      }),
    );
  });

  it('gives what a file can carry', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        const merged = mergeProgress(a, b);
        expect(parseProgress(JSON.stringify(merged))).toEqual({ kind: 'good', progress: plain(merged) });
      }),
    );
  });
});

describe('reading progress', () => {
  it('knows every cut of a file from a whole one', () => {
    const text = JSON.stringify({
      version: 1,
      lessons: {
        'DK-01': { epoch: 0, generation: 0, startedAt: 1, savedAt: 1, run: { steps: {} }, solved: {} },
      },
    });
    expect(parseProgress(text).kind).toBe('good');
    for (let length = 0; length < text.length; length++) {
      expect(parseProgress(text.slice(0, length)).kind).toBe('corrupt');
    }
  });

  it('takes no other shape for progress, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseProgress(JSON.stringify(value)).kind).toBe('corrupt');
        expect(parseProgress(JSON.stringify({ version: 1, lessons: { 'DK-01': value } })).kind).toBe(
          'corrupt',
        );
      }),
    );
    expect(parseProgress('{"version":0,"lessons":{}}').kind).toBe('corrupt');
  });

  it('says of a newer version that it is newer, whatever its shape', () => {
    expect(parseProgress('{"version":2,"anything":[]}')).toEqual({ kind: 'newer', version: 2 });
  });
});
