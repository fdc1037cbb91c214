import type { Source } from '../../host/contract.js';
import { concat, decode, encode } from '../lib/text.js';

/** A reply of the redis protocol (RESP2, and the maps of RESP3). */
export type Reply =
  | { kind: 'status'; text: string }
  | { kind: 'error'; text: string }
  | { kind: 'integer'; value: number | bigint }
  | { kind: 'bulk'; text: string }
  | { kind: 'nil' }
  | { kind: 'array'; items: Reply[] };

export const ok: Reply = { kind: 'status', text: 'OK' };
export const nil: Reply = { kind: 'nil' };

/** A number as a reply. */
export const integer = (value: number | bigint): Reply => ({ kind: 'integer', value });

/** Text as a reply; nil for undefined. */
export const bulk = (text: string | undefined): Reply => (text === undefined ? nil : { kind: 'bulk', text });

/** A list of texts as a reply. */
export const array = (items: readonly (string | undefined)[]): Reply => ({
  kind: 'array',
  items: items.map(bulk),
});

/** A failed command. */
export const failure = (text: string): Reply => ({ kind: 'error', text });

/** The bytes of a reply. */
export function encodeReply(reply: Reply): Uint8Array {
  switch (reply.kind) {
    case 'status':
      return encode(`+${reply.text}\r\n`);
    case 'error':
      return encode(`-${reply.text}\r\n`);
    case 'integer':
      return encode(`:${reply.value}\r\n`);
    case 'nil':
      return encode('$-1\r\n');
    case 'bulk': {
      const bytes = encode(reply.text);
      return concat([encode(`$${bytes.length}\r\n`), bytes, encode('\r\n')]);
    }
    case 'array':
      return concat([encode(`*${reply.items.length}\r\n`), ...reply.items.map(encodeReply)]);
  }
}

/** The bytes of a command. */
export function encodeCommand(words: readonly string[]): Uint8Array {
  return encodeReply(array(words));
}

/** The other side does not speak the protocol. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Reads lines and blocks of bytes from a stream. */
export interface Reader {
  /** A line without its end; undefined at the end of the stream. */
  line(): Promise<string | undefined>;
  bytes(count: number): Promise<Uint8Array>;
}

/** A reader that keeps what was read too far. */
export function createReader(source: Source): Reader {
  let held: Uint8Array = new Uint8Array();
  const more = async () => {
    const bytes = await source.read();
    if (!bytes) return false;
    held = held.length ? concat([held, bytes]) : bytes;
    return true;
  };
  return {
    async line() {
      for (;;) {
        const end = held.indexOf(10);
        if (end >= 0) {
          const line = decode(held.subarray(0, end)).replace(/\r$/, '');
          held = held.subarray(end + 1);
          return line;
        }
        if (!(await more())) return undefined;
      }
    },
    async bytes(count) {
      while (held.length < count) if (!(await more())) throw new ProtocolError('unexpected end');
      const taken = held.subarray(0, count);
      held = held.subarray(count);
      return taken;
    },
  };
}

/** Splits an inline command as redis does: blanks, and quotes with escapes; undefined for unbalanced quotes. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\'|[^'])*)'|([^\s"']\S*))(?=\s|$)|\s+$/y;
  let at = 0;
  while (at < line.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (!match) return undefined;
    at = pattern.lastIndex;
    if (match[1] !== undefined) words.push(unescape(match[1]));
    else if (match[2] !== undefined) words.push(match[2].replaceAll("\\'", "'"));
    else if (match[3] !== undefined) words.push(match[3]);
  }
  return words;
}

function unescape(text: string): string {
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };
  return text.replace(/\\(x[0-9a-fA-F]{2}|.)/g, (_, code: string) => {
    if (code.length === 3) {
      const byte = parseInt(code.slice(1), 16);
      return byte < 128 ? String.fromCharCode(byte) : String.fromCharCode(0xdc00 + byte);
    }
    return named[code] ?? code;
  });
}

/** Reads a command: an array of bulk strings, or an inline line; undefined at the end. */
export async function readCommand(reader: Reader): Promise<string[] | undefined> {
  const line = await reader.line();
  if (line === undefined) return undefined;
  if (!line.startsWith('*')) {
    const words = splitWords(line);
    if (!words) throw new ProtocolError('Protocol error: unbalanced quotes in request');
    return words;
  }
  const count = Number(line.slice(1));
  if (!Number.isInteger(count) || count > 1048576)
    throw new ProtocolError('Protocol error: invalid multibulk length');
  const words: string[] = [];
  for (let index = 0; index < count; index++) {
    const head = (await reader.line()) ?? '';
    if (!head.startsWith('$'))
      throw new ProtocolError(`Protocol error: expected '$', got '${head[0] ?? ''}'`);
    const length = Number(head.slice(1));
    if (!Number.isInteger(length) || length < 0)
      throw new ProtocolError('Protocol error: invalid bulk length');
    words.push(decode((await reader.bytes(length + 2)).subarray(0, length)));
  }
  return words;
}

/** Reads a reply; undefined at the end of the stream. */
export async function readReply(reader: Reader): Promise<Reply | undefined> {
  const line = await reader.line();
  if (line === undefined) return undefined;
  const rest = line.slice(1);
  switch (line[0]) {
    case '+':
      return { kind: 'status', text: rest };
    case '-':
      return { kind: 'error', text: rest };
    case ':':
      return integer(BigInt(rest));
    case '$': {
      const length = Number(rest);
      if (length < 0) return nil;
      return bulk(decode((await reader.bytes(length + 2)).subarray(0, length)));
    }
    case '*': {
      const items: Reply[] = [];
      for (let index = 0; index < Number(rest); index++) items.push((await readReply(reader)) ?? nil);
      return { kind: 'array', items };
    }
    default:
      throw new ProtocolError(`bad reply: ${line}`);
  }
}
