import { describe, expect, test } from 'vitest';
import { checkProblems, patternProblems } from '../../src/checks/problems.js';
import { checkSchema } from '../../src/checks/schema.js';
import type { Json } from '../../src/json.js';

describe('mistakes in patterns', () => {
  test.each<[string, Json, (string | number)[], RegExp]>([
    ['an unknown operator', { State: { $regexp: 'x' } }, ['State', '$regexp'], /no operator \$regexp/],
    ['a broken expression', [{ $regex: '(' }], [0, '$regex'], /not a regular expression/],
    ['a bound that is text', { $gt: '3' }, ['$gt'], /must be a number/],
    ['operators beside keys', { $exists: true, a: 1 }, ['$exists'], /can not stand beside/],
    ['a mistake inside an operand', { $any: [1, { $nope: 1 }] }, ['$any', 1, '$nope'], /no operator/],
    ['alternatives that are no list', { $in: 1 }, ['$in'], /must be a list/],
    ['an unfinished reference', { $same: { kind: 'container' } }, ['$same'], /kind, name, path/],
    ['a question that is no yes or no', { $exists: 'yes' }, ['$exists'], /true or false/],
  ])('%s is found with its place', (_, pattern, path, says) => {
    const found = patternProblems(pattern);
    expect(found).toHaveLength(1);
    expect(found[0]?.path).toEqual(path);
    expect(found[0]?.says).toMatch(says);
  });

  test('a good pattern has none', () => {
    const pattern: Json = {
      Id: { $not: { $remembered: 'id' }, $regex: '^[0-9a-f]+$' },
      Count: { $gt: { $remembered: 'count' } },
      Image: { $same: { kind: 'image', name: 'a', path: 'Id' } },
      instructions: { $order: [{ name: 'COPY' }, { $all: [{ name: 'RUN' }] }] },
    };
    expect(patternProblems(pattern)).toEqual([]);
  });
});

describe('mistakes in checks', () => {
  const problemsOf = (source: unknown, remembered?: string[]) =>
    checkProblems(checkSchema.parse(source), remembered).map(
      ({ path, says }) => `${path.join('.')}: ${says}`,
    );

  test('a Docker check names one object or selects some', () => {
    const wrong = [': Give either "name" or "where".'];
    expect(problemsOf({ kind: 'container' })).toEqual(wrong);
    expect(problemsOf({ kind: 'image', name: 'a', where: {} })).toEqual(wrong);
    expect(problemsOf({ kind: 'absent', of: 'volume' })).toEqual(wrong);
    expect(problemsOf({ kind: 'container', where: {}, count: 2 })).toEqual([]);
    expect(problemsOf({ kind: 'container', name: 'a', count: 2 })).toHaveLength(1);
  });

  test('a file that must be absent has a path', () => {
    expect(problemsOf({ kind: 'absent', of: 'file', where: {} })).toEqual([
      ': Give the path of the file as "name".',
    ]);
  });

  test('an answer is judged in one way', () => {
    expect(problemsOf({ kind: 'answer', ask: 'How many?' })).toHaveLength(1);
    expect(problemsOf({ kind: 'answer', ask: 'How many?', equals: 3, match: '3' })).toHaveLength(1);
    expect(problemsOf({ kind: 'answer', ask: 'How many?', equals: 3 })).toEqual([]);
  });

  test('patterns are looked at in every field', () => {
    expect(problemsOf({ kind: 'command', line: { $rx: 'x' }, exit: { $gt: 'x' } })).toEqual([
      expect.stringMatching(/^line\.\$rx: /),
      expect.stringMatching(/^exit\.\$gt: /),
    ]);
  });

  test('what is compared with must have been remembered', () => {
    const source = { kind: 'container', name: 'job', match: { Id: { $remembered: 'job-id' } } };
    expect(problemsOf(source, ['job-id'])).toEqual([]);
    expect(problemsOf(source, ['other'])).toEqual([
      expect.stringMatching(/^match\.Id\.\$remembered: .*"job-id"/),
    ]);
  });
});
