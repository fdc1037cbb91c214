import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compose } from '../../src/screen/compositor.js';
import type { Frame, Pane } from '../../src/screen/frame.js';
import { createEmulator } from '../../src/terminal/emulator.js';
import { cellAt, outerTerminal, type Outer } from './support.js';

const size = { columns: 12, rows: 4 };
const chrome = ['┌──────────┐', '│          │', '│          │', '└──────────┘'];
const box = { left: 1, top: 1, columns: 10, rows: 2 };
const pane = (...lines: string[]): Pane => ({
  ...box,
  lines: lines.map((line) => `${line.padEnd(box.columns)}\x1b[0m`),
});

describe('composing a frame', () => {
  it('draws chrome, pane and cursor', async () => {
    const outer = await outerTerminal(size);
    await outer.write(
      compose(undefined, { size, chrome, pane: pane('$ ls', 'file'), cursor: { column: 3, row: 2 } }),
    );
    expect(outer.rows()).toEqual(['┌──────────┐', '│$ ls      │', '│file      │', '└──────────┘']);
    const { cursorX, cursorY } = outer.terminal.buffer.active;
    expect([cursorX, cursorY]).toEqual([3, 2]);
  });

  it('says nothing when nothing changed', () => {
    const frame: Frame = { size, chrome, pane: pane('a', 'b'), cursor: { column: 0, row: 0 } };
    expect(compose(frame, { ...frame, chrome: [...chrome] })).toBe('');
  });

  it('only moves the cursor when only that moved', () => {
    const frame: Frame = { size, chrome, cursor: { column: 0, row: 0 } };
    expect(compose(frame, { ...frame, cursor: { column: 4, row: 1 } })).toBe('\x1b[2;5H\x1b[?25h');
    expect(compose(frame, { ...frame, cursor: undefined })).toBe('\x1b[?25l');
    expect(compose(frame, { ...frame, cursor: { column: 12, row: 1 } })).toBe('\x1b[?25l');
  });

  it('paints only the row that changed, at once', () => {
    const before: Frame = { size, chrome, pane: pane('one', 'two') };
    const bytes = compose(before, { size, chrome, pane: pane('one', 'new') });
    expect(bytes).toContain('\x1b[3;2Hnew');
    expect(bytes).not.toContain('one');
    expect(bytes.startsWith('\x1b[?2026h')).toBe(true);
    expect(bytes.endsWith('\x1b[?2026l')).toBe(true);
  });

  it('paints everything again after a resize', async () => {
    const small = { columns: 6, rows: 2 };
    const bytes = compose({ size, chrome }, { size: small, chrome: ['ab', 'cd'] });
    expect(bytes).toContain('\x1b[2J');
    const outer = await outerTerminal(small);
    await outer.write(bytes);
    expect(outer.rows()).toEqual(['ab', 'cd']);
  });

  it('cuts what is too long and fills what is too short', async () => {
    const outer = await outerTerminal(size);
    await outer.write(
      compose(undefined, { size, chrome: ['x'.repeat(40), 'a好好好好好好好', 'old old old', 'z'] }),
    );
    await outer.write(
      compose(
        { size, chrome: ['x'.repeat(40), 'a好好好好好好好', 'old old old', 'z'] },
        { size, chrome: ['x'.repeat(40), 'a好好好好好好好', 'new', 'z', 'below', 'the screen'] },
      ),
    );
    expect(outer.rows()).toEqual(['xxxxxxxxxxxx', 'a好好好好好', 'new', 'z']);
  });

  it('fills the last cell of the last row without scrolling', async () => {
    const outer = await outerTerminal(size);
    const full = Array.from({ length: 4 }, (_, row) => String(row).repeat(12));
    await outer.write(compose(undefined, { size, chrome: full }));
    expect(outer.rows()).toEqual(full);
    await outer.write('\x1b[Habc');
    expect(outer.terminal.buffer.active.baseY).toBe(0);
  });

  it('shows a dialog over the pane, and the pane again when it is gone', async () => {
    const outer = await outerTerminal(size);
    const open: Frame = { size, chrome, pane: pane('0123456789', 'abcdefghij') };
    const dialog: Frame = {
      size,
      chrome: ['┌──────────┐', '│   [ok]   │', '│          │', '└──────────┘'],
      pane: { ...pane('0123456789', 'abcdefghij'), covered: [{ left: 4, top: 1, columns: 4, rows: 1 }] },
    };
    await outer.write(compose(undefined, open) + compose(open, dialog));
    expect(outer.rows().slice(1, 3)).toEqual(['│012[ok]789│', '│abcdefghij│']);
    await outer.write(compose(dialog, open));
    expect(outer.rows().slice(1, 3)).toEqual(['│0123456789│', '│abcdefghij│']);
  });

  it('clips a pane that hangs over the edge', async () => {
    const outer = await outerTerminal(size);
    const lines = ['0123456789', 'abcdefghij', 'ABCDEFGHIJ'];
    await outer.write(
      compose(undefined, { size, chrome: [], pane: { left: 8, top: 2, columns: 10, rows: 3, lines } }),
    );
    expect(outer.rows()).toEqual(['', '', '        0123', '        abcd']);
  });

  it('mends the chrome beside characters that the outer terminal draws wider', async () => {
    const outer = await outerTerminal(size);
    const first: Frame = { size, chrome, pane: pane('plain', '') };
    // Our emulator gave this row ten cells; this terminal will need twelve.
    const wide = { ...box, lines: ['好'.repeat(6), ' '.repeat(10)] };
    await outer.write(compose(undefined, first) + compose(first, { size, chrome, pane: wide }));
    expect(outer.rows().map((row) => row.at(-1))).toEqual(['┐', '│', '│', '┘']);
  });
});

describe('whatever a program prints in the pane', () => {
  const nasty = fc.constantFrom(
    '\x1b[2J\x1b[H', '\x1b[?1049h', '\x1b[?1049l', '\x1bc', '\x1b#8', '\x1b[999;999H', '\x1b[999A', '\x1b[9999X',
    '\x1b[3J', '\x1b[?7l', '\x1b[?6h', '\x1b[2;1r', '\x1b[r', '\x1b[?69h\x1b[3;4s', '\x1b[T', '\x1b[S', '\x1b[8;50;90t',
    '\x1b]0;title', '\x1b]52;c;YQ==\x07', '\x1bP', '\x1b_', '\x9b', '\x90', '\x18', '\x1b[?25l', '\x1b[?2026h',
    '\x0e', '\x1b(0', '\x1b[4h', '\x1b[20h', '\x1bH', '\x1b[3g', '\x1b[200b', '\x1b[?5h', '\x1b[>4;2m', '\x1b[<u',
    '好', '👨‍👩‍👧', '🇫🇷', '🇫', 'e\u0301', '\u200d', '\u202e', '\ufe0f', '\u200b', '\xad', '\uffff', '\t', '\b', '\r', '\n', '\x07',
    '\x1b[31m', '\x1b[7m', '\x1b[38;2;1;2;3m', '\x1b[0m', '\x1b[4:3m', '\x1b[58;5;1m', '\x1b[8m',
  ); // prettier-ignore
  const output = fc
    .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 })), {
      maxLength: 20,
    })
    .map((pieces) => pieces.join(''));

  it('never touches the chrome, and the pane shows the inner screen', async () => {
    const outer = await outerTerminal(size);
    const inner = await createEmulator(box);
    onTestFinished(() => inner.dispose());
    const twin = await outerTerminal(size);
    const paneOf = (): Pane => ({
      ...box,
      lines: Array.from({ length: box.rows }, (_, row) => inner.row(row).ansi),
    });
    let shown: Frame | undefined;
    await fc.assert(
      fc.asyncProperty(output, async (text) => {
        await inner.write(text);
        const frame: Frame = { size, chrome, pane: paneOf() };
        await outer.write(compose(shown, frame));
        shown = frame;
        expect(frameCells(outer)).toEqual(frameCells(await empty()));
        // Row by row into another terminal: what the rows of the pane look like by themselves.
        const rows = frame.pane?.lines.map((line, row) => `\x1b[${row + 1};1H${line}`).join('');
        await twin.write(`\x1bc\x1b[?7l${rows}`);
        for (let y = 0; y < box.rows; y++) {
          for (let x = 0; x < box.columns; x++) {
            expect(cellAt(outer, x + box.left, y + box.top)).toBe(cellAt(twin, x, y));
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  let blank: Outer | undefined;
  const empty = async () => {
    if (!blank) {
      blank = await outerTerminal(size);
      await blank.write(compose(undefined, { size, chrome, pane: pane('', '') }));
    }
    return blank;
  };

  /** Every cell that is not the pane's, and the modes that would change how we draw. */
  function frameCells(outer: Outer): string[] {
    const cells: string[] = [];
    for (let y = 0; y < size.rows; y++) {
      for (let x = 0; x < size.columns; x++) {
        const inPane = y >= box.top && y < box.top + box.rows && x >= box.left && x < box.left + box.columns;
        if (!inPane) cells.push(cellAt(outer, x, y));
      }
    }
    const { wraparoundMode, originMode, insertMode } = outer.terminal.modes;
    return [
      ...cells,
      String(wraparoundMode),
      String(originMode),
      String(insertMode),
      outer.terminal.buffer.active.type,
    ];
  }
});
