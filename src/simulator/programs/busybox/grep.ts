import type { ProcessContext } from '../../host/contract.js';
import { SysError } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { lines, output } from '../lib/io.js';
import { getopt, UsageError } from '../lib/options.js';
import { compileRegex, escapeRegex } from '../lib/regex.js';
import { decode } from '../lib/text.js';
import { complain, open, type Applet } from './applet.js';

interface Search {
  matcher: RegExp;
  invert: boolean;
  count: boolean;
  names: boolean;
  quiet: boolean;
  only: boolean;
  numbers: boolean;
  list: 'l' | 'L' | undefined;
  before: number;
  after: number;
  limit: number;
}

function patterns(context: ProcessContext, options: ReturnType<typeof getopt>, operands: string[]): string[] {
  const found = options.values('e').flatMap((each) => each.split('\n'));
  for (const file of options.values('f'))
    found.push(...decode(context.fs.readFile(file)).replace(/\n$/, '').split('\n'));
  if (!options.has('e') && !options.has('f')) {
    const first = operands.shift();
    if (first === undefined) throw new UsageError('');
    found.push(...first.split('\n'));
  }
  return found;
}

function compile(
  options: ReturnType<typeof getopt>,
  words: readonly string[],
  kind: 'basic' | 'extended' | 'fixed',
): RegExp {
  const sources = words.map((word) =>
    kind === 'fixed' ? escapeRegex(word) : compileRegex(word, kind === 'extended'),
  );
  let source = sources.map((each) => `(?:${each})`).join('|') || '(?!)';
  if (options.has('w')) source = `(?<![\\w])(?:${source})(?![\\w])`;
  if (options.has('x')) source = `^(?:${source})$`;
  return new RegExp(source, `g${options.has('i') || options.has('y') ? 'i' : ''}`);
}

/** `grep [-EFivnclLqsowxrhH] [-m N] [-A|-B|-C N] [-e PATTERN|-f FILE]... PATTERN [FILE]...` */
export function grepAs(defaultKind: 'basic' | 'extended' | 'fixed'): Applet {
  return async (context, args) => {
    const shortened = args.map((arg) => arg.replace(/^-(\d+)$/, '-C$1'));
    const options = getopt(shortened, 'EFGivynclLqsowxrRhHm:A:B:C:e:f:az', {
      'color=?': 'Z', 'colour=?': 'Z', 'ignore-case': 'i', 'invert-match': 'v', count: 'c', quiet: 'q', silent: 'q', 'line-number': 'n', recursive: 'r', 'extended-regexp': 'E', 'fixed-strings': 'F', 'only-matching': 'o', 'word-regexp': 'w', 'files-with-matches': 'l', 'no-filename': 'h', 'max-count=': 'm', 'regexp=': 'e',
    }); // prettier-ignore
    const kind = options.has('F') ? 'fixed' : options.has('E') ? 'extended' : defaultKind;
    const operands = [...options.operands];
    const matcher = compile(options, patterns(context, options, operands), kind);
    const recursive = options.has('r') || options.has('R');
    const files = recursive ? expandFolders(context, operands.length ? operands : ['.']) : operands;
    const around = Number(options.value('C') ?? '0');
    const search: Search = {
      matcher,
      invert: options.has('v'),
      count: options.has('c'),
      quiet: options.has('q'),
      only: options.has('o'),
      numbers: options.has('n'),
      list: options.has('l') ? 'l' : options.has('L') ? 'L' : undefined,
      names: options.has('H') || (!options.has('h') && (files.length > 1 || recursive)),
      before: Number(options.value('B') ?? around),
      after: Number(options.value('A') ?? around),
      limit: Number(options.value('m') ?? Infinity),
    };
    let matched = false;
    let failed = false;
    for (const path of files.length || recursive ? files : ['-']) {
      try {
        const hit = await grepFile(context, path, search);
        matched ||= hit;
        if (hit && search.quiet) return 0;
      } catch (error) {
        if (!(error instanceof SysError) || error.code === 'EPIPE' || context.killed.aborted) throw error;
        failed = true;
        if (!options.has('s')) await complain(context, `${path}: ${strerror(error.code)}`);
      }
    }
    if (failed && !(matched && search.quiet)) return 2;
    return matched ? 0 : 1;
  };
}

function expandFolders(context: ProcessContext, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!context.fs.exists(path) || context.fs.stat(path).type !== 'directory') return [path];
    const names = context.fs.readdir(path).map((name) => `${path.replace(/\/$/, '')}/${name}`);
    return expandFolders(
      context,
      names.filter((name) => context.fs.lstat(name).type !== 'symlink'),
    );
  });
}

/** Prints the lines of one file that are looked for; true when there is one. */
async function grepFile(context: ProcessContext, path: string, search: Search): Promise<boolean> {
  const source = open(context, path);
  const out = output(context.stdout);
  const name = path === '-' ? '(standard input)' : path;
  const prefix = (mark: string, number: number) =>
    `${search.names ? `${name}${mark}` : ''}${search.numbers ? `${number}${mark}` : ''}`;
  const shows = !search.count && !search.quiet && search.list === undefined;
  const held: { number: number; text: string }[] = [];
  let count = 0;
  let number = 0;
  let lastShown = 0;
  let trailing = 0;
  for await (const { text } of lines(source)) {
    number++;
    search.matcher.lastIndex = 0;
    if (search.matcher.test(text) === search.invert) {
      if (trailing > 0 && shows) {
        trailing--;
        lastShown = number;
        await out.print(`${prefix('-', number)}${text}\n`);
      } else if (search.before > 0) {
        held.push({ number, text });
        if (held.length > search.before) held.shift();
      }
      continue;
    }
    count++;
    if (search.quiet || search.list === 'l') break;
    if (shows) {
      const first = held[0]?.number ?? number;
      if ((search.before || search.after) && lastShown > 0 && first > lastShown + 1) await out.print('--\n');
      for (const each of held.splice(0)) await out.print(`${prefix('-', each.number)}${each.text}\n`);
      if (!search.only) await out.print(`${prefix(':', number)}${text}\n`);
      else if (!search.invert) {
        search.matcher.lastIndex = 0;
        for (const [found] of text.matchAll(search.matcher))
          if (found !== '') await out.print(`${prefix(':', number)}${found}\n`);
      }
      await out.flush();
      lastShown = number;
      trailing = search.after;
    }
    if (count >= search.limit) break;
  }
  if (path !== '-') source.close();
  if (search.count && !search.quiet) await out.print(`${search.names ? `${name}:` : ''}${count}\n`);
  if (search.list && count > 0 === (search.list === 'l')) await out.print(`${name}\n`);
  await out.flush();
  return count > 0;
}
