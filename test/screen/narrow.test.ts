import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { isNarrow } from '../../src/screen/narrow.js';
import { glyphsFor } from '../../src/tui/theme/glyphs.js';

it('what counts as narrow takes one cell, alone and beside others', () => {
  for (let code = 0; code < 0x3000; code++) {
    const sign = String.fromCharCode(code);
    if (isNarrow(sign))
      expect([code, stringWidth(sign), stringWidth(`${sign}${sign}a`)]).toEqual([code, 1, 3]);
  }
});

it('what is wide, joins or has no width is not narrow', () => {
  for (const text of ['好', 'e\u0301', '👍', '\u200d', '\u25b6\ufe0f', '\x1b[1m', '\u00ad', '\ud83d']) {
    expect(isNarrow(text)).toBe(false);
  }
});

it('the signs of the chrome are narrow', () => {
  const { spinner, box, ...signs } = glyphsFor('unicode');
  expect(isNarrow([...spinner, ...Object.values(box), ...Object.values(signs)].join(''))).toBe(true);
});
