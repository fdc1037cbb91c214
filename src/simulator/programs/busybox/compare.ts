import { posix } from 'node:path';
import { SysError } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { readAll, write } from '../lib/io.js';
import { getopt, UsageError } from '../lib/options.js';
import { decode, encode } from '../lib/text.js';
import { complain, open, type Applet } from './applet.js';

type Edit = { kind: ' ' | '-' | '+'; line: string };

/** The shortest list of edits between two texts (longest common subsequence). */
function edits(left: readonly string[], right: readonly string[]): Edit[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let [leftEnd, rightEnd] = [left.length, right.length];
  while (leftEnd > start && rightEnd > start && left[leftEnd - 1] === right[rightEnd - 1]) {
    leftEnd--;
    rightEnd--;
  }
  const [a, b] = [left.slice(start, leftEnd), right.slice(start, rightEnd)];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row)
        row[j] =
          a[i] === b[j]
            ? (lengths[i + 1]?.[j + 1] ?? 0) + 1
            : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  const found: Edit[] = left.slice(0, start).map((line) => ({ kind: ' ', line }));
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push({ kind: ' ', line: a[i++] ?? '' });
      j++;
    } else if (i < a.length && (j >= b.length || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)))
      found.push({ kind: '-', line: a[i++] ?? '' });
    else found.push({ kind: '+', line: b[j++] ?? '' });
  }
  return [...found, ...left.slice(leftEnd).map((line): Edit => ({ kind: ' ', line }))];
}

/** The hunks of a unified diff; empty for equal texts. */
function unified(left: string, right: string, context: number): string {
  const split = (text: string) => (text === '' ? [] : text.split(/(?<=\n)/));
  const all = edits(split(left), split(right));
  let text = '';
  for (let at = all.findIndex((edit) => edit.kind !== ' '); at >= 0;) {
    let end = at;
    for (let next = at; next < all.length && next <= end + 2 * context; next++)
      if (all[next]?.kind !== ' ') end = next;
    const from = Math.max(0, at - context);
    const hunk = all.slice(from, Math.min(all.length, end + context + 1));
    const before = all.slice(0, from);
    const place = (skip: '+' | '-') => {
      const count = hunk.filter((edit) => edit.kind !== skip).length;
      const first = before.filter((edit) => edit.kind !== skip).length + (count === 0 ? 0 : 1);
      return count === 1 ? String(first) : `${first},${count}`;
    };
    text += `@@ -${place('+')} +${place('-')} @@\n`;
    for (const { kind, line } of hunk)
      text += `${kind}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`;
    const rest = all.findIndex((edit, index) => index > end && edit.kind !== ' ');
    at = rest;
  }
  return text;
}

/** `diff [-qsruNwb] [-U LINES] FILE1 FILE2` */
export const diff: Applet = async (context, args) => {
  const options = getopt(args, 'abdiL:NqrTstupwBU:S:', {
    brief: 'q',
    recursive: 'r',
    unified: 'u',
    'new-file': 'N',
  });
  const [left, right] = options.operands;
  if (left === undefined || right === undefined) throw new UsageError('');
  const around = Number(options.value('U') ?? 3);
  const isFolder = (path: string) =>
    path !== '-' && context.fs.exists(path) && context.fs.stat(path).type === 'directory';
  const read = async (path: string) => decode(await readAll(open(context, path)));
  const compareFiles = async (a: string, b: string): Promise<number> => {
    const texts: string[] = [];
    for (const path of [a, b]) {
      try {
        texts.push(await read(path));
      } catch (error) {
        if (!(error instanceof SysError) || context.killed.aborted) throw error;
        if (options.has('N') && error.code === 'ENOENT') texts.push('');
        else {
          await complain(context, `can't stat '${path}': ${strerror(error.code)}`);
          return 2;
        }
      }
    }
    const normal = (text: string) =>
      options.has('w')
        ? text.replace(/[ \t]+/g, '')
        : options.has('b')
          ? text.replace(/[ \t]+/g, ' ')
          : options.has('i')
            ? text.toLowerCase()
            : text;
    const [first = '', second = ''] = texts;
    if (normal(first) === normal(second)) {
      if (options.has('s')) await write(context.stdout, `Files ${a} and ${b} are identical\n`);
      return 0;
    }
    if (options.has('q')) await write(context.stdout, `Files ${a} and ${b} differ\n`);
    else await write(context.stdout, `--- ${a}\n+++ ${b}\n${unified(first, second, around)}`);
    return 1;
  };
  const compareFolders = async (a: string, b: string): Promise<number> => {
    const names = [...new Set([...context.fs.readdir(a), ...context.fs.readdir(b)])].sort();
    let status = 0;
    for (const name of names) {
      const [x, y] = [posix.join(a, name), posix.join(b, name)];
      const missing = !context.fs.exists(x) ? a : !context.fs.exists(y) ? b : undefined;
      if (missing !== undefined && !options.has('N')) {
        await write(context.stdout, `Only in ${missing === a ? b : a}: ${name}\n`);
        status = 1;
      } else if (isFolder(x) && isFolder(y)) {
        if (options.has('r')) status = Math.max(status, await compareFolders(x, y));
        else await write(context.stdout, `Common subdirectories: ${x} and ${y}\n`);
      } else status = Math.max(status, await compareFiles(x, y));
    }
    return status;
  };
  if (isFolder(left) && isFolder(right)) return compareFolders(left, right);
  const within = (folder: string, file: string) => posix.join(folder, posix.basename(file));
  return compareFiles(
    isFolder(left) ? within(left, right) : left,
    isFolder(right) ? within(right, left) : right,
  );
};

/** `cmp [-ls] [-n N] FILE1 [FILE2]` */
export const cmp: Applet = async (context, args) => {
  const options = getopt(args, 'lsn:');
  const [a, b = '-'] = options.operands;
  if (a === undefined) throw new UsageError('');
  const contents: Uint8Array[] = [];
  for (const path of [a, b]) {
    try {
      contents.push(await readAll(open(context, path)));
    } catch (error) {
      if (!(error instanceof SysError) || context.killed.aborted) throw error;
      await complain(context, `${path}: ${strerror(error.code)}`);
      return 2;
    }
  }
  const [x = encode(''), y = encode('')] = contents;
  let line = 1;
  for (let at = 0; at < Math.min(x.length, y.length, Number(options.value('n') ?? Infinity)); at++) {
    if (x[at] !== y[at]) {
      if (!options.has('s')) await write(context.stdout, `${a} ${b} differ: char ${at + 1}, line ${line}\n`);
      return 1;
    }
    if (x[at] === 10) line++;
  }
  if (x.length === y.length) return 0;
  if (!options.has('s')) await complain(context, `EOF on ${x.length < y.length ? a : b}`);
  return 1;
};

/** `comm [-123] FILE1 FILE2` */
export const comm: Applet = async (context, args) => {
  const options = getopt(args, '123');
  const [a, b] = options.operands;
  if (a === undefined || b === undefined) throw new UsageError('');
  const read = async (path: string) =>
    decode(await readAll(open(context, path)))
      .split('\n')
      .filter((line, index, all) => line !== '' || index < all.length - 1);
  const [left, right] = [await read(a), await read(b)];
  const indent = (column: number) =>
    '\t'.repeat([1, 2].filter((each) => each < column && !options.has(String(each))).length);
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const [x, y] = [left[i], right[j]];
    const column = y === undefined || (x !== undefined && x < y) ? 1 : x === undefined || y < x ? 2 : 3;
    if (!options.has(String(column)))
      await write(context.stdout, `${indent(column)}${(column === 2 ? y : x) ?? ''}\n`);
    if (column !== 2) i++;
    if (column !== 1) j++;
  }
  return 0;
};

/** `split [-l LINES] [-b BYTES] [-a LENGTH] [FILE [PREFIX]]` */
export const split: Applet = async (context, args) => {
  const options = getopt(args, 'l:b:a:d');
  const [file = '-', prefix = 'x'] = options.operands;
  const bytes = await readAll(open(context, file));
  const size =
    options.value('b') === undefined ? undefined : Number(options.value('b')?.replace(/k$/, '000'));
  const lines = decode(bytes).split(/(?<=\n)/);
  const count = Number(options.value('l') ?? 1000);
  const parts: Uint8Array[] = [];
  if (size !== undefined)
    for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
  else
    for (let at = 0; at < lines.length; at += count) parts.push(encode(lines.slice(at, at + count).join('')));
  const width = Number(options.value('a') ?? 2);
  for (const [index, part] of parts.entries()) {
    const suffix = Array.from({ length: width }, (_, place) =>
      String.fromCharCode(97 + (Math.floor(index / 26 ** (width - 1 - place)) % 26)),
    ).join('');
    context.fs.writeFile(prefix + suffix, part);
  }
  return 0;
};
