import { lines, output, readAll, write } from '../lib/io.js';
import { getopt, UsageError } from '../lib/options.js';
import { decode, encode } from '../lib/text.js';
import { complain, eachInput, open, type Applet } from './applet.js';

/** `uniq [-cduiz] [-f N] [-s N] [-w N] [FILE [OUTPUT]]` */
export const uniq: Applet = async (context, args) => {
  const options = getopt(args, 'cduizf:s:w:', { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i' });
  const [file = '-', target] = options.operands;
  const source = open(context, file);
  const out = output(target === undefined ? context.stdout : context.openWrite(target));
  const keyOf = (line: string) => {
    let key = line;
    for (let left = Number(options.value('f') ?? 0); left > 0; left--) key = key.replace(/^\s*\S+/, '');
    key = key.slice(
      Number(options.value('s') ?? 0),
      Number(options.value('s') ?? 0) + Number(options.value('w') ?? Infinity),
    );
    return options.has('i') ? key.toLowerCase() : key;
  };
  let current: { line: string; key: string; count: number } | undefined;
  const emit = async () => {
    if (!current || (options.has('d') && current.count < 2) || (options.has('u') && current.count > 1))
      return;
    await out.print(`${options.has('c') ? `${String(current.count).padStart(7)} ` : ''}${current.line}\n`);
    await out.flush();
  };
  for await (const { text } of lines(source)) {
    const key = keyOf(text);
    if (current?.key === key) current.count++;
    else {
      await emit();
      current = { line: text, key, count: 1 };
    }
  }
  await emit();
  await out.flush();
  return 0;
};

/** Ranges such as "1,3-5,7-", from 1. */
function readRanges(text: string): ((position: number) => boolean) | undefined {
  const ranges = text.split(',').map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!match || part === '' || part === '-') return undefined;
    const from = Number(match[1] || 1);
    const to = match[2] === '' ? from : Number(match[3] || Infinity);
    return { from, to };
  });
  if (ranges.includes(undefined)) return undefined;
  return (position) =>
    ranges.some((range) => range !== undefined && position >= range.from && position <= range.to);
}

/** `cut [-b|-c|-f LIST] [-d CHAR] [-s] [--complement] [FILE]...` */
export const cut: Applet = async (context, args) => {
  const options = getopt(args, 'b:c:f:d:snO:DF:', {
    'delimiter=': 'd',
    'fields=': 'f',
    'output-delimiter=': 'O',
    complement: 'v',
  });
  const list = options.value('f') ?? options.value('c') ?? options.value('b');
  if (list === undefined) throw new UsageError('expected a list of bytes, characters, or fields');
  const picked = readRanges(list);
  if (!picked) return complain(context, `invalid range ${list}`);
  const wanted = (position: number) => picked(position) !== options.has('v');
  const separator = options.value('d') ?? '\t';
  const out = output(context.stdout);
  return eachInput(context, options.operands, async (source) => {
    for await (const { text } of lines(source)) {
      if (!options.has('f')) {
        const chars = options.has('b')
          ? [...encode(text)].map((byte) => Uint8Array.of(byte))
          : [...text].map(encode);
        await out.print(decode(Buffer.concat(chars.filter((_, index) => wanted(index + 1)))) + '\n');
      } else if (!text.includes(separator)) {
        if (!options.has('s')) await out.print(`${text}\n`);
      } else {
        const fields = text.split(separator).filter((_, index) => wanted(index + 1));
        await out.print(`${fields.join(options.value('O') ?? separator)}\n`);
      }
      await out.flush();
    }
  });
};

const classes: Record<string, string> = {
  alpha: 'A-Za-z', digit: '0-9', alnum: '0-9A-Za-z', upper: 'A-Z', lower: 'a-z', space: '\\t\\n\\v\\f\\r ', blank: '\\t ', punct: '!-/:-@\\[-`{-~', xdigit: '0-9A-Fa-f', cntrl: '\\0-\\037\\177',
}; // prettier-ignore

/** The characters that a set of tr names. */
function expandSet(set: string): string[] {
  const text = set
    .replace(/\[:(\w+):\]/g, (_, name: string) => classes[name] ?? '')
    .replace(/^\[(.)-(.)\]$/, '$1-$2');
  const tokens: string[] = [];
  const escapes: Record<string, string> = {
    n: '\n',
    t: '\t',
    r: '\r',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
    '\\': '\\',
  };
  for (let at = 0; at < text.length; at++) {
    const octal = /^\\([0-7]{1,3})/.exec(text.slice(at));
    if (octal) {
      tokens.push(String.fromCharCode(parseInt(octal[1] ?? '', 8)));
      at += octal[0].length - 1;
    } else if (text[at] === '\\' && at + 1 < text.length) {
      const next = text[++at] ?? '';
      tokens.push(escapes[next] ?? next);
    } else tokens.push(text[at] ?? '');
  }
  const found: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const [from = '', dash, to] = tokens.slice(at, at + 3);
    if (dash !== '-' || to === undefined || to < from) {
      found.push(from);
      continue;
    }
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++)
      found.push(String.fromCharCode(code));
    at += 2;
  }
  return found;
}

/** `tr [-cds] STRING1 [STRING2]` */
export const tr: Applet = async (context, args) => {
  const options = getopt(args, '+cCdst', { complement: 'c', delete: 'd', 'squeeze-repeats': 's' });
  const [first, second] = options.operands;
  if (first === undefined) throw new UsageError('');
  const from = expandSet(first);
  const to = second === undefined ? undefined : expandSet(second);
  const complement = options.has('c') || options.has('C');
  const positions = new Map(from.map((char, index) => [char, index]));
  const inFirst = (char: string) => positions.has(char) !== complement;
  const squeezed = new Set(to && !options.has('d') ? to : (to ?? []));
  const squeezes = (char: string) => (to === undefined ? inFirst(char) : squeezed.has(char));
  const last = to?.at(-1) ?? '';
  let previous = '';
  for (let bytes = await context.stdin.read(); bytes; bytes = await context.stdin.read()) {
    let text = '';
    for (const char of decode(bytes)) {
      let next = char;
      if (options.has('d')) {
        if (inFirst(char)) continue;
      } else if (to && inFirst(char)) next = complement ? last : (to[positions.get(char) ?? 0] ?? last);
      if (options.has('s') && next === previous && squeezes(next)) continue;
      text += next;
      previous = next;
    }
    await write(context.stdout, text);
  }
  return 0;
};

/** `tee [-ai] [FILE]...` */
export const tee: Applet = async (context, args) => {
  const options = getopt(args, 'ai');
  const sinks = [context.stdout];
  let status = 0;
  for (const path of options.operands) {
    try {
      sinks.push(context.openWrite(path, { append: options.has('a') }));
    } catch {
      status = await complain(context, `${path}: can't open`);
    }
  }
  for (let bytes = await context.stdin.read(); bytes; bytes = await context.stdin.read())
    for (const sink of sinks) await sink.write(bytes);
  return status;
};

/** `rev [FILE]...` */
export const rev: Applet = (context, args) =>
  eachInput(context, args, async (source) => {
    for await (const { text, ended } of lines(source))
      await write(context.stdout, [...text].reverse().join('') + (ended ? '\n' : ''));
  });

/** `tac [FILE]...` */
export const tac: Applet = (context, args) =>
  eachInput(context, args, async (source) => {
    const all = decode(await readAll(source)).split(/(?<=\n)/);
    await write(context.stdout, all.reverse().join(''));
  });

/** `nl [-b a|t|n] [-s SEPARATOR] [-w WIDTH] [FILE]...` */
export const nl: Applet = async (context, args) => {
  const options = getopt(args, 'b:s:w:v:i:n:');
  let number = Number(options.value('v') ?? 1);
  const width = Number(options.value('w') ?? 6);
  return eachInput(context, options.operands, async (source) => {
    for await (const { text } of lines(source)) {
      const counts = options.value('b') === 'a' || (options.value('b') !== 'n' && text !== '');
      const shown = counts
        ? `${String(number).padStart(width)}${options.value('s') ?? '\t'}`
        : ' '.repeat(width + 1);
      if (counts) number += Number(options.value('i') ?? 1);
      await write(context.stdout, `${shown}${text}\n`);
    }
  });
};

/** `fold [-bsw WIDTH] [FILE]...` */
export const fold: Applet = async (context, args) => {
  const options = getopt(args, 'bsw:');
  const width = Number(options.value('w') ?? 80);
  return eachInput(context, options.operands, async (source) => {
    for await (const { text, ended } of lines(source)) {
      let rest = text;
      let folded = '';
      while (rest.length > width) {
        const space = options.has('s') ? rest.lastIndexOf(' ', width - 1) : -1;
        const at = space > 0 ? space + 1 : width;
        folded += `${rest.slice(0, at)}\n`;
        rest = rest.slice(at);
      }
      await write(context.stdout, folded + rest + (ended ? '\n' : ''));
    }
  });
};

/** `expand [-t N] [FILE]...` */
export const expand: Applet = async (context, args) => {
  const options = getopt(args, 'it:');
  const size = Number(options.value('t') ?? 8);
  return eachInput(context, options.operands, async (source) => {
    for await (const { text, ended } of lines(source)) {
      let line = '';
      for (const char of text) line += char === '\t' ? ' '.repeat(size - (line.length % size)) : char;
      await write(context.stdout, line + (ended ? '\n' : ''));
    }
  });
};

/** `paste [-s] [-d LIST] [FILE]...` */
export const paste: Applet = async (context, args) => {
  const options = getopt(args, 'sd:');
  const separators =
    (options.value('d') ?? '\t').replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\0/g, '') || '';
  const columns: string[][] = [];
  const status = await eachInput(context, options.operands, async (source) => {
    const column: string[] = [];
    for await (const { text } of lines(source)) column.push(text);
    columns.push(column);
  });
  const join = (parts: string[]) => parts.reduce((text, part, at) => (at === 0 ? part : text + (separators[(at - 1) % separators.length] ?? '') + part), ''); // prettier-ignore
  const rows = options.has('s')
    ? columns
    : Array.from({ length: Math.max(0, ...columns.map((column) => column.length)) }, (_, row) => columns.map((column) => column[row] ?? '')); // prettier-ignore
  for (const row of rows) await write(context.stdout, `${join(row)}\n`);
  return status;
};

/** `yes [WORDS]` */
export const yes: Applet = async (context, args) => {
  const line = encode(`${args.length ? args.join(' ') : 'y'}\n`);
  const block = Buffer.concat(Array.from({ length: 512 }, () => line));
  for (;;) {
    await context.stdout.write(block);
    await new Promise((resolve) => setImmediate(resolve));
    context.killed.throwIfAborted();
  }
};

/** `seq [-w] [-s SEPARATOR] [FIRST [INCREMENT]] LAST` */
export const seq: Applet = async (context, args) => {
  const options = getopt(
    args.map((arg) => (/^-\d/.test(arg) ? ` ${arg}` : arg)),
    '+ws:',
  );
  const words = options.operands.map((word) => word.trim());
  if (words.length < 1 || words.length > 3) throw new UsageError('');
  const bad = words.find((word) => !/^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(word));
  if (bad !== undefined) throw new UsageError('');
  const numbers = words.map(Number);
  const [first, step, last] = [
    numbers.length > 1 ? (numbers[0] ?? 1) : 1,
    numbers.length > 2 ? (numbers[1] ?? 1) : 1,
    numbers.at(-1) ?? 0,
  ];
  const digits = Math.max(...words.map((word) => word.split('.')[1]?.length ?? 0));
  const width = options.has('w') ? Math.max(first.toFixed(digits).length, last.toFixed(digits).length) : 0;
  const out = output(context.stdout);
  const separator = options.value('s') ?? '\n';
  for (let index = 0; ; index++) {
    const value = first + index * step;
    if (step >= 0 ? value > last + 1e-9 : value < last - 1e-9) {
      if (index > 0) await out.print('\n');
      break;
    }
    await out.print(`${index > 0 ? separator : ''}${value.toFixed(digits).padStart(width, '0')}`);
  }
  await out.flush();
  return 0;
};
