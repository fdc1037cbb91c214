import type { Sink, Source } from '../../host/contract.js';
import { concat, decode, encode } from './text.js';

/** Everything until the end. */
export async function readAll(source: Source): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let bytes = await source.read(); bytes; bytes = await source.read()) parts.push(bytes);
  return concat(parts);
}

/** Copies everything until the end; returns the number of bytes. */
export async function pump(source: Source, sink: Sink): Promise<number> {
  let size = 0;
  for (let bytes = await source.read(); bytes; bytes = await source.read()) {
    size += bytes.length;
    await sink.write(bytes);
  }
  return size;
}

/** One line with its newline; reads not a byte further. Undefined at the end. */
export async function readLine(source: Source, delimiter = 10): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  for (let bytes = await source.read(); bytes; bytes = await source.read()) {
    const end = bytes.indexOf(delimiter);
    if (end >= 0) {
      source.unread(bytes.subarray(end + 1));
      parts.push(bytes.subarray(0, end + 1));
      break;
    }
    parts.push(bytes);
  }
  return parts.length ? concat(parts) : undefined;
}

/** Lines of text without their newline; `ended` tells whether there was one. */
export async function* lines(source: Source): AsyncGenerator<{ text: string; ended: boolean }> {
  let rest = new Uint8Array();
  for (let bytes = await source.read(); bytes; bytes = await source.read()) {
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      const line = bytes.subarray(from, end);
      yield { text: decode(rest.length ? concat([rest, line]) : line), ended: true };
      rest = new Uint8Array();
      from = end + 1;
    }
    if (from < bytes.length) rest = concat([rest, bytes.slice(from)]) as Uint8Array<ArrayBuffer>;
  }
  if (rest.length) yield { text: decode(rest), ended: false };
}

/** A buffered writer of text: few big writes in place of many small ones. */
export interface Output {
  /** Adds text; resolves at once while the buffer has room. */
  print(text: string): Promise<void>;
  flush(): Promise<void>;
}

/** Collects text for a sink; what came in one go is written in one go. */
export function output(sink: Sink, limit = 8192): Output {
  let pending = '';
  const flush = async () => {
    if (pending === '') return;
    const text = pending;
    pending = '';
    await sink.write(encode(text));
  };
  return {
    async print(text) {
      pending += text;
      if (pending.length >= limit) await flush();
    },
    flush,
  };
}

/** Writes text. */
export function write(sink: Sink, text: string): Promise<void> {
  return sink.write(encode(text));
}
