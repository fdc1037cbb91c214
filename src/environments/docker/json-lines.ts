import type { Readable } from 'node:stream';
import { isJsonObject, type Json, type JsonObject } from '../../json.js';

/** Reads JSON objects, one a line, as the engine streams them. Lines that are not JSON objects are passed over. */
export async function* jsonLines(stream: Readable): AsyncGenerator<JsonObject> {
  let rest = '';
  const decoder = new TextDecoder();
  const parse = (line: string): JsonObject | undefined => {
    if (line.trim() === '') return undefined;
    try {
      const value = JSON.parse(line) as Json;
      return isJsonObject(value) ? value : undefined;
    } catch {
      return undefined;
    }
  };
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const value = parse(line);
      if (value) yield value;
    }
  }
  const last = parse(rest);
  if (last) yield last;
}
