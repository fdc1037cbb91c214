import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { findJsonError } from '../../src/checks/json-error.js';
import { parseFile } from '../../src/checks/parse-file.js';

describe('JSON', () => {
  test('mistakes are found exactly where JSON.parse refuses', () => {
    const parts = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '0.5',
      'true',
      'nul',
      ' ',
      '\n',
      '"',
      '\\',
      'e5',
    );
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc.array(parts, { maxLength: 8 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(findJsonError(text) === undefined).toBe(valid);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['{"a": 1,\n  b: 2}', 2, 3, 'found "b" where a key in double quotes is needed'],
    ['{"a": [1 2]}', 1, 10, 'found "2" where "," or "]" is needed'],
    ['{"a": 1', 1, 8, 'the file ends where "," or "}" is needed'],
    ["{'a': 1}", 1, 2, 'found "\'" where a key in double quotes is needed'],
    ['[1]\n[2]', 2, 1, 'found "[" where the end of the file is needed'],
    ['', 1, 1, 'the file ends where a value is needed'],
  ])('%j is located', (text, line, column, says) => {
    expect(parseFile('json', text)).toEqual({ ok: false, errors: [{ line, column, says }] });
  });
});

describe('YAML', () => {
  test('several documents are a list, one is itself', () => {
    expect(parseFile('yaml', 'a: 1\n')).toEqual({ ok: true, value: { a: 1 } });
    expect(parseFile('yaml', 'a: 1\n---\nb: [x]\n')).toEqual({ ok: true, value: [{ a: 1 }, { b: ['x'] }] });
    expect(parseFile('yaml', '')).toEqual({ ok: true, value: null });
  });

  test('a tab is called a tab, with its place', () => {
    const says = 'found a tab; YAML is indented with blanks only';
    expect(parseFile('yaml', 'services:\n\tweb: 1\n')).toEqual({
      ok: false,
      errors: [{ line: 2, column: 1, says }],
    });
  });

  test('a key in the wrong column has its line', () => {
    const result = parseFile('yaml', 'a:\n  b: 1\n c: 2\n');
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.errors[0]?.line).toBe(3);
  });

  test('nothing is printed about odd keys', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    expect(parseFile('yaml', '{a: b}: c').ok).toBe(true);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test('an alias without an anchor is a mistake of the file', () => {
    expect(parseFile('yaml', 'a: *nowhere\n').ok).toBe(false);
  });

  test('any text is read or has a located mistake', () => {
    const parts = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '  ',
      '- ',
      '[',
      '{',
      '"',
      '\t',
      '&x',
      '*x',
      '---\n',
      '|',
      '%',
      '? ',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(parts).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const result = parseFile('yaml', text);
        if (!result.ok) expect(result.errors.every(({ line, column }) => line > 0 && column > 0)).toBe(true);
      }),
    );
  });
});

test('lines are without their ends, and the last one is not an empty one', () => {
  expect(parseFile('lines', 'a\r\nb\n')).toEqual({ ok: true, value: ['a', 'b'] });
  expect(parseFile('lines', 'a\n\n')).toEqual({ ok: true, value: ['a', ''] });
});
