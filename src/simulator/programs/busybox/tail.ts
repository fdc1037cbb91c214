import type { ProcessContext, Source } from '../../host/contract.js';
import { SysError } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { Failure } from '../lib/failure.js';
import { pump, write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { complain, type Applet } from './applet.js';
import { oldCount, readCount } from './head.js';

const mostHeld = 256 << 20;

interface Wanted {
  count: number;
  bytes: boolean;
  /** +N: from the Nth on. */
  fromStart: boolean;
}

/** `tail [-n [+]N] [-c [+]N] [-fFqv] [-s SECONDS] [FILE]...` */
export const tail: Applet = async (context, args) => {
  const fixed = oldCount(args).map((arg, index) => (index === 0 && /^\+\d+$/.test(arg) ? `-n${arg}` : arg));
  const options = getopt(fixed, 'n:c:fFs:qv', { 'lines=': 'n', 'bytes=': 'c', 'follow=?': 'f', retry: 'F' });
  const given = options.value('c') ?? options.value('n') ?? '10';
  const count = readCount(given.replace(/^[-+]/, ''));
  if (count === undefined) return complain(context, `invalid number '${given}'`);
  const wanted: Wanted = { count, bytes: options.has('c'), fromStart: given.startsWith('+') };
  const follow = options.has('f') || options.has('F');
  const paths = options.operands.length ? options.operands : ['-'];
  const headers = options.has('v') || (paths.length > 1 && !options.has('q'));
  let status = 0;
  let shown: string | undefined;
  const header = async (path: string) => {
    if (!headers || shown === path) return;
    await write(
      context.stdout,
      `${shown === undefined ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`,
    );
    shown = path;
  };
  const open: { path: string; source: Source }[] = [];
  for (const path of paths) {
    try {
      const source = path === '-' ? context.stdin : context.openRead(path);
      await header(path);
      await showEnd(context, source, wanted);
      open.push({ path, source });
    } catch (error) {
      if (!(error instanceof SysError) || error.code === 'EPIPE' || context.killed.aborted) throw error;
      status = await complain(context, `can't open '${path}': ${strerror(error.code)}`);
    }
  }
  if (open.length === 0) return complain(context, 'no files');
  const files = open.filter(({ path }) => path !== '-');
  if (!follow || files.length === 0) return status;
  await Promise.all(
    files.map((file) => followFile(context, file, options.has('F'), () => header(file.path))),
  );
  return status;
};

async function showEnd(context: ProcessContext, source: Source, wanted: Wanted): Promise<void> {
  if (wanted.fromStart) {
    await skipStart(source, wanted);
    await pump(source, context.stdout);
    return;
  }
  const kept: Uint8Array[] = [];
  let size = 0;
  let newlines = 0;
  for (let bytes = await source.read(); bytes; bytes = await source.read()) {
    kept.push(bytes.slice());
    size += bytes.length;
    newlines += countNewlines(bytes);
    for (let first = kept[0]; kept.length > 1 && first; first = kept[0]) {
      const enough = wanted.bytes
        ? size - first.length >= wanted.count
        : newlines - countNewlines(first) > wanted.count;
      if (!enough) break;
      kept.shift();
      size -= first.length;
      newlines -= countNewlines(first);
    }
    context.useMemory(size + (1 << 20));
    // Without a limit of its own a container must not eat the memory of the real machine.
    if (size > mostHeld) throw new Failure('out of memory');
  }
  const whole = Buffer.concat(kept);
  if (wanted.bytes) {
    await context.stdout.write(whole.subarray(Math.max(0, whole.length - wanted.count)));
    return;
  }
  let from = whole.length;
  if (wanted.count > 0) {
    let at = whole.at(-1) === 10 ? whole.length - 2 : whole.length - 1;
    for (let left = wanted.count; at >= 0; at--) if (whole[at] === 10 && --left === 0) break;
    from = at + 1;
  }
  if (from < whole.length) await context.stdout.write(whole.subarray(from));
}

function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

async function skipStart(source: Source, wanted: Wanted): Promise<void> {
  let left = Math.max(0, wanted.count - 1);
  while (left > 0) {
    const bytes = await source.read();
    if (!bytes) return;
    let at = 0;
    if (wanted.bytes) {
      at = Math.min(left, bytes.length);
      left -= at;
    } else
      while (left > 0) {
        const end = bytes.indexOf(10, at);
        if (end < 0) {
          at = bytes.length;
          break;
        }
        at = end + 1;
        left--;
      }
    source.unread(bytes.subarray(at));
  }
}

/** Prints what is added to a file; starts over when it gets shorter (and, with -F, when another takes its name). */
async function followFile(
  context: ProcessContext,
  file: { path: string; source: Source },
  byName: boolean,
  header: () => Promise<void>,
): Promise<void> {
  let position = sizeOf(context, file.path) ?? 0;
  for (;;) {
    await changed(context, file.path);
    const size = sizeOf(context, file.path);
    if (size === undefined) {
      if (byName) position = 0;
      continue;
    }
    if (size < position) position = 0;
    if (size === position) continue;
    const bytes = context.fs.readFile(file.path).slice(position);
    position += bytes.length;
    await header();
    await context.stdout.write(bytes);
  }
}

function sizeOf(context: ProcessContext, path: string): number | undefined {
  try {
    return context.fs.stat(path).size;
  } catch {
    return undefined;
  }
}

async function changed(context: ProcessContext, path: string): Promise<void> {
  let stop = () => {};
  const notified = new Promise<void>((resolve) => (stop = context.fs.watch(path, resolve)));
  try {
    // The sleep is what ends with the process; changes wake it early.
    await Promise.race([notified, context.sleep(1000)]);
  } finally {
    stop();
  }
}
