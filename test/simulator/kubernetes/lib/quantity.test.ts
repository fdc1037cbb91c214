import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binaryQuantity,
  decimalQuantity,
  milliValue,
  parseQuantity,
} from '../../../../src/simulator/kubernetes/lib/quantity.js';

describe('quantities', () => {
  it.each([
    ['100m', 0.1],
    ['1Gi', 1073741824],
    ['1e3', 1000],
    ['1.5k', 1500],
    ['.5', 0.5],
    ['2E', 2e18],
  ])('reads %s as %d', (text, value) => expect(parseQuantity(text)).toBe(value));

  it.each(['', 'x', '1 Gi', '1gi', '--1', '1e', '1.2.3'])('refuses %j', (text) =>
    expect(parseQuantity(text)).toBeNaN(),
  );

  it('writes decimals so that reading gives the same thousandths', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (milli) => {
        expect(milliValue(decimalQuantity(milli / 1000))).toBe(milli);
      }),
    );
  });

  it('writes bytes so that reading gives the same bytes', () => {
    fc.assert(
      fc.property(fc.nat(), (bytes) => {
        expect(parseQuantity(binaryQuantity(bytes))).toBe(bytes);
      }),
    );
  });
});
