import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, fit, lineWidth, plain, span, spread, takeCells } from '../../../src/tui/text/line.js';
import { chop, wrap } from '../../../src/tui/text/wrap.js';

const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const cells = fc.integer({ min: 2, max: 40 });

describe('lines', () => {
  it('never come out wider than asked', () => {
    fc.assert(
      fc.property(text, text, cells, (a, b, width) => {
        const line = [span(a, 'strong'), span(b)];
        for (const row of wrap(line, width)) expect(lineWidth(row)).toBeLessThanOrEqual(width);
        expect(lineWidth(cut(line, width))).toBeLessThanOrEqual(width);
        expect(lineWidth(fit(line, width))).toBe(width);
        for (const row of chop(span(a).text, width))
          expect(lineWidth([span(row)])).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('lose no word when they are wrapped', () => {
    fc.assert(
      fc.property(text, cells, (source, width) => {
        const letters = (one: string) => one.replaceAll(/\s/g, '');
        const rows = wrap([span(source)], width);
        expect(letters(rows.map(plain).join(''))).toBe(letters(span(source).text));
      }),
    );
  });

  it('never hold a control character', () => {
    expect(span('a\u001b[31mb\u0007\tc').text).toBe('a[31mb    c');
  });

  it('keep the right part and cut the left one when both do not fit', () => {
    expect(plain(spread([span('a long title')], [span('1 of 3')], 14))).toBe('a long… 1 of 3');
  });

  it('never cut a wide character in half', () => {
    expect(takeCells('好好', 3)).toBe('好');
  });
});

describe('code that is too long', () => {
  it('breaks at a blank, with a mark that keeps it one command', () => {
    expect(chop('docker run -d --name web nginx', 20, ' \\')).toEqual([
      'docker run -d \\',
      '--name web nginx',
    ]);
  });

  it('breaks inside a word without a mark when there is no blank near', () => {
    expect(chop('aaaaaaaaaa', 4, ' \\').join('')).toBe('aaaaaaaaaa');
  });
});
