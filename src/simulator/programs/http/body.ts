import type { Source } from '../../host/contract.js';
import { readLine } from '../lib/io.js';
import { concat, decode } from '../lib/text.js';
import { header, HttpError, type Headers } from './message.js';

/** Pieces of a body, as they come. */
export type Body = AsyncIterable<Uint8Array>;

async function* exactly(source: Source, length: number): Body {
  for (let left = length; left > 0;) {
    const bytes = await source.read();
    if (!bytes) throw new HttpError('unexpected end of the body', 502);
    if (bytes.length > left) source.unread(bytes.subarray(left));
    yield bytes.subarray(0, left);
    left -= Math.min(left, bytes.length);
  }
}

async function* chunked(source: Source): Body {
  for (;;) {
    const line = decode((await readLine(source)) ?? new Uint8Array()).trim();
    const size = /^([0-9a-fA-F]+)\s*(?:;.*)?$/.exec(line);
    if (!size) throw new HttpError('bad chunk');
    const length = parseInt(size[1] ?? '', 16);
    if (length > 0) yield* exactly(source, length);
    for (;;) {
      const end = await readLine(source);
      if (!end || decode(end).trim() === '') break;
    }
    if (length === 0) return;
  }
}

async function* untilEnd(source: Source): Body {
  for (let bytes = await source.read(); bytes; bytes = await source.read()) yield bytes;
}

async function* nothing(): Body {}

/** The body after a head. `open`: without a length it lasts until the end of the connection (responses). */
export function bodyOf(source: Source, headers: Headers, open: boolean): Body {
  if (/\bchunked\b/i.test(header(headers, 'transfer-encoding') ?? '')) return chunked(source);
  const length = header(headers, 'content-length');
  if (length === undefined) return open ? untilEnd(source) : nothing();
  if (!/^\d+$/.test(length)) throw new HttpError('bad Content-Length');
  return exactly(source, Number(length));
}

/** A whole body in one piece. Throws HttpError 413 over the limit. */
export async function wholeBody(body: Body, limit = Infinity): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of body) {
    size += bytes.length;
    if (size > limit) throw new HttpError('body too large', 413);
    parts.push(bytes.slice());
  }
  return concat(parts);
}
