import { concat, decode, encode } from './text.js';

/** One member of a tar archive. Folder names end with a slash. */
export interface TarItem {
  name: string;
  type: 'file' | 'directory' | 'symlink';
  mode: number;
  uid: number;
  gid: number;
  user?: string;
  group?: string;
  mtime: number;
  target?: string;
  content: Uint8Array;
}

const block = 512;

function field(value: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(encode(value).subarray(0, length));
  return bytes;
}

function octal(value: number, length: number): Uint8Array {
  return field(value.toString(8).padStart(length - 1, '0'), length);
}

const flags = { file: '0', directory: '5', symlink: '2' } as const;

function header(name: string, item: TarItem, size: number, flag: string): Uint8Array {
  const [prefix, short] = splitName(name);
  const parts = [
    field(short, 100), octal(item.mode, 8), octal(item.uid, 8), octal(item.gid, 8), octal(size, 12), octal(Math.floor(item.mtime / 1000), 12), field(' '.repeat(8), 8), field(flag, 1), field(item.target ?? '', 100), field('ustar\0', 6), field('00', 2), field(item.user ?? '', 32), field(item.group ?? '', 32), octal(0, 8), octal(0, 8), field(prefix, 155), new Uint8Array(12),
  ]; // prettier-ignore
  const bytes = concat(parts).slice();
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.set(encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return bytes;
}

/** A long name goes into prefix and name, cut at a slash. */
function splitName(name: string): [string, string] {
  if (encode(name).length <= 100) return ['', name];
  const at = name.lastIndexOf('/', 154);
  return at > 0 && encode(name.slice(at + 1)).length <= 100
    ? [name.slice(0, at), name.slice(at + 1)]
    : ['', name];
}

const padded = (bytes: Uint8Array) =>
  concat([bytes, new Uint8Array((block - (bytes.length % block)) % block)]);

/** The bytes of an archive in the ustar format; names too long for it come as GNU long names. */
export function writeTar(items: readonly TarItem[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const item of items) {
    const [prefix, short] = splitName(item.name);
    if (prefix === '' && encode(short).length > 100) {
      const long = encode(`${item.name}\0`);
      parts.push(header('././@LongLink', item, long.length, 'L'), padded(long));
    }
    parts.push(header(item.name, item, item.content.length, flags[item.type]), padded(item.content));
  }
  parts.push(new Uint8Array(block * 2));
  return concat(parts);
}

/** The members of an archive. Throws for what is not one. */
export function readTar(bytes: Uint8Array): TarItem[] {
  const items: TarItem[] = [];
  let longName: string | undefined;
  let longTarget: string | undefined;
  for (let at = 0; at + block <= bytes.length;) {
    const head = bytes.subarray(at, at + block);
    if (head.every((byte) => byte === 0)) break;
    const text = (from: number, length: number) =>
      decode(head.subarray(from, from + length)).replace(/\0.*$/s, '');
    const number = (from: number, length: number) => parseInt(text(from, length).trim() || '0', 8);
    if (text(257, 5) !== 'ustar') throw new Error('invalid tar magic');
    const size = number(124, 12);
    const content = bytes.slice(at + block, at + block + size);
    at += block + Math.ceil(size / block) * block;
    const flag = text(156, 1);
    if (flag === 'L') longName = decode(content).replace(/\0.*$/s, '');
    else if (flag === 'K') longTarget = decode(content).replace(/\0.*$/s, '');
    else if (flag === 'x') {
      const records = decode(content);
      longName = /\d+ path=(.*)\n/.exec(records)?.[1] ?? longName;
      longTarget = /\d+ linkpath=(.*)\n/.exec(records)?.[1] ?? longTarget;
    } else if (flag !== 'g') {
      const prefix = text(345, 155);
      const name = longName ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
      const type = flag === '5' ? 'directory' : flag === '2' ? 'symlink' : 'file';
      const target = longTarget ?? text(157, 100);
      items.push({
        name,
        type,
        mode: number(100, 8) & 0o7777,
        uid: number(108, 8),
        gid: number(116, 8),
        user: text(265, 32),
        group: text(297, 32),
        mtime: number(136, 12) * 1000,
        content,
        ...(type === 'symlink' ? { target } : {}),
      });
      longName = longTarget = undefined;
    }
  }
  return items;
}
