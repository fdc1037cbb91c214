import type { Source } from '../../host/contract.js';
import { readLine, write } from '../lib/io.js';
import { concat } from '../lib/text.js';
import { getopt } from '../lib/options.js';
import { complain, eachInput, type Applet } from './applet.js';

/** A count such as "10", "1k", "2m", "3b" (blocks of 512). */
export function readCount(text: string): number | undefined {
  const match = /^(\d+)([bkmKMG]?)$/.exec(text);
  const units: Record<string, number> = {
    '': 1,
    b: 512,
    k: 1024,
    K: 1024,
    m: 1 << 20,
    M: 1 << 20,
    G: 1 << 30,
  };
  return match ? Number(match[1]) * (units[match[2] ?? ''] ?? 1) : undefined;
}

/** Old options: -5 for -n5. */
export function oldCount(args: readonly string[]): string[] {
  return args.map((arg, index) => (index === 0 && /^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg));
}

/** `head [-n N] [-c N] [-qv] [FILE]...`; a negative N leaves the last N out. */
export const head: Applet = async (context, args) => {
  const options = getopt(oldCount(args), 'n:c:qv', {
    'lines=': 'n',
    'bytes=': 'c',
    quiet: 'q',
    verbose: 'v',
  });
  const given = options.value('c') ?? options.value('n') ?? '10';
  const count = readCount(given.replace(/^-/, ''));
  if (count === undefined) return complain(context, `invalid number '${given}'`);
  const bytes = options.has('c');
  const fromEnd = given.startsWith('-');
  const headers = options.has('v') || (options.operands.length > 1 && !options.has('q'));
  let first = true;
  return eachInput(context, options.operands, async (source, path) => {
    if (headers)
      await write(context.stdout, `${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
    first = false;
    if (bytes) await headBytes(source, context.stdout, count, fromEnd);
    else await headLines(source, context.stdout, count, fromEnd);
  });
};

type Out = { write(bytes: Uint8Array): Promise<void> };

async function headLines(source: Source, out: Out, count: number, fromEnd: boolean): Promise<void> {
  const held: Uint8Array[] = [];
  for (let done = 0; fromEnd || done < count; done++) {
    const line = await readLine(source);
    if (!line) return;
    if (fromEnd) held.push(line);
    const next = fromEnd ? (held.length > count ? held.shift() : undefined) : line;
    if (next) await out.write(next);
  }
}

async function headBytes(source: Source, out: Out, count: number, fromEnd: boolean): Promise<void> {
  let left = count;
  let held: Uint8Array = new Uint8Array();
  while (fromEnd || left > 0) {
    const bytes = await source.read();
    if (!bytes) return;
    if (fromEnd) {
      held = concat([held, bytes]);
      if (held.length <= count) continue;
      await out.write(held.subarray(0, held.length - count));
      held = held.slice(held.length - count);
      continue;
    }
    await out.write(bytes.subarray(0, left));
    if (bytes.length > left) source.unread(bytes.subarray(left));
    left -= bytes.length;
  }
}
