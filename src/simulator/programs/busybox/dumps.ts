import { output, readAll, write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { concat } from '../lib/text.js';
import { complain, complainOf, open, type Applet } from './applet.js';
import { readCount } from './head.js';
import type { ProcessContext } from '../../host/contract.js';

async function bytesOf(context: ProcessContext, paths: readonly string[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const path of paths.length ? paths : ['-']) parts.push(await readAll(open(context, path)));
  return concat(parts);
}

const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
const printable = (byte: number) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.');

const escapes: Record<number, string> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

/** `od [-bcdox] [-A RADIX] [-t TYPE] [-N BYTES] [-v] [FILE]...` */
export const od: Applet = async (context, args) => {
  const options = getopt(args, 'abcdoxXvA:t:N:j:w::');
  const all = await bytesOf(context, options.operands);
  const bytes = all
    .subarray(Number(options.value('j') ?? 0))
    .subarray(0, Number(options.value('N') ?? Infinity));
  const type =
    options.value('t') ??
    (options.has('c')
      ? 'c'
      : options.has('b')
        ? 'o1'
        : options.has('x')
          ? 'x2'
          : options.has('d')
            ? 'u2'
            : 'o2');
  const size = type[0] === 'c' ? 1 : Number(type.slice(1) || 4);
  const show = (at: number): string => {
    if (type[0] === 'c') {
      const byte = bytes[at] ?? 0;
      return (
        escapes[byte] ??
        (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))
      ).padStart(4);
    }
    let value = 0n;
    for (let index = size - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[at + index] ?? 0);
    if (type[0] === 'x') return ` ${value.toString(16).padStart(size * 2, '0')}`;
    if (type[0] === 'o') return ` ${value.toString(8).padStart(Math.ceil((size * 8) / 3), '0')}`;
    const number = type[0] === 'd' ? BigInt.asIntN(size * 8, value) : value;
    return ` ${number.toString().padStart({ 1: 4, 2: 6, 4: 11 }[size] ?? 20)}`;
  };
  const radix = options.value('A') ?? 'o';
  const address = (at: number) => (radix === 'n' ? '' : radix === 'x' ? hex(at, 6) : radix === 'd' ? String(at).padStart(7, '0') : at.toString(8).padStart(7, '0')); // prettier-ignore
  const out = output(context.stdout);
  for (let at = 0; at < bytes.length; at += 16) {
    let row = '';
    for (let each = at; each < Math.min(at + 16, bytes.length); each += size) row += show(each);
    await out.print(`${address(at)}${row}\n`);
  }
  if (radix !== 'n') await out.print(`${address(bytes.length)}\n`);
  await out.flush();
  return 0;
};

/** `hexdump [-C] [-n LENGTH] [FILE]...`, also as `hd` */
export const hexdump: Applet = async (context, args) => {
  const options = getopt(args, 'Cbcdoxvn:s:e:');
  const canonical = options.has('C') || (context.argv[0] ?? '').endsWith('hd');
  const all = await bytesOf(context, options.operands);
  const bytes = all
    .subarray(Number(options.value('s') ?? 0))
    .subarray(0, Number(options.value('n') ?? Infinity));
  const out = output(context.stdout);
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    if (canonical) {
      const halves = [row.slice(0, 8), row.slice(8)].map((half) =>
        half
          .map((byte) => ` ${hex(byte, 2)}`)
          .join('')
          .padEnd(24),
      );
      await out.print(`${hex(at, 8)} ${halves.join(' ')}  |${row.map(printable).join('')}|\n`);
    } else {
      const words = Array.from(
        { length: Math.ceil(row.length / 2) },
        (_, index) => ` ${hex((row[index * 2] ?? 0) | ((row[index * 2 + 1] ?? 0) << 8), 4)}`,
      );
      await out.print(`${hex(at, 7)}${words.join('')}\n`);
    }
  }
  if (bytes.length) await out.print(`${hex(bytes.length, canonical ? 8 : 7)}\n`);
  await out.flush();
  return 0;
};

/** `xxd [-p] [-l LENGTH] [FILE]` */
export const xxd: Applet = async (context, args) => {
  const options = getopt(args, 'pil:c:s:g:ur');
  const bytes = (await bytesOf(context, options.operands)).subarray(
    0,
    Number(options.value('l') ?? Infinity),
  );
  if (options.has('p')) {
    const text = Buffer.from(bytes)
      .toString('hex')
      .replace(/.{60}(?=.)/g, '$&\n');
    await write(context.stdout, `${text}\n`);
    return 0;
  }
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const words = row.map((byte, index) => hex(byte, 2) + (index % 2 ? ' ' : '')).join('');
    await write(
      context.stdout,
      `${hex(at, 8)}: ${words.trimEnd().padEnd(39)}  ${row.map(printable).join('')}\n`,
    );
  }
  return 0;
};

/** `strings [-n LENGTH] [FILE]...` */
export const strings: Applet = async (context, args) => {
  const options = getopt(args, 'afon:t:');
  const bytes = await bytesOf(context, options.operands);
  const text = Buffer.from(bytes).toString('latin1');
  for (const [found] of text.matchAll(new RegExp(`[\\t -~]{${Number(options.value('n') ?? 4)},}`, 'g')))
    await write(context.stdout, `${found}\n`);
  return 0;
};

/** `dd [if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [status=none]` */
export const dd: Applet = async (context, args) => {
  const values = new Map(args.map((arg) => [arg.split('=')[0] ?? '', arg.slice(arg.indexOf('=') + 1)]));
  const unknown = args.find(
    (arg) => !/^(?:if|of|bs|ibs|obs|count|skip|seek|conv|status|iflag|oflag)=/.test(arg),
  );
  if (unknown !== undefined) return complain(context, `invalid argument '${unknown}' to 'dd'`);
  const size = readCount(values.get('bs') ?? values.get('ibs') ?? '512') ?? 512;
  const count = readCount(values.get('count') ?? '') ?? Infinity;
  const input = values.get('if');
  const target = values.get('of');
  let source;
  let sink;
  try {
    source = input === undefined ? context.stdin : context.openRead(input);
    sink = target === undefined ? context.stdout : context.openWrite(target);
  } catch (error) {
    return complainOf(
      context,
      input !== undefined && !source ? `can't open '${input}'` : `can't open '${target}'`,
      error,
    );
  }
  let skip = (readCount(values.get('skip') ?? '0') ?? 0) * size;
  let left = count * size;
  let total = 0;
  const start = context.clock.now();
  while (left > 0) {
    const bytes = await source.read();
    if (!bytes) break;
    const from = Math.min(skip, bytes.length);
    skip -= from;
    const piece = bytes.subarray(from, from + Math.min(left, bytes.length - from));
    if (piece.length === 0) continue;
    left -= piece.length;
    total += piece.length;
    await sink.write(piece);
  }
  const full = Math.floor(total / size);
  const partial = total % size ? 1 : 0;
  const seconds = Math.max(0.000001, (context.clock.now() - start) / 1000);
  if (values.get('status') !== 'none') {
    await write(context.stderr, `${full}+${partial} records in\n${full}+${partial} records out\n`);
    if (values.get('status') !== 'noxfer')
      await write(
        context.stderr,
        `${total} bytes (${(total / 1024).toFixed(1)}KB) copied, ${seconds.toFixed(6)} seconds, ${(total / 1024 / 1024 / seconds).toFixed(1)}MB/s\n`,
      );
  }
  return 0;
};
