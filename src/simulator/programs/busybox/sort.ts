import { lines, output } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { decode, encode } from '../lib/text.js';
import { readAll } from '../lib/io.js';
import { complain, eachInput, type Applet } from './applet.js';

interface Key {
  from: number;
  fromChar: number;
  to: number;
  toChar: number;
  flags: string;
}

function readKey(text: string): Key | undefined {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (!match) return undefined;
  return {
    from: Number(match[1]),
    fromChar: Number(match[2] ?? 1),
    to: Number(match[4] ?? Infinity),
    toChar: Number(match[5] ?? 0),
    flags: (match[3] ?? '') + (match[6] ?? ''),
  };
}

function keyText(line: string, key: Key, separator: string | undefined): string {
  const fields = separator === undefined ? (line.match(/\s*\S+|\s+$/g) ?? []) : line.split(separator);
  const picked = fields.slice(key.from - 1, key.to);
  if (key.toChar > 0 && picked.length) picked[picked.length - 1] = (picked.at(-1) ?? '').slice(0, key.toChar);
  const text = picked.join(separator ?? '');
  return key.fromChar > 1 ? text.slice(key.fromChar - 1) : text;
}

const suffixes = 'KMGTPE';

function numberOf(text: string, flags: string): number {
  const match = /^\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)([KMGTPE]?)/i.exec(text);
  if (!match) return 0;
  const plain = flags.includes('g') ? Number(match[1]) : parseFloat(match[1] ?? '0');
  if (!flags.includes('h'))
    return flags.includes('g') ? plain : parseFloat(/^\s*-?\d*\.?\d*/.exec(text)?.[0] || '0') || 0;
  return plain * 1024 ** (suffixes.indexOf((match[2] ?? '').toUpperCase()) + 1);
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function versionCompare(a: string, b: string): number {
  const parts = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [x = '', y = ''] = [left[at], right[at]];
    const difference = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareText(a: string, b: string, flags: string): number {
  if (/[ngh]/.test(flags)) return numberOf(a, flags) - numberOf(b, flags);
  if (flags.includes('V')) return versionCompare(a, b);
  if (flags.includes('M')) {
    const month = (text: string) => months.indexOf(text.trim().slice(0, 3).toUpperCase());
    return month(a) - month(b);
  }
  const prepare = (text: string) => {
    let value = flags.includes('b') ? text.trimStart() : text;
    if (flags.includes('f')) value = value.toUpperCase();
    if (flags.includes('d')) value = value.replace(/[^\w\s]/g, '');
    return value;
  };
  const [x, y] = [prepare(a), prepare(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** `sort [-nrughMcszbdfiV] [-k KEY]... [-t CHAR] [-o FILE] [FILE]...` */
export const sort: Applet = async (context, args) => {
  const options = getopt(args, 'nrughMcszbdfiVCk:t:o:S:T:m', { reverse: 'r', unique: 'u', 'numeric-sort': 'n', 'key=': 'k' }); // prettier-ignore
  const keys = options.values('k').map(readKey);
  if (keys.includes(undefined)) return complain(context, 'bad field specification');
  const flags = options.given
    .map((option) => option.name)
    .join('')
    .replace(/[ktocus]/g, '');
  const separator = options.value('t');
  const whole: Key = { from: 1, fromChar: 1, to: Infinity, toChar: 0, flags: '' };
  const used = keys.length ? (keys as Key[]) : [whole];
  const compareKeys = (a: string, b: string): number => {
    for (const key of used) {
      const kind = key.flags === '' ? flags : key.flags;
      const text = (line: string) => (key === whole ? line : keyText(line, key, separator));
      const difference = compareText(text(a), text(b), kind);
      if (difference !== 0) return kind.includes('r') ? -difference : difference;
    }
    return 0;
  };
  const compare = (a: string, b: string): number => {
    const difference = compareKeys(a, b);
    if (difference !== 0 || options.has('s') || options.has('u')) return difference;
    const last = a < b ? -1 : a > b ? 1 : 0;
    return flags.includes('r') ? -last : last;
  };
  const all: string[] = [];
  const status = await eachInput(context, options.operands, async (source) => {
    if (options.has('z'))
      all.push(
        ...decode(await readAll(source))
          .replace(/\0$/, '')
          .split('\0'),
      );
    else for await (const { text } of lines(source)) all.push(text);
  });
  if (status !== 0) return 2;
  if (options.has('c') || options.has('C')) {
    const at = all.findIndex((line, index) => index > 0 && compare(all[index - 1] ?? '', line) > 0);
    return at < 0 ? 0 : complain(context, `-:${at + 1}: disorder: ${all[at]}`);
  }
  all.sort(compare);
  const kept = options.has('u')
    ? all.filter((line, index) => index === 0 || compareKeys(all[index - 1] ?? '', line) !== 0)
    : all;
  const end = options.has('z') ? '\0' : '\n';
  const file = options.value('o');
  if (file !== undefined) {
    context.fs.writeFile(file, encode(kept.map((line) => line + end).join('')));
    return 0;
  }
  const out = output(context.stdout);
  for (const line of kept) await out.print(line + end);
  await out.flush();
  return 0;
};
