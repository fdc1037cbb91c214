import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutputTail, plainText } from '../../src/terminal/plain-text.js';

describe('plain text of terminal output', () => {
  it.each([
    ['colours', '\x1b[1;31mred\x1b[0m text', 'red text'],
    ['titles and links', '\x1b]0;title\x07\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['character sets and keypad modes', '\x1b(B\x1b=text\x1b>', 'text'],
    ['line ends of a terminal', 'a\r\nb\r\n', 'a\nb\n'],
    ['a progress bar that rewrites its line', '10%\r50%\r100%\r\ndone', '100%\ndone'],
    ['backspaces', 'abc\b\bX', 'aX'],
    ['bells and other controls', 'a\x07b\x00c\td', 'abc\td'],
    ['an escape sequence that was never finished', 'text\x1b[3', 'text'],
  ])('leaves out %s', (_what, raw, text) => {
    expect(plainText(raw)).toBe(text);
  });

  it('never holds a control character but tab and line end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        expect(plainText(raw)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/);
      }),
    );
  });
});

describe('the tail of output', () => {
  it('is the whole text while that is short', () => {
    const tail = createOutputTail();
    tail.push('one\r\n');
    tail.push('\x1b[32mtwo\x1b[0m\r\n');
    expect(tail.text()).toBe('one\ntwo\n');
  });

  it('is the last 64 KiB of a flood', () => {
    const tail = createOutputTail();
    const lines = Array.from({ length: 100_000 }, (_, index) => `${index}\r\n`);
    for (let at = 0; at < lines.length; at += 1000) tail.push(lines.slice(at, at + 1000).join(''));
    const text = tail.text();
    expect(text).toHaveLength(64 * 1024);
    expect(text.endsWith('99998\n99999\n')).toBe(true);
  });

  it('does not show half an escape sequence where the flood was cut', () => {
    const tail = createOutputTail(40);
    for (let index = 0; index < 200; index++) tail.push(`\x1b[38;5;${index}mx\x1b[0m\r\n`);
    expect(tail.text()).toMatch(/^(x\n)+$/);
  });
});
