import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Size } from '../../src/terminal/contract.js';
import { createEmulator, type Emulator } from '../../src/terminal/emulator.js';
import { bare } from './support.js';

async function emulate(text: string, size: Size = { columns: 20, rows: 4 }, depth?: 'none' | '16' | '256') {
  const emulator = await createEmulator(size, depth ? { depth } : {});
  onTestFinished(() => emulator.dispose());
  await emulator.write(text);
  return emulator;
}
const rows = (emulator: Emulator) =>
  Array.from({ length: emulator.size.rows }, (_, row) => bare(emulator.row(row).ansi).trimEnd());

describe('a row of the emulator', () => {
  it.each([
    ['plain text', 'ab', 'ab  \x1b[0m'],
    ['a colour that ends', '\x1b[31ma\x1b[0mb', '\x1b[31ma\x1b[0mb  \x1b[0m'],
    ['equal cells only once', '\x1b[1ma\x1b[1mb', '\x1b[1mab\x1b[0m  \x1b[0m'],
    ['one style after another', '\x1b[31ma\x1b[1mb', '\x1b[31ma\x1b[0;1;31mb\x1b[0m  \x1b[0m'],
    ['bright colours', '\x1b[95;103ma', '\x1b[95;103ma\x1b[0m   \x1b[0m'],
    ['256 colours', '\x1b[38;5;200;48;5;17ma', '\x1b[38;5;200;48;5;17ma\x1b[0m   \x1b[0m'],
    ['true colours', '\x1b[38;2;1;2;3;48;2;4;5;6ma', '\x1b[38;2;1;2;3;48;2;4;5;6ma\x1b[0m   \x1b[0m'],
    ['all other attributes', '\x1b[1;2;3;4;5;7;8;9;53ma', '\x1b[1;2;3;4;5;7;8;9;53ma\x1b[0m   \x1b[0m'],
    ['wide characters', '好a', '好a \x1b[0m'],
    ['wide characters that wrap', 'abc好', 'abc \x1b[0m'],
    ['half a wide character as a blank', '好好\x1b[2GX', ' X好\x1b[0m'],
    ['combining marks with their letter', 'e\u0301\u0323x', 'e\u0301\u0323x  \x1b[0m'],
    ['emoji of several code points', '👨‍👩‍👧🇫🇷', '👨‍👩‍👧🇫🇷\x1b[0m'],
    ['a zero-width character alone at the start as a blank', '\u200bab', ' ab \x1b[0m'],
  ])('shows %s', async (_what, text, ansi) => {
    const emulator = await emulate(text, { columns: 4, rows: 2 });
    expect(emulator.row(0).ansi).toBe(ansi);
  });

  it('has fewer colours where the outer terminal has fewer', async () => {
    const text = '\x1b[38;2;255;0;0;48;5;21ma';
    expect((await emulate(text, undefined, '256')).row(0).ansi).toMatch(/^\x1b\[38;5;196;48;5;21ma/);
    expect((await emulate(text, undefined, '16')).row(0).ansi).toMatch(/^\x1b\[91;44ma/);
  });

  it('keeps bold and inverse without colours', async () => {
    const emulator = await emulate('\x1b[1;7;31;42ma', undefined, 'none');
    expect(emulator.row(0).ansi).toMatch(/^\x1b\[1;7ma/);
  });
});

describe('the view', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`).join('\r\n');

  it('follows the output until it is scrolled, then stays where it is', async () => {
    const emulator = await emulate(lines(10));
    expect(rows(emulator)).toEqual(['line 6', 'line 7', 'line 8', 'line 9']);
    emulator.scrollBy(-3);
    expect(rows(emulator)[0]).toBe('line 3');
    await emulator.write('\r\nmore\r\nand more');
    expect(rows(emulator)[0]).toBe('line 3');
    expect(emulator.scrollOffset()).toBe(5);
    emulator.scrollToEnd();
    expect(rows(emulator)[3]).toBe('and more');
    expect(emulator.scrollOffset()).toBe(0);
  });

  it('is clamped to the history', async () => {
    const emulator = await emulate(lines(10));
    emulator.scrollBy(-100);
    expect(rows(emulator)[0]).toBe('line 0');
    emulator.scrollBy(100);
    expect(emulator.scrollOffset()).toBe(0);
  });

  it('keeps 5,000 lines of history', async () => {
    const emulator = await emulate(lines(6004));
    emulator.scrollBy(-10_000);
    expect(emulator.scrollOffset()).toBe(5000);
    expect(rows(emulator)[0]).toBe('line 1000');
  });

  it('shows the cursor where it is, unless it is hidden or scrolled out', async () => {
    const emulator = await emulate(`${lines(10)}\x1b[2;5H`);
    expect(emulator.cursor()).toEqual({ column: 4, row: 1 });
    emulator.scrollBy(-2);
    expect(emulator.cursor()).toEqual({ column: 4, row: 3 });
    emulator.scrollBy(-1);
    expect(emulator.cursor()).toBeUndefined();
    emulator.scrollToEnd();
    await emulator.write('\x1b[?1;25l');
    expect(emulator.cursor()).toBeUndefined();
    await emulator.write('\x1bc');
    expect(emulator.cursor()).toEqual({ column: 0, row: 0 });
  });

  it('keeps the cursor inside when a row is full', async () => {
    expect((await emulate('12345678901234567890')).cursor()).toEqual({ column: 19, row: 0 });
  });

  it('tells what the program asked for', async () => {
    const emulator = await emulate('\x1b[?1h\x1b[?2004h\x1b[?1000h\x1b[?1049h');
    const on = { mouse: true, bracketedPaste: true, applicationCursor: true, alternateScreen: true };
    expect(emulator.modes()).toEqual(on);
    await emulator.write('\x1bc\x1b[?1049l');
    expect(Object.values(emulator.modes())).toEqual([false, false, false, false]);
  });

  it('answers what programs ask a terminal', async () => {
    const emulator = await emulate('ab');
    const replies: string[] = [];
    emulator.onReply((bytes) => replies.push(bytes));
    await emulator.write('\x1b[6n\x1b[c');
    expect(replies).toEqual(['\x1b[1;3R', expect.stringMatching(/^\x1b\[\?\d[\d;]*c$/)]);
  });

  it('finds text in its history, back and forth, and marks it', async () => {
    const emulator = await emulate(`a Needle b\r\n${lines(20)}\r\n好 needle, needle\r\nend`);
    expect(emulator.search('needle', 'back')).toBe(true);
    const marked = () =>
      Array.from({ length: 4 }, (_, row) => emulator.row(row).ansi).find((ansi) => ansi.includes('\x1b[7m'));
    expect(marked()).toMatch(/^好 needle, \x1b\[7mneedle\x1b\[0m/);
    expect(emulator.search('needle', 'back')).toBe(true);
    expect(marked()).toMatch(/^好 \x1b\[7mneedle\x1b\[0m, needle/);
    expect(emulator.search('needle', 'back')).toBe(true);
    expect(marked()).toMatch(/^a \x1b\[7mNeedle\x1b\[0m b/);
    expect(emulator.search('needle', 'back')).toBe(false);
    expect(emulator.search('needle', 'forward')).toBe(true);
    expect(marked()).toMatch(/^好 \x1b\[7mneedle/);
    emulator.scrollToEnd();
    expect(marked()).toBeUndefined();
    expect(emulator.search('nothing like it', 'back')).toBe(false);
  });

  it('follows a match while new output pushes it up', async () => {
    const emulator = await emulate(`needle\r\n${lines(3)}`);
    emulator.search('needle', 'back');
    await emulator.write(`\r\n${lines(10)}`);
    emulator.scrollBy(-100);
    expect(emulator.row(0).ansi).toMatch(/^\x1b\[7mneedle/);
  });

  it('survives that the line of a match leaves the history', async () => {
    const emulator = await emulate(`needle\r\n${lines(3)}`);
    emulator.search('needle', 'back');
    await emulator.write(`\r\n${lines(6000)}\r\nneedle again`);
    expect(emulator.search('needle', 'back')).toBe(true);
  });

  it('tells that it changed', async () => {
    const emulator = await emulate('');
    let changes = 0;
    const stop = emulator.onChange(() => changes++);
    await emulator.write('a');
    emulator.scrollBy(-1);
    emulator.resize({ columns: 30, rows: 5 });
    stop();
    await emulator.write('b');
    expect(changes).toBe(3);
    expect(emulator.size).toEqual({ columns: 30, rows: 5 });
  });
});

describe('whatever programs print', () => {
  it('leaves each row exactly as wide as the screen, and as another terminal would draw it', async () => {
    const size = { columns: 12, rows: 4 };
    const pieces = fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 10 }) },
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(
        '好',
        '👨‍👩‍👧',
        '🇫🇷',
        '\u200b',
        'e\u0301',
        '\t',
        '\r\n',
        '\b',
        '\x1b[1@',
        '\x1b[P',
        '\x1b[K',
        '\x1b[2;11H',
        '\x1b[7;31m',
        '\x1b[0m',
      ),
    );
    const inner = await createEmulator(size);
    const outer = await createEmulator(size);
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async (texts) => {
        await inner.write(`\x1bc${texts.join('')}`);
        const drawn = Array.from({ length: size.rows }, (_, row) => inner.row(row).ansi);
        await outer.write(
          `\x1bc${drawn.map((ansi, row) => `\x1b[${row + 1};1H\x1b[?7l${ansi}\x1b[?7h`).join('')}`,
        );
        expect(Array.from({ length: size.rows }, (_, row) => outer.row(row).ansi)).toEqual(drawn);
      }),
      { numRuns: 300 },
    );
    inner.dispose();
    outer.dispose();
  });
});
