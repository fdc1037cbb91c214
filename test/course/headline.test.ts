import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { quickHeadline } from '../../src/course/headline.js';
import { validateLesson } from '../../src/course/validate.js';
import { bend, exampleLesson } from './example.js';

it('the quick look at a lesson sees what the parser sees', () => {
  const text = fc.oneof(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.constantFrom('a: b', 'a # b', "it's", '"x"', '- a', 'two\nlines', 'true', '12', ' x ', 'x:', '|', "'"),
  );
  const base = validateLesson(exampleLesson, 'l').value!;
  const width = fc.constantFrom(0, 20, 80);
  let seen = 0;
  fc.assert(
    fc.property(
      text,
      text,
      fc.integer({ min: 1, max: 120 }),
      fc.nat(3),
      width,
      fc.boolean(),
      (title, goal, minutes, more, lineWidth, indentSeq) => {
        const steps = [
          base.steps[0]!,
          ...Array.from({ length: more }, (_, i) => ({ ...base.steps[1]!, id: `q${i}` })),
        ];
        const yaml = stringify({ ...base, title, goal, minutes, steps }, { lineWidth, indentSeq });
        const parsed = validateLesson(yaml, 'l').value;
        const quick = quickHeadline(yaml);
        if (!quick) return;
        seen++;
        expect(quick).toEqual({
          id: base.id,
          title: parsed?.title,
          goal: parsed?.goal,
          minutes,
          steps: parsed?.steps.length,
        });
      },
    ),
    { numRuns: 300 },
  );
  expect(seen).toBeGreaterThan(30);
});

it('the quick look reads folded lines', () => {
  const folded = bend('title: A first page', 'title: >-\n  A first: page,\n  # and more\n');
  expect(quickHeadline(folded)?.title).toBe('A first: page, # and more');
  expect(validateLesson(folded, 'l').value?.title).toBe('A first: page, # and more');
});

it('the quick look leaves unusual files to the parser', () => {
  expect(quickHeadline(exampleLesson)).toMatchObject({ id: 'XY-01', steps: 2 });
  for (const text of [
    bend('title: A first page', 'title: >\n  A first page'),
    bend('title: A first page', 'title: >-\n  A first\n\n  page'),
    bend('title: A first page', 'title: >-\n  A first\n    page'),
    bend('title: A first page', 'title: A first\n  page'),
    bend('title: A first page', 'title: "A \\u0066irst"'),
    bend('title: A first page', 'title: &t A'),
    bend('minutes: 5', 'minutes: five'),
    bend('steps:', 'steps: [{}]\nmore:'),
    '',
  ]) {
    expect(quickHeadline(text)).toBeUndefined();
  }
});
