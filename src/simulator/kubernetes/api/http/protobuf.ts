import kinds from '../../data/protobuf-kinds.json' with { type: 'json' };
import messages from '../../data/protobuf-messages.json' with { type: 'json' };
import type { Fields, Value } from '../../contract.js';
import { badRequest } from '../errors.js';

type Field = [name: string, type: string, flags?: string];
const table = messages as unknown as Record<string, Record<string, Field> & { list?: string }>;
const kindTable = kinds as Record<string, string>;

interface Entry {
  field: number;
  wire: number;
  /** Varints and fixed numbers as bigint, the rest as bytes. */
  value: bigint | Uint8Array;
}

function entries(bytes: Uint8Array): Entry[] {
  const result: Entry[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw badRequest('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const [field, wire] = [key >>> 3, key & 7];
    if (wire === 0) result.push({ field, wire, value: varint() });
    else if (wire === 1 || wire === 5) {
      const size = wire === 1 ? 8 : 4;
      if (at + size > bytes.length) throw badRequest('unexpected EOF');
      result.push({ field, wire, value: bytes.subarray(at, at + size) });
      at += size;
    } else if (wire === 2) {
      const size = Number(varint());
      if (at + size > bytes.length) throw badRequest('unexpected EOF');
      result.push({ field, wire, value: bytes.subarray(at, at + size) });
      at += size;
    } else throw badRequest(`proto: illegal wireType ${wire}`);
  }
  return result;
}

const utf8 = new TextDecoder();
const asText = (value: Entry['value']) => (typeof value === 'bigint' ? String(value) : utf8.decode(value));
const asBytes = (value: Entry['value']) => (typeof value === 'bigint' ? new Uint8Array() : value);
const asNumber = (value: Entry['value']) =>
  typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;

/** Scalars and the types that have a JSON form of their own. */
const readers: Record<string, (value: Entry['value']) => Value> = {
  string: asText,
  bool: (value) => value !== 0n,
  int32: asNumber,
  int64: asNumber,
  uint32: asNumber,
  uint64: asNumber,
  double: (value) => {
    const bytes = asBytes(value);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
  },
  bytes: (value) => Buffer.from(asBytes(value)).toString('base64'),
  Time: (value) => timeOf(value, false),
  MicroTime: (value) => timeOf(value, true),
  Duration: (value) => `${Number(one(value, 1) ?? 0n) / 1e9}s`,
  Quantity: (value) => textOf(value, 1),
  IntOrString: (value) => ((one(value, 1) ?? 0n) === 0n ? asNumber(one(value, 2) ?? 0n) : textOf(value, 3)),
  RawExtension: (value) => json(one(value, 1)),
  FieldsV1: (value) => json(one(value, 1)),
  JSON: (value) => json(one(value, 1)),
  JSONSchemaPropsOrBool: (value) => orSchema(value, () => one(value, 1) === 1n),
  JSONSchemaPropsOrArray: (value) => orSchema(value, () => schemas(value)),
  JSONSchemaPropsOrStringArray: (value) =>
    orSchema(value, () =>
      entries(asBytes(value))
        .filter((entry) => entry.field === 2)
        .map((entry) => asText(entry.value)),
    ),
};

const schemaMessage = 'apiextensions.v1.JSONSchemaProps';

function orSchema(value: Entry['value'], other: () => Value): Value {
  const field = entries(asBytes(value)).find((entry) => entry.wire === 2 && entry.field !== 1);
  const isOwn = one(value, 1) !== undefined && typeof one(value, 1) !== 'bigint';
  if (isOwn) return message(schemaMessage, asBytes(one(value, 1)!));
  return field && typeof one(value, 1) === 'bigint' ? message(schemaMessage, asBytes(field.value)) : other();
}

function schemas(value: Entry['value']): Value {
  return entries(asBytes(value))
    .filter((entry) => entry.field === 2)
    .map((entry) => message(schemaMessage, asBytes(entry.value)));
}

function one(value: Entry['value'], field: number): Entry['value'] | undefined {
  return entries(asBytes(value)).findLast((entry) => entry.field === field)?.value;
}

function textOf(value: Entry['value'], field: number): string {
  const found = one(value, field);
  return found === undefined ? '' : asText(found);
}

function json(value: Entry['value'] | undefined): Value {
  if (value === undefined || !asBytes(value).length) return null;
  try {
    return JSON.parse(asText(value)) as Value;
  } catch {
    throw badRequest('embedded object is not JSON');
  }
}

function timeOf(value: Entry['value'], micro: boolean): Value {
  if (!asBytes(value).length) return null;
  const seconds = asNumber(one(value, 1) ?? 0n);
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (!micro) return `${whole}Z`;
  return `${whole}.${String(Math.floor(asNumber(one(value, 2) ?? 0n) / 1000)).padStart(6, '0')}Z`;
}

function read(type: string, value: Entry['value']): Value {
  const reader = readers[type];
  if (reader) return reader(value);
  const list = table[type]?.list;
  if (list)
    return entries(asBytes(value))
      .filter((entry) => entry.field === 1)
      .map((entry) => read(list, entry.value));
  return message(type, asBytes(value));
}

function message(type: string, bytes: Uint8Array): Fields {
  const shape = table[type] ?? {};
  const result: Fields = {};
  for (const { field, value } of entries(bytes)) {
    const known = shape[String(field)];
    if (!known) continue;
    const [name, of, flags = ''] = known;
    if (flags.includes('i')) Object.assign(result, message(of, asBytes(value)));
    else if (flags.includes('m')) {
      const map = (result[name] ??= {}) as Fields;
      map[textOf(value, 1)] = read(of, one(value, 2) ?? new Uint8Array());
    } else if (flags.includes('r')) ((result[name] ??= []) as Value[]).push(read(of, value));
    else {
      const inner = read(of, value);
      const zero = inner === '' || inner === 0 || inner === false || inner === null;
      if (!(zero && !flags.includes('p') && /[oz]/.test(flags)) && inner !== null) result[name] = inner;
    }
  }
  return result;
}

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** Decodes a request body of type application/vnd.kubernetes.protobuf. Throws 400 for what is none. */
export function decodeProtobuf(body: Buffer): Fields {
  if (!body.subarray(0, 4).equals(magic))
    throw badRequest(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  const envelope = new Uint8Array(body.subarray(4));
  const meta = asBytes(one(envelope, 1) ?? new Uint8Array());
  const [apiVersion, kind] = [textOf(meta, 1), textOf(meta, 2)];
  const raw = asBytes(one(envelope, 2) ?? new Uint8Array());
  const type = kindTable[`${apiVersion}/${kind}`] ?? kindTable[`meta.k8s.io/v1/${kind}`];
  if (!type) throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}"`);
  return { apiVersion, kind, ...message(type, raw) };
}
