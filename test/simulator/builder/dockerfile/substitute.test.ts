import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expand, WordError } from '../../../../src/simulator/builder/dockerfile/substitute.js';

const values: Record<string, string> = { a: 'one', empty: '', path: 'x/y/z.tar.gz' };
const lookup = (name: string) => values[name];

describe('expand', () => {
  it.each([
    ['$a-${a}', 'one-one'],
    ['$none.', '.'],
    ['\'$a\' "$a" \\$a', '$a one $a'],
    ['${none:-b}${empty:-c}${empty-d}', 'bc'],
    ['${a:+yes}${none:+no}', 'yes'],
    ['${none:-${a}}', 'one'],
    ['${path#*/}', 'y/z.tar.gz'],
    ['${path##*/}', 'z.tar.gz'],
    ['${path%.*}', 'x/y/z.tar'],
    ['${path%%.*}', 'x/y/z'],
    ['${path/\\//-}', 'x-y/z.tar.gz'],
    ['$5 $', ' $'],
  ])('reads %j as %j', (text, value) => {
    expect(expand(text, lookup)).toBe(value);
  });

  it('leaves quotes and unset variables alone when a text is only shown', () => {
    expect(expand('echo "$a" $none', lookup, { raw: true, keepUnset: true })).toBe('echo "one" $none');
  });

  it.each([
    ['${none:?is needed}', 'none: is needed'],
    ['"a', 'unexpected end of statement while looking for matching double-quote'],
    ['${a', "syntax error: missing '}'"],
    ['${a:x}', 'unsupported modifier (:x) in substitution'],
  ])('refuses %j', (text, message) => {
    expect(() => expand(text, lookup)).toThrow(new WordError(message));
  });

  it('expands anything or refuses it, and never breaks', () => {
    const part = fc.constantFrom(
      '$',
      '{',
      '}',
      'a',
      ':',
      '-',
      '?',
      '/',
      '%',
      '#',
      '*',
      '[',
      ']',
      '"',
      "'",
      '\\',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
        try {
          expect(typeof expand(parts.join(''), lookup)).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(WordError);
        }
      }),
    );
  });
});
