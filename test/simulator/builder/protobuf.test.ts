import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, entries, message, ProtobufError } from '../../../src/simulator/builder/buildkit/protobuf.js';
import { unframe } from '../../../src/simulator/builder/buildkit/grpc.js';

describe('protobuf', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.string(), fc.maxSafeInteger(), fc.array(fc.string()), (text, int, texts) => {
        const fields = decode(message({ 1: text, 2: int, 30: texts, 4: undefined }));
        expect(fields.text(1)).toBe(text);
        expect(fields.int(2)).toBe(int);
        expect(fields.texts(30)).toEqual(texts);
        expect(fields.bytes(4)).toBeUndefined();
      }),
    );
  });

  it('reads maps of strings', () => {
    expect(decode(message({ 7: entries({ a: 'b', c: '' }) })).map(7)).toEqual(
      new Map([
        ['a', 'b'],
        ['c', ''],
      ]),
    );
  });

  it('reads the encoding that the specification gives as its example', () => {
    expect(message({ 1: 150 })).toEqual(Buffer.from([0x08, 0x96, 0x01]));
  });

  it('refuses broken bytes and never breaks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }),
    );
  });
});

describe('unframe', () => {
  it('finds the messages however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 9 })), fc.integer({ min: 1, max: 7 }), (sent, size) => {
        const bytes = Buffer.concat(
          sent.flatMap((each) => [Buffer.from([0, 0, 0, 0, each.length]), Buffer.from(each)]),
        );
        const got: number[][] = [];
        const take = unframe((each) => got.push([...each]));
        for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
        expect(got).toEqual(sent.map((each) => [...each]));
      }),
    );
  });
});
