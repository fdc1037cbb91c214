import { describe, expect, it } from 'vitest';
import { span } from '../../../src/tui/text/line.js';
import { backgroundFromReport, detectLook } from '../../../src/tui/theme/detect.js';
import { roles } from '../../../src/tui/theme/roles.js';
import { createTheme, type Look, nearest256, paint } from '../../../src/tui/theme/theme.js';

const look = (change: Partial<Look>): Look => ({
  colours: 'true',
  background: 'dark',
  glyphs: 'unicode',
  ...change,
});

describe('the look', () => {
  it('is taken from what terminals and people say', () => {
    expect(detectLook({ TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'en_US.UTF-8' })).toEqual(
      look({}),
    );
    expect(detectLook({ TERM: 'xterm-256color' }).colours).toBe('256');
    expect(detectLook({ TERM: 'xterm' }).colours).toBe('basic');
    expect(detectLook({ TERM: 'xterm-256color', NO_COLOR: '1' }).colours).toBe('none');
    expect(detectLook({ TERM: 'linux' }).glyphs).toBe('ascii');
    expect(detectLook({ LANG: 'de_DE.ISO-8859-1' }).glyphs).toBe('ascii');
    expect(detectLook({ COLORFGBG: '0;15' }).background).toBe('light');
    expect(detectLook({ COLORFGBG: '0;15', KUBE_TUTOR_THEME: 'dark' }).background).toBe('dark');
  });

  it('follows the background that the terminal reports', () => {
    expect(backgroundFromReport('\u001b]11;rgb:ffff/ffff/ffff\u0007')).toBe('light');
    expect(backgroundFromReport('\u001b]11;rgb:1e/1e/2e\u001b\\')).toBe('dark');
    expect(backgroundFromReport('\u001b]11;?\u0007')).toBeUndefined();
  });
});

describe('painting', () => {
  it('uses no colour at all with NO_COLOR, and only the sixteen where there are no more', () => {
    const all = roles.map((role) => span('x', role));
    const plain = paint(all, createTheme(look({ colours: 'none' })));
    const basic = paint(all, createTheme(look({ colours: 'basic' })));
    const attributes = (text: string) => [...text.matchAll(/\[([\d;]+)m/g)].map((match) => match[1]!);
    expect(attributes(plain).filter((code) => !['0', '1', '3', '4', '7'].includes(code))).toEqual([]);
    expect(attributes(basic).filter((code) => code.includes(';'))).toEqual([]);
  });

  it('finds the nearest of 256 colours', () => {
    expect(nearest256('#ff0000')).toBe(196);
    expect(nearest256('#808080')).toBe(244);
  });
});
