/** A value of a field: text, bytes (messages too), or a whole number. */
type Value = string | Uint8Array | number | bigint | boolean;

const encoder = new TextEncoder();

function varint(value: bigint): number[] {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const more = rest > 127n;
    out.push(Number(rest & 127n) | (more ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return out;
}

function field(number: number, value: Value): Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) {
    const bytes = typeof value === 'string' ? encoder.encode(value) : value;
    return Buffer.concat([
      Buffer.from([...varint(BigInt((number << 3) | 2)), ...varint(BigInt(bytes.length))]),
      bytes,
    ]);
  }
  return Buffer.from([...varint(BigInt(number << 3)), ...varint(BigInt(value))]);
}

/** Encodes a protobuf message: fields by number; undefined leaves a field out, a list repeats it. */
export function message(fields: Record<number, Value | readonly Value[] | undefined>): Uint8Array {
  const parts = Object.entries(fields).flatMap(([number, value]) => {
    if (value === undefined) return [];
    const values = Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
    return values.map((each) => field(Number(number), each));
  });
  return Buffer.concat(parts);
}

/** Encodes a map of strings for a repeated field. */
export const entries = (map: Record<string, string>): Uint8Array[] =>
  Object.entries(map).map(([key, value]) => message({ 1: key, 2: value }));

/** A decoded message. Fields that are not there read as empty. */
export interface Fields {
  text(number: number): string;
  texts(number: number): string[];
  bytes(number: number): Uint8Array | undefined;
  int(number: number): number;
  map(number: number): Map<string, string>;
}

/** The bytes are no protobuf message. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** Decodes a message. Throws ProtobufError. */
export function decode(bytes: Uint8Array): Fields {
  const found = new Map<number, (Uint8Array | bigint)[]>();
  let at = 0;
  const number = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw new ProtobufError('broken number');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const take = (size: number) => {
    if (at + size > bytes.length) throw new ProtobufError('message is cut short');
    at += size;
    return bytes.subarray(at - size, at);
  };
  while (at < bytes.length) {
    const tag = Number(number());
    const value = readValue(tag & 7, number, take);
    found.set(tag >>> 3, [...(found.get(tag >>> 3) ?? []), value]);
  }
  const texts = (key: number) =>
    (found.get(key) ?? []).flatMap((value) =>
      typeof value === 'bigint' ? [] : [new TextDecoder().decode(value)],
    );
  const last = (key: number) => found.get(key)?.at(-1);
  return {
    texts,
    text: (key) => texts(key).at(-1) ?? '',
    bytes(key) {
      const value = last(key);
      return typeof value === 'bigint' ? undefined : value;
    },
    int(key) {
      const value = last(key);
      return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
    },
    map: (key) =>
      new Map(
        (found.get(key) ?? []).flatMap((value): [string, string][] => {
          if (typeof value === 'bigint') return [];
          const entry = decode(value);
          return [[entry.text(1), entry.text(2)]];
        }),
      ),
  };
}

function readValue(
  wire: number,
  number: () => bigint,
  take: (size: number) => Uint8Array,
): Uint8Array | bigint {
  switch (wire) {
    case 0:
      return number();
    case 1:
      return take(8);
    case 2:
      return take(Number(number()));
    case 5:
      return take(4);
    default:
      throw new ProtobufError(`wire type ${wire}`);
  }
}
