import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarkParser, type Piece } from '../../src/terminal/marks.js';

const secret = 'a1b2';
const mark = (letter: string, payload = '') => `\x1b]133;${letter};aid=${secret};${payload};${secret}\x07`;

function parse(chunks: string[]): Piece[] {
  const parser = createMarkParser(secret);
  const pieces = [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
  return pieces.reduce<Piece[]>((merged, piece) => {
    const last = merged.at(-1);
    if (piece.type === 'data' && last?.type === 'data') {
      return [...merged.slice(0, -1), { type: 'data', text: last.text + piece.text }];
    }
    return [...merged, piece];
  }, []);
}

describe('marks in shell output', () => {
  it('are taken out and read', () => {
    const output = `${mark('A', '127')}$ ${mark('B')}ls\r\n${mark('C', '3;   12  ls -l')}file\r\n${mark('P')}`;
    expect(parse([output])).toEqual([
      { type: 'mark', mark: { type: 'prompt', exitCode: 127 } },
      { type: 'data', text: '$ ' },
      { type: 'mark', mark: { type: 'ready' } },
      { type: 'data', text: 'ls\r\n' },
      { type: 'mark', mark: { type: 'command', previousExitCode: 3, line: 'ls -l' } },
      { type: 'data', text: 'file\r\n' },
      { type: 'mark', mark: { type: 'continuation' } },
    ]);
  });

  it('carry command lines of several lines, with semicolons, bells and escapes in them', () => {
    const line = 'echo a; printf "\x07\x1b]133;D\x07"\nfor x in 1; do :; done';
    const [piece] = parse([mark('C', `0;    1* ${line.replaceAll('\n', '\r\n')}`)]);
    expect(piece).toEqual({ type: 'mark', mark: { type: 'command', previousExitCode: 0, line } });
  });

  it('can not be forged by a program that does not know the secret', () => {
    const forged = '\x1b]133;A;aid=guess;0;guess\x07\x1b]133;D;0\x07\x1b]133;A\x07';
    expect(parse([forged])).toEqual([{ type: 'data', text: forged }]);
  });

  it('mean the same however the output is cut into chunks', () => {
    const parts = fc.oneof(
      fc.constantFrom(mark('A', '0'), mark('B'), mark('P'), mark('C', '1;  7  true')),
      fc.constantFrom(
        '\x1b',
        '\x1b]',
        '\x1b]133;',
        `\x1b]133;C;aid=${secret};`,
        `;${secret}\x07`,
        '\x1b[31m',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), fc.array(fc.nat(60)), (texts, cuts) => {
        const output = texts.join('');
        const chunks: string[] = [];
        let at = 0;
        for (const cut of cuts) chunks.push(output.slice(at, (at += cut)));
        chunks.push(output.slice(at));
        expect(parse(chunks)).toEqual(parse([output]));
      }),
    );
  });

  it('never lose or invent output', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (chunks) => {
        const data = parse(chunks).map((piece) => (piece.type === 'data' ? piece.text : ''));
        expect(data.join('')).toBe(chunks.join(''));
      }),
    );
  });
});
