import messages from '../data/protobuf-messages.json' with { type: 'json' };

/** How Go writes a field: the flags of the protobuf table (r, m, p, o, z), and whether it is []byte. */
export interface FieldFlags {
  repeated: boolean;
  map: boolean;
  pointer: boolean;
  omitEmpty: boolean;
  bytes: boolean;
}

type Table = Record<string, Record<string, [string, string, string?]>>;
const table = messages as unknown as Table;
const known = new Map<string, ReadonlyMap<string, FieldFlags>>();

/** Name in the protobuf table of a schema: its group, version and kind. */
export function messageName(schema: string): string {
  return schema.split('.').slice(-3).join('.');
}

/** The flags of the fields of a built-in type, by JSON name; inlined types count as the type's own fields. */
export function fieldFlags(schema: string): ReadonlyMap<string, FieldFlags> {
  const message = messageName(schema);
  let found = known.get(message);
  if (!found) known.set(message, (found = read(message)));
  return found;
}

function read(message: string): Map<string, FieldFlags> {
  const fields = new Map<string, FieldFlags>();
  for (const [name, type, flags = ''] of Object.values(table[message] ?? {})) {
    if (flags.includes('i')) {
      for (const [inner, value] of read(type)) fields.set(inner, value);
      continue;
    }
    fields.set(name, {
      repeated: flags.includes('r'),
      map: flags.includes('m'),
      pointer: flags.includes('p'),
      omitEmpty: flags.includes('o') || flags.includes('z'),
      bytes: type === 'bytes',
    });
  }
  return fields;
}
