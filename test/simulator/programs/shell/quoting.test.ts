import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateArithmetic } from '../../../../src/simulator/programs/shell/arithmetic.js';
import { splitFields } from '../../../../src/simulator/programs/shell/fields.js';
import { matchesPattern, quotePattern } from '../../../../src/simulator/programs/shell/pattern.js';
import { decode, encode } from '../../../../src/simulator/programs/lib/text.js';
import { createMachine } from '../kernel/machine.js';

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0'));

describe('quoting', () => {
  it('keeps every word that was quoted', async () => {
    const machine = createMachine();
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (words) => {
        const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
        const { stdout } = await machine.sh(`for w in ${quoted}; do printf '%s\\0' "$w"; done`);
        expect(stdout).toBe(words.map((word) => `${word}\0`).join(''));
      }),
      { numRuns: 60 },
    );
  });

  it('neither splits nor globs an expansion in double quotes', async () => {
    const machine = createMachine();
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const { stdout } = await machine.sh('printf "%s" "$V"', { env: { V: value } });
        expect(stdout).toBe(value);
      }),
      { numRuns: 60 },
    );
  });

  it('makes a pattern that matches just itself', () => {
    fc.assert(
      fc.property(text, text, (value, other) => {
        expect(matchesPattern(quotePattern(value), value)).toBe(true);
        expect(matchesPattern(quotePattern(value), other)).toBe(value === other);
      }),
    );
  });
});

describe('field splitting', () => {
  it('gives the words between blanks', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-c \t\n]*$/), (value) => {
        const fields = splitFields([{ text: value, quoted: false, split: true }], ' \t\n');
        expect(fields.map((field) => field.text)).toEqual(value.split(/[ \t\n]+/).filter(Boolean));
      }),
    );
  });
});

describe('arithmetic', () => {
  it('counts like 64-bit integers', () => {
    const scope = { get: () => undefined, set: () => {} };
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer(),
        fc.constantFrom('+', '-', '*', '&', '|', '^'),
        (a, b, operator) => {
          const [x, y] = [BigInt(a), BigInt(b)];
          const expected = { '+': x + y, '-': x - y, '*': x * y, '&': x & y, '|': x | y, '^': x ^ y }[
            operator
          ];
          expect(evaluateArithmetic(`(${a}) ${operator} (${b})`, scope)).toBe(
            String(BigInt.asIntN(64, expected ?? 0n)),
          );
        },
      ),
    );
  });
});

describe('bytes as text', () => {
  it('come back as they were, whether they are UTF-8 or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(encode(decode(bytes))).toEqual(bytes);
      }),
    );
  });
});
