import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInputSplitter, type InputToken } from '../../src/terminal/input.js';
import { innerBytes, wheelBytes } from '../../src/terminal/inner-input.js';

const ours = ['\x07', '\x1b[11~', '\x1bOP', '\x1b[5;2~'];
const isOurs = (sequence: string) => ours.includes(sequence);

/** Tokens with adjacent stretches of the same kind joined: chunks may cut text anywhere. */
function split(chunks: string[]): InputToken[] {
  const splitter = createInputSplitter(isOurs);
  const tokens = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.flush()];
  return tokens.reduce<InputToken[]>((merged, token) => {
    const last = merged.at(-1);
    const isText = (t: InputToken | undefined) =>
      (t?.type === 'pass' && !/^[\x00-\x1f\x7f]/.test(t.bytes)) || (t?.type === 'paste' && t.part === 'text');
    if (last && last.type === token.type && isText(last) && isText(token)) {
      return [...merged.slice(0, -1), { ...token, bytes: last.bytes + token.bytes }];
    }
    return [...merged, token];
  }, []);
}
const pass = (bytes: string): InputToken => ({ type: 'pass', bytes });

describe('input of the outer terminal', () => {
  it('passes text, control characters and keys on', () => {
    expect(split(['ls -l\r', '\x1b[A', '\x1b[1;5C\x03', '\x1bb', 'é好'])).toEqual(
      ['ls -l', '\r', '\x1b[A', '\x1b[1;5C', '\x03', '\x1bb', 'é好'].map(pass),
    );
  });

  it('keeps the keys of the tutor for it', () => {
    expect(split(['a\x07b\x1bOP\x1b[5;2~'])).toEqual([
      pass('a'),
      { type: 'ours', bytes: '\x07' },
      pass('b'),
      { type: 'ours', bytes: '\x1bOP' },
      { type: 'ours', bytes: '\x1b[5;2~' },
    ]);
  });

  it('reads the wheel and other mouse reports', () => {
    expect(split(['\x1b[<64;10;5M\x1b[<69;1;1M\x1b[<0;3;4m'])).toEqual([
      { type: 'wheel', direction: 'up', column: 9, row: 4, bytes: '\x1b[<64;10;5M' },
      { type: 'wheel', direction: 'down', column: 0, row: 0, bytes: '\x1b[<69;1;1M' },
      { type: 'mouse', bytes: '\x1b[<0;3;4m' },
    ]);
  });

  it('sees no keys inside a paste', () => {
    expect(split(['\x1b[200~a\x07\x1bOP\nb\x1b[201~\x07'])).toEqual([
      { type: 'paste', part: 'start', bytes: '\x1b[200~' },
      { type: 'paste', part: 'text', bytes: 'a\x07\x1bOP\nb' },
      { type: 'paste', part: 'end', bytes: '\x1b[201~' },
      { type: 'ours', bytes: '\x07' },
    ]);
  });

  it('holds an Escape back until it is known whether more follows', () => {
    const splitter = createInputSplitter(isOurs);
    expect(splitter.push('\x1b')).toEqual([]);
    expect(splitter.pending()).toBe(true);
    expect(splitter.flush()).toEqual([pass('\x1b')]);
    expect(splitter.pending()).toBe(false);
  });

  it('takes an answer of the outer terminal as one sequence', () => {
    expect(split(['\x1b]11;rgb:0000/0000/0000\x1b\\x'])).toEqual([
      pass('\x1b]11;rgb:0000/0000/0000\x1b\\'),
      pass('x'),
    ]);
  });

  it('gives up on a sequence that never ends', () => {
    const typed = `\x1b]${'x'.repeat(10_000)}`;
    const tokens = createInputSplitter(isOurs).push(typed);
    expect(tokens.map((token) => token.bytes).join('')).toBe(typed);
  });

  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom(...ours, '\x1b[200~', '\x1b[201~', '\x1b', '\x1b[', '\x1bO', '\x1b]', '\x1b\\'),
        fc.constantFrom('\x1b[<64;1;1M', '\x1b[A', '\x1b[20', '\x1b_', '\x07'),
        fc.string({ unit: fc.constantFrom('a', '1', ';', '~', '\r', '\t', '\x7f', 'é', '好') }),
      ),
      { maxLength: 15 },
    )
    .map((parts) => parts.join(''));

  it('means the same however it is cut into chunks', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(9)), (bytes, cuts) => {
        const chunks: string[] = [];
        let at = 0;
        for (const cut of cuts) chunks.push(bytes.slice(at, (at += cut)));
        chunks.push(bytes.slice(at));
        expect(split(chunks)).toEqual(split([bytes]));
      }),
      { numRuns: 500 },
    );
  });

  it('loses, adds and reorders nothing', () => {
    fc.assert(
      fc.property(fc.array(text), (chunks) => {
        expect(
          split(chunks)
            .map((token) => token.bytes)
            .join(''),
        ).toBe(chunks.join(''));
      }),
    );
  });
});

describe('what the program in the terminal gets', () => {
  const plain = { mouse: false, bracketedPaste: false, applicationCursor: false, alternateScreen: false };
  const inner = (bytes: string, modes: Partial<typeof plain>) =>
    split([bytes])
      .map((token) => innerBytes(token, { ...plain, ...modes }))
      .join('');

  it('is cursor keys in the mode that it asked for', () => {
    expect(inner('\x1b[A\x1b[H\x1b[1;5A', {})).toBe('\x1b[A\x1b[H\x1b[1;5A');
    expect(inner('\x1b[A\x1b[H\x1b[1;5A', { applicationCursor: true })).toBe('\x1bOA\x1bOH\x1b[1;5A');
  });

  it('is a paste with brackets only when it asked for them', () => {
    expect(inner('\x1b[200~a\nb\x1b[201~', { bracketedPaste: true })).toBe('\x1b[200~a\nb\x1b[201~');
    expect(inner('\x1b[200~a\nb\x1b[201~', {})).toBe('a\rb');
  });

  it('is neither our keys nor mouse reports', () => {
    expect(inner('\x07x\x1b[<0;3;4M', { mouse: true })).toBe('x');
  });

  it('is the wheel as a report, as cursor keys, or nothing while the scroll-back is ours', () => {
    const wheel = { direction: 'up', column: 2, row: 3 } as const;
    expect(wheelBytes(wheel, plain)).toBeUndefined();
    expect(wheelBytes(wheel, { ...plain, alternateScreen: true })).toBe('\x1b[A\x1b[A\x1b[A');
    expect(wheelBytes(wheel, { ...plain, alternateScreen: true, mouse: true })).toBe('\x1b[<64;3;4M');
  });
});
