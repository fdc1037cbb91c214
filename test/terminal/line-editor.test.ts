import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editLine, emptyLine } from '../../src/terminal/line-editor.js';

const sent = (typed: string) => editLine(emptyLine, typed).send;

describe('a line typed without a terminal driver', () => {
  it('goes to the shell when Enter is pressed, not before', () => {
    expect(sent('docker ps')).toBe('');
    expect(sent('docker ps\r')).toBe('docker ps\n');
  });

  it('can be corrected: backspace, the last word, the whole line', () => {
    expect(sent('docker px\x7fs\r')).toBe('docker ps\n');
    expect(sent('docker run web\x17ps\r')).toBe('docker run ps\n');
    expect(sent('rm -rf /\x15ls\r')).toBe('ls\n');
    expect(sent('\x7f\x7fls\r')).toBe('ls\n');
  });

  it('takes a sign of many code points away at once, with both its cells', () => {
    const { line, echo } = editLine(editLine(emptyLine, 'a👨‍👩‍👧').line, '\x7f');
    expect(line.text).toBe('a');
    expect(echo).toBe('\b \b'.repeat(2));
  });

  it('brings earlier lines back with the arrow keys', () => {
    expect(sent('one\rtwo\r\x1b[A\x1b[A\r')).toBe('one\ntwo\none\n');
    expect(sent('one\rtwo\r\x1b[A\x1b[A\x1b[B\r')).toBe('one\ntwo\ntwo\n');
    expect(sent('one\r\x1b[A\x1b[A\x1b[A\r')).toBe('one\none\n');
  });

  it('is dropped by Ctrl-C, which goes through, and ended by Ctrl-D only when empty', () => {
    expect(sent('sleep\x03ls\r')).toBe('\x03ls\n');
    expect(sent('\x04')).toBe('\x04');
    expect(sent('ls\x04\r')).toBe('ls\n');
  });

  it('comes out the same however the keys arrive in chunks between keys', () => {
    const key = fc.constantFrom('a', 'b', ' ', 'é', '好', '\x7f', '\x15', '\x17', '\r', '\x1b[A', '\x1b[B');
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
        const whole = editLine(emptyLine, keys.join(''));
        let line = emptyLine;
        let send = '';
        for (const one of keys) {
          const edit = editLine(line, one);
          line = edit.line;
          send += edit.send;
        }
        expect({ line, send }).toEqual({ line: whole.line, send: whole.send });
      }),
    );
  });

  it('shows exactly what it holds', () => {
    const key = fc.constantFrom('a', 'b', ' ', '\x7f', '\x15', '\x17', '\x1b[A');
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
        const { line, echo } = editLine(emptyLine, keys.join(''));
        let shown = '';
        for (const part of echo.match(/\x08 \x08|[\s\S]/g) ?? [])
          shown = part === '\b \b' ? shown.slice(0, -1) : shown + part;
        expect(shown).toBe(line.text);
      }),
    );
  });
});
