import { posix } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { SysError, type ProcessContext } from '../../host/contract.js';
import { groupName, groups, accounts, userName } from '../lib/accounts.js';
import { strerror } from '../lib/errors.js';
import { Failure } from '../lib/failure.js';
import { readAll, write } from '../lib/io.js';
import { modeLetters } from '../lib/listing.js';
import { getopt, UsageError } from '../lib/options.js';
import { concat } from '../lib/text.js';
import { readTar, writeTar, type TarItem } from '../lib/tar.js';
import { complain, complainOf, open, type Applet } from './applet.js';

/** The entry for a path of the file system, and those below it. */
function collect(
  context: ProcessContext,
  path: string,
  excluded: readonly string[],
  follow: boolean,
): TarItem[] {
  const { fs } = context;
  const stat = follow ? fs.stat(path) : fs.lstat(path);
  const name = path.replace(/^\/+/, '');
  const owner = {
    uid: stat.uid,
    gid: stat.gid,
    user: userName(fs, stat.uid),
    group: groupName(fs, stat.gid),
    mode: stat.mode,
    mtime: stat.mtime,
  };
  if (stat.type === 'directory') {
    const inner = fs
      .readdir(path)
      .filter((each) => !excluded.includes(each))
      .flatMap((each) => collect(context, posix.join(path, each), excluded, follow));
    const own = name === '.' || name === '' ? './' : `${name.replace(/\/$/, '')}/`;
    const prefix = path.startsWith('./') || path === '.' ? './' : '';
    const kept =
      prefix !== '' && path === '.' ? inner.map((item) => ({ ...item, name: `./${item.name}` })) : inner;
    return [{ ...owner, type: 'directory', name: own, content: new Uint8Array() }, ...kept];
  }
  if (stat.type === 'symlink')
    return [{ ...owner, type: 'symlink', name, target: fs.readlink(path), content: new Uint8Array() }];
  return stat.type === 'file' ? [{ ...owner, type: 'file', name, content: fs.readFile(path) }] : [];
}

/** `tar [cxtvfzhOCTX...] [-f FILE] [-C FOLDER] [FILE]...` */
export const tar: Applet = async (context, args) => {
  const [first = '', ...rest] = args;
  const words = first !== '' && !first.startsWith('-') ? expandOld(first, rest) : args;
  const options = getopt(words, 'cxtvzf:C:Ohpkmoaj', {
    create: 'c',
    extract: 'x',
    list: 't',
    gzip: 'z',
    'file=': 'f',
    'directory=': 'C',
    verbose: 'v',
    'exclude=': 'X',
    'strip-components=': 's',
    'numeric-owner': 'n',
    'no-same-owner': 'o',
    'to-stdout': 'O',
    overwrite: 'w',
    'no-same-permissions': 'p',
  });
  const file = options.value('f') ?? '-';
  const base = options.value('C');
  const archivePath = file === '-' ? file : posix.resolve(context.cwd(), file);
  if (!options.has('c') && !options.has('x') && !options.has('t')) throw new UsageError('');
  if (options.has('c')) {
    if (options.operands.length === 0) throw new Failure('empty archive');
    if (base !== undefined) context.chdir(base);
    const items: TarItem[] = [];
    let status = 0;
    for (const path of options.operands) {
      if (path.startsWith('/')) await complain(context, "removing leading '/' from member names");
      try {
        items.push(...collect(context, path, options.values('X'), options.has('h')));
      } catch (error) {
        status = await complainOf(context, path, error);
      }
    }
    if (options.has('v'))
      for (const item of items) await write(file === '-' ? context.stderr : context.stdout, `${item.name}\n`);
    const bytes = writeTar(items);
    const packed = options.has('z') || options.has('a') && /gz$/.test(file) ? gzipSync(bytes) : bytes; // prettier-ignore
    if (file === '-') await context.stdout.write(packed);
    else context.fs.writeFile(archivePath, packed);
    if (status) await complain(context, 'error exit delayed from previous errors');
    return status;
  }
  let bytes: Uint8Array;
  try {
    bytes = await readAll(open(context, archivePath));
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    throw new Failure(`can't open '${file}': ${strerror(error.code)}`);
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
  if (base !== undefined) context.chdir(base);
  const wanted = options.operands.map((path) => path.replace(/\/$/, ''));
  let items: TarItem[];
  try {
    items = readTar(bytes);
  } catch {
    throw new Failure('invalid tar magic');
  }
  const chosen = items.filter((item) => {
    const name = item.name.replace(/\/$/, '');
    return wanted.length === 0 || wanted.some((each) => name === each || name.startsWith(`${each}/`));
  });
  for (const item of chosen) {
    if (options.has('t') || options.has('v'))
      await write(context.stdout, options.has('t') && options.has('v') ? longLine(item) : `${item.name}\n`);
    if (options.has('t')) continue;
    if (options.has('O')) await context.stdout.write(item.content);
    else extract(context, item, Number(options.value('s') ?? 0), options.has('o'));
  }
  const missing = wanted.find(
    (each) =>
      !items.some((item) => item.name.replace(/\/$/, '') === each || item.name.startsWith(`${each}/`)),
  );
  return missing === undefined ? 0 : complain(context, `${missing}: not found in archive`);
};

/** "xzf a.tgz": letters without a dash take their values from the words that follow. */
function expandOld(letters: string, rest: readonly string[]): string[] {
  const values = [...rest];
  const options = [...letters].flatMap((letter) =>
    'fCXT'.includes(letter) ? [`-${letter}`, values.shift() ?? ''] : [`-${letter}`],
  );
  return [...options, ...values];
}

function longLine(item: TarItem): string {
  const time = new Date(item.mtime).toISOString();
  const link = item.target === undefined ? '' : ` -> ${item.target}`;
  return `${modeLetters(item)} ${item.user ?? item.uid}/${item.group ?? item.gid} ${String(item.content.length).padStart(9)} ${time.slice(0, 10)} ${time.slice(11, 19)} ${item.name}${link}\n`;
}

function extract(context: ProcessContext, item: TarItem, strip: number, ownOnly: boolean): void {
  const { fs } = context;
  const parts = item.name
    .replace(/^\/+/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  const path = parts.slice(strip).join('/');
  if (path === '') return;
  const folder = posix.dirname(path);
  for (const [index] of folder.split('/').entries()) {
    const at = folder
      .split('/')
      .slice(0, index + 1)
      .join('/');
    if (at !== '.' && !fs.exists(at)) fs.mkdir(at);
  }
  if (item.type === 'directory') {
    if (!fs.exists(path)) fs.mkdir(path, 0o755);
  } else {
    try {
      fs.unlink(path);
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'ENOENT') throw error;
    }
    if (item.type === 'symlink') fs.symlink(item.target ?? '', path);
    else fs.writeFile(path, item.content, item.mode);
  }
  if (item.type === 'symlink') return;
  if (context.credentials.uid === 0 && !ownOnly) {
    const uid = accounts(fs).find((account) => account.name === item.user)?.uid ?? item.uid;
    const gid = groups(fs).find((group) => group.name === item.group)?.gid ?? item.gid;
    fs.chown(path, uid, gid);
  }
  fs.chmod(path, item.mode);
  fs.utimes(path, item.mtime);
}

/** `gzip`, `gunzip` and `zcat`: `[-cdfk] [FILE]...` */
export function gzipAs(unpacks: boolean, toScreen: boolean): Applet {
  return async (context, args) => {
    const options = getopt(args, 'cdfktqvn123456789');
    const unpack = unpacks || options.has('d');
    const toStdout = toScreen || options.has('c');
    let status = 0;
    for (const path of options.operands.length ? options.operands : ['-']) {
      try {
        const bytes = await readAll(open(context, path));
        if (unpack && (bytes[0] !== 0x1f || bytes[1] !== 0x8b)) {
          status = await complain(context, 'invalid magic');
          continue;
        }
        const result = unpack ? gunzipSync(bytes) : gzipSync(concat([bytes]));
        if (toStdout || path === '-') await context.stdout.write(result);
        else {
          const target = unpack ? path.replace(/\.t?gz$/, '') : `${path}.gz`;
          if (target === path) {
            status = await complain(context, `${path}: unknown suffix - ignored`);
            continue;
          }
          context.fs.writeFile(target, result, context.fs.stat(path).mode);
          if (!options.has('k')) context.fs.unlink(path);
        }
      } catch (error) {
        status = await complainOf(context, path, error);
      }
    }
    return status;
  };
}
