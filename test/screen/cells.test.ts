import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliceRow } from '../../src/screen/cells.js';
import { cellAt, outerTerminal } from './support.js';

describe('a slice of a row', () => {
  it.each([
    ['plain text', 'abcdef', 1, 4, { ansi: 'bcd', width: 3 }],
    ['less than asked for when the row is short', 'ab', 1, 5, { ansi: 'b', width: 1 }],
    ['nothing beyond the end', 'ab', 4, 6, { ansi: '', width: 0 }],
    [
      'the style that began before it',
      '\x1b[1m\x1b[31mabc',
      1,
      2,
      { ansi: '\x1b[1m\x1b[31mb\x1b[0m', width: 1 },
    ],
    ['no style that was reset before it', '\x1b[1ma\x1b[0mbc', 1, 3, { ansi: 'bc', width: 2 }],
    ['style changes inside', 'a\x1b[2mb\x1b[22mc', 0, 3, { ansi: 'a\x1b[2mb\x1b[22mc\x1b[0m', width: 3 }],
    ['wide characters whole', 'a好b', 1, 4, { ansi: '好b', width: 3 }],
    ['a blank for half a wide character at its left', '好b', 1, 3, { ansi: ' b', width: 2 }],
    ['a blank for half a wide character at its right', 'a好', 0, 2, { ansi: 'a ', width: 2 }],
    ['combining marks', 'e\u0301x', 0, 1, { ansi: 'e\u0301', width: 1 }],
    ['emoji of several code points', '👨‍👩‍👧🇫🇷x', 0, 4, { ansi: '👨‍👩‍👧🇫🇷', width: 4 }],
    ['box drawings', '│ab│', 0, 2, { ansi: '│a', width: 2 }],
    [
      'no cursor movement, links, titles or controls',
      'a\x1b[5;5Hb\x1b]8;;x\x07c\r\n\x9bd',
      0,
      9,
      { ansi: 'abcd', width: 4 },
    ],
  ])('has %s', (_what, row, from, to, slice) => {
    expect(sliceRow(row, from, to)).toEqual(slice);
  });

  it('shows the same cells as the whole row, wherever it is cut', async () => {
    const columns = 16;
    const [whole, parts] = [
      await outerTerminal({ columns, rows: 1 }),
      await outerTerminal({ columns, rows: 1 }),
    ];
    const piece = fc.constantFrom('a', 'bc', ' ', '│', 'é', '\x1b[31m', '\x1b[1;44m', '\x1b[39m', '\x1b[0m');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 14 }), fc.nat(columns), async (pieces, cut) => {
        const row = pieces.join('');
        await whole.write(`\x1bc${row}`);
        await parts.write(`\x1bc\x1b[1;${cut + 1}H${sliceRow(row, cut, columns).ansi}`);
        if (cut > 0) await parts.write(`\x1b[H${sliceRow(row, 0, cut).ansi}`);
        for (let x = 0; x < columns; x++) expect(cellAt(parts, x, 0)).toBe(cellAt(whole, x, 0));
      }),
    );
  });
});
