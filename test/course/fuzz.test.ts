import fc from 'fast-check';
import { expect, it } from 'vitest';
import { validateLesson } from '../../src/course/validate.js';
import { exampleLesson } from './example.js';

type Mutation = (lines: string[]) => string[];

const lineCount = exampleLesson.split('\n').length;
const at = fc.nat(lineCount - 1);
const on = (index: number, change: (line: string) => string | string[]): Mutation => {
  return (lines) => lines.flatMap((line, i) => (i === index % lines.length ? change(line) : [line]));
};
const value = fc.constantFrom(
  '12',
  '-1',
  '1.5',
  'true',
  'null',
  '~',
  '[]',
  '{}',
  '[1, {a: b}]',
  '{$regex: "("}',
  '{$foo: 1, bar: 2}',
  '""',
  '.nan',
  '.inf',
  '*nowhere',
  '&a x',
  '!!binary aGk=',
  '!!set {a}',
  '!unknown x',
  '? a',
  '|',
  '>',
  '%YAML',
  '@x',
  '`x`',
  '2026-01-01',
  '0x1F',
  '__proto__',
  '<<',
  '{__proto__: {a: 1}}',
  '{<<: {a: 1}}',
  '{? [a]: b}',
);
const garbage = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('\0', '\uFEFF', '\t', '\r', '\u2028', '---', '...', '# '),
);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  at.map((i) => on(i, () => [])),
  at.map((i) => on(i, (line) => [line, line])),
  fc.tuple(at, value).map(([i, v]) => on(i, (line) => line.replace(/: .*$/, () => `: ${v}`))),
  fc
    .tuple(at, value)
    .map(([i, v]) =>
      on(i, (line) => line.replace(/^( *- )?.*$/, (_, dash: string | undefined) => `${dash ?? ''}${v}`)),
    ),
  fc.tuple(at, fc.nat(12), fc.nat(3)).map(([i, column, kind]) =>
    on(i, (line) => {
      const cut = Math.min(column + (line.length - line.trimStart().length), line.length);
      return (
        line.slice(0, cut) + ['', 'x', (line[cut] ?? '').toUpperCase(), '_'][kind]! + line.slice(cut + 1)
      );
    }),
  ),
  fc
    .tuple(at, fc.nat(30), garbage)
    .map(([i, column, bytes]) => on(i, (line) => line.slice(0, column) + bytes + line.slice(column))),
  fc
    .tuple(at, fc.integer({ min: -3, max: 3 }))
    .map(([i, by]) => on(i, (line) => (by < 0 ? line.slice(-by) : ' '.repeat(by) + line))),
  at.map(
    (i): Mutation =>
      (lines) =>
        lines.slice(0, i),
  ),
  fc.tuple(at, at).map(([a, b]): Mutation => (lines) => {
    const moved = lines[a % lines.length] ?? '';
    return lines.toSpliced(a % lines.length, 1).toSpliced(b, 0, moved);
  }),
);

it('2,000 bent lesson files load or say what is wrong at a place inside them', { timeout: 120_000 }, () => {
  let loaded = 0;
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
      const text = mutations
        .reduce((lines, mutate) => (lines.length > 0 ? mutate(lines) : lines), exampleLesson.split('\n'))
        .join('\n');
      const { value: lesson, problems } = validateLesson(text, 'bent.yaml');
      expect(lesson === undefined).toBe(problems.length > 0);
      if (lesson) loaded++;
      const lines = text.split('\n');
      for (const problem of problems) {
        expect(problem.line).toBeGreaterThanOrEqual(1);
        expect(problem.line).toBeLessThanOrEqual(lines.length);
        expect(problem.column).toBeGreaterThanOrEqual(1);
        expect(problem.column).toBeLessThanOrEqual(lines[problem.line - 1]!.length + 1);
        expect(problem.message).not.toMatch(/Invalid input|\[object|^$|undefined/);
      }
    }),
    { numRuns: 2000, seed: 20_240_607 },
  );
  // Mutations that break nothing, or everything, would prove nothing.
  expect(loaded).toBeGreaterThan(100);
  expect(loaded).toBeLessThan(1500);
});
