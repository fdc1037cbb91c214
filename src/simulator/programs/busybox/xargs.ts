import { SysError } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { readAll, write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { decode } from '../lib/text.js';
import { complain, type Applet } from './applet.js';

/** Splits as xargs does: blanks, quotes and backslashes. */
function splitItems(text: string): string[] {
  const items: string[] = [];
  const pattern = /(?:"([^"\n]*)"|'([^'\n]*)'|\\([\s\S])|([^\s"'\\]+))|(\s+)/g;
  let current: string | undefined;
  for (const match of text.matchAll(pattern)) {
    if (match[5] === undefined)
      current = (current ?? '') + (match[1] ?? match[2] ?? match[3] ?? match[4] ?? '');
    else if (current !== undefined) {
      items.push(current);
      current = undefined;
    }
  }
  if (current !== undefined) items.push(current);
  return items;
}

/** `xargs [-0rt] [-I STR] [-n N] [-L N] [-P N] [PROGRAM ARGS]` */
export const xargs: Applet = async (context, args) => {
  const options = getopt(args, '+0rtpxI:i::n:L:l::P:s:d:e::E:', {
    null: '0',
    'no-run-if-empty': 'r',
    'max-args=': 'n',
    'max-procs=': 'P',
    verbose: 't',
    'replace=': 'I',
  });
  const text = decode(await readAll(context.stdin));
  const replace = options.value('I');
  const separator = options.value('d')?.replace('\\n', '\n') ?? (options.has('0') ? '\0' : undefined);
  const items = separator !== undefined ? text.split(separator).filter((item, index, all) => item !== '' || index < all.length - 1) : replace !== undefined || options.has('L') ? text.split('\n').map((line) => line.trim()).filter(Boolean) : splitItems(text); // prettier-ignore
  const command = options.operands.length ? options.operands : ['echo'];
  const size = replace !== undefined ? 1 : Number(options.value('n') ?? options.value('L') ?? Infinity);
  const batches: string[][] = [];
  if (size === Infinity) batches.push(items);
  else for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size));
  if (items.length === 0 && (options.has('r') || replace !== undefined || size !== Infinity)) return 0;
  const parallel = Math.max(1, Number(options.value('P') ?? 1));
  let status = 0;
  const runOne = async (batch: string[]): Promise<boolean> => {
    const argv =
      replace !== undefined
        ? command.map((word) => word.replaceAll(replace, batch[0] ?? ''))
        : [...command, ...batch];
    if (options.has('t')) await write(context.stderr, `${argv.join(' ')}\n`);
    try {
      const { code, signal } = await context.spawn({ argv, stdin: context.openRead('/dev/null') }).exited;
      if (code === 255 || signal) {
        await complain(
          context,
          signal
            ? `'${argv[0]}' terminated by signal ${code - 128}`
            : `'${argv[0]}': exited with status 255; aborting`,
        );
        status = signal ? 125 : 124;
        return false;
      }
      if (code !== 0) status = 123;
      return true;
    } catch (error) {
      if (!(error instanceof SysError) || context.killed.aborted) throw error;
      await complain(context, `can't execute '${argv[0]}': ${strerror(error.code)}`);
      status = error.code === 'ENOENT' ? 127 : 126;
      return false;
    }
  };
  for (let at = 0; at < batches.length; at += parallel) {
    const results = await Promise.all(batches.slice(at, at + parallel).map(runOne));
    if (results.includes(false)) break;
  }
  return status;
};
