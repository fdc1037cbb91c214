import type { FileType } from '../contract.js';

/** One entry of a tar archive. Paths have no leading or trailing slash; mtime is milliseconds since the epoch. */
export interface TarEntry {
  path: string;
  type: FileType | 'hardlink';
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  content?: Uint8Array;
  /** Of symlinks and hard links. */
  target?: string;
  device?: [number, number];
}

/** The bytes are not a tar archive; the message is that of the usual reader: "unexpected EOF", "invalid tar header". */
export class TarError extends Error {
  override readonly name = 'TarError';
}

const flags: Record<TarEntry['type'], string> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  device: '3',
  directory: '5',
  fifo: '6',
  socket: '0',
};
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const block = 512;

/** Packs entries as a POSIX (ustar + pax) archive; the same entries always give the same bytes. */
export function packTar(entries: Iterable<TarEntry>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const path = entry.type === 'directory' ? `${entry.path}/` : entry.path;
    const long: string[] = [];
    if (encoder.encode(path).length > 100) long.push(paxRecord('path', path));
    if (encoder.encode(entry.target ?? '').length > 100) long.push(paxRecord('linkpath', entry.target ?? ''));
    if (long.length > 0) {
      const pax = encoder.encode(long.join(''));
      parts.push(
        header({ ...entry, target: '', type: 'file' }, 'PaxHeaders.0/x', pax.length, 'x'),
        ...padded(pax),
      );
    }
    const content = entry.type === 'file' ? (entry.content ?? new Uint8Array()) : new Uint8Array();
    parts.push(header(entry, path, content.length, flags[entry.type]), ...padded(content));
  }
  parts.push(new Uint8Array(2 * block));
  return Buffer.concat(parts);
}

function paxRecord(key: string, value: string): string {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let size = rest + String(rest).length;
  if (String(size).length !== String(rest).length) size = rest + String(size).length;
  return `${size} ${key}=${value}\n`;
}

function padded(content: Uint8Array): Uint8Array[] {
  const rest = content.length % block;
  return rest === 0 ? [content] : [content, new Uint8Array(block - rest)];
}

function header(entry: TarEntry, path: string, size: number, flag: string): Uint8Array {
  const out = new Uint8Array(block);
  const text = (value: string, at: number, length: number) =>
    out.set(encoder.encode(value).subarray(0, length), at);
  const octal = (value: number, at: number, length: number) =>
    text(
      value
        .toString(8)
        .padStart(length - 1, '0')
        .slice(-(length - 1)),
      at,
      length,
    );
  text(path, 0, 100);
  octal(entry.mode & 0o7777, 100, 8);
  octal(entry.uid, 108, 8);
  octal(entry.gid, 116, 8);
  octal(size, 124, 12);
  octal(Math.max(0, Math.floor(entry.mtime / 1000)), 136, 12);
  text('        ', 148, 8);
  text(flag, 156, 1);
  text(entry.target ?? '', 157, 100);
  text('ustar\0' + '00', 257, 8);
  octal(entry.device?.[0] ?? 0, 329, 8);
  octal(entry.device?.[1] ?? 0, 337, 8);
  text(
    out
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0') + '\0 ',
    148,
    8,
  );
  return out;
}

/** Unpacks an archive (ustar, pax, GNU long names). Throws TarError when it is broken or cut short. */
export function unpackTar(bytes: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  let extra: Record<string, string> = {};
  let at = 0;
  for (;;) {
    if (at >= bytes.length) {
      if (at === 0) throw new TarError('unexpected EOF');
      return entries;
    }
    if (at + block > bytes.length) throw new TarError('unexpected EOF');
    const head = bytes.subarray(at, at + block);
    if (head.every((byte) => byte === 0)) return entries;
    demandChecksum(head);
    const size = number(head, 124, 12);
    const content = bytes.subarray(at + block, at + block + size);
    if (content.length < size) throw new TarError('unexpected EOF');
    at += block + Math.ceil(size / block) * block;
    const flag = String.fromCharCode(head[156] ?? 0);
    if (flag === 'x') extra = { ...extra, ...paxRecords(content) };
    else if (flag === 'L') extra.path = text(content, 0, content.length);
    else if (flag === 'K') extra.linkpath = text(content, 0, content.length);
    else if (flag !== 'g') {
      entries.push(entryOf(head, flag, content, extra));
      extra = {};
    }
  }
}

function entryOf(
  head: Uint8Array,
  flag: string,
  content: Uint8Array,
  extra: Record<string, string>,
): TarEntry {
  const prefix = text(head, 257, 5) === 'ustar' ? text(head, 345, 155) : '';
  const name = extra.path ?? (prefix ? `${prefix}/${text(head, 0, 100)}` : text(head, 0, 100));
  const kind = Object.entries(flags).find(([, value]) => value === flag)?.[0] as TarEntry['type'] | undefined;
  const type = flag === '4' ? 'device' : name.endsWith('/') && flag !== '2' ? 'directory' : (kind ?? 'file');
  return {
    path: name
      .replace(/^(\.?\/)+/, '')
      .replace(/\/+$/, '')
      .replace(/^\.$/, ''),
    type,
    mode: number(head, 100, 8) & 0o7777,
    uid: number(head, 108, 8),
    gid: number(head, 116, 8),
    mtime: Math.floor(Number(extra.mtime ?? number(head, 136, 12)) * 1000),
    content: type === 'file' ? content.slice() : undefined,
    target: type === 'symlink' || type === 'hardlink' ? (extra.linkpath ?? text(head, 157, 100)) : undefined,
    device: type === 'device' ? [number(head, 329, 8), number(head, 337, 8)] : undefined,
  };
}

function demandChecksum(head: Uint8Array): void {
  const sum = head.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (sum !== number(head, 148, 8)) throw new TarError('archive/tar: invalid tar header');
}

function text(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

function number(bytes: Uint8Array, at: number, length: number): number {
  const field = bytes.subarray(at, at + length);
  if (((field[0] ?? 0) & 0x80) === 0) return parseInt(text(field, 0, length).trim() || '0', 8) || 0;
  return field.reduce((total, byte, i) => total * 256 + (i === 0 ? byte & 0x7f : byte), 0);
}

function paxRecords(content: Uint8Array): Record<string, string> {
  const records: Record<string, string> = {};
  for (let at = 0; at < content.length;) {
    const size = parseInt(decoder.decode(content.subarray(at, at + 20)), 10);
    if (!(size > 0)) break;
    const record = decoder.decode(content.subarray(at, at + size - 1));
    const [, key, value] = /^\d+ ([^=]*)=([\s\S]*)$/.exec(record) ?? [];
    if (key !== undefined && value !== undefined) records[key] = value;
    at += size;
  }
  return records;
}
