import { posix } from 'node:path';
import { SysError, type ProcessContext } from '../../host/contract.js';
import { accounts, groups } from '../lib/accounts.js';
import { strerror } from '../lib/errors.js';
import { changeMode } from '../lib/modes.js';
import { write } from '../lib/io.js';
import { getopt, UsageError } from '../lib/options.js';
import { complain, complainOf, type Applet } from './applet.js';

/** `mkdir [-pv] [-m MODE] FOLDER...` */
export const mkdir: Applet = async (context, args) => {
  const options = getopt(args, 'm:pv', { parents: 'p', 'mode=': 'm', verbose: 'v' });
  if (options.operands.length === 0) throw new UsageError('');
  let status = 0;
  for (const path of options.operands) {
    try {
      const parts = options.has('p')
        ? path.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'))
        : [path];
      for (const part of parts) {
        if (
          part === '' ||
          (options.has('p') && context.fs.exists(part) && context.fs.stat(part).type === 'directory')
        )
          continue;
        context.fs.mkdir(part);
      }
      const mode = options.value('m');
      if (mode !== undefined) context.fs.chmod(path, changeMode(mode, 0o777, true, context.umask()) ?? 0o777);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      status = await complain(context, `can't create directory '${path}': ${strerror(error.code)}`);
    }
  }
  return status;
};

/** `rmdir [-p] FOLDER...` */
export const rmdir: Applet = async (context, args) => {
  const options = getopt(args, 'p', { 'ignore-fail-on-non-empty': 'i' });
  let status = 0;
  for (const path of options.operands) {
    try {
      for (let at = path; at !== '.' && at !== '/'; at = posix.dirname(at)) {
        context.fs.rmdir(at);
        if (!options.has('p')) break;
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (!options.has('i')) status = await complain(context, `'${path}': ${strerror(error.code)}`);
    }
  }
  return status;
};

/** `ln [-sfnbtv] TARGET... LINK|FOLDER` */
export const ln: Applet = async (context, args) => {
  const options = getopt(args, 'sfnbT', { symbolic: 's', force: 'f' });
  const words = [...options.operands];
  const { fs } = context;
  const last = words.length > 1 ? (words.pop() ?? '.') : '.';
  if (words.length === 0) throw new UsageError('');
  const intoFolder =
    fs.exists(last) &&
    fs.stat(last).type === 'directory' &&
    !(options.has('n') && fs.lstat(last).type === 'symlink');
  let status = 0;
  for (const target of words) {
    const path = intoFolder ? posix.join(last, posix.basename(target)) : last;
    try {
      if (options.has('f') && existsHere(context, path)) fs.unlink(path);
      if (options.has('s')) fs.symlink(target, path);
      else fs.link(target, path);
    } catch (error) {
      status = await complainOf(context, path, error);
    }
  }
  return status;
};

function existsHere(context: ProcessContext, path: string): boolean {
  try {
    context.fs.lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** `touch [-c] [-d DATE] [-r FILE] FILE...` */
export const touch: Applet = async (context, args) => {
  const options = getopt(args, 'cd:t:r:amh', { 'no-create': 'c', 'date=': 'd', 'reference=': 'r' });
  if (options.operands.length === 0) throw new UsageError('');
  const { fs } = context;
  const reference = options.value('r');
  const date = options.value('d');
  const time =
    reference !== undefined
      ? fs.stat(reference).mtime
      : date !== undefined
        ? Date.parse(`${date.replace(' ', 'T')}Z`)
        : context.clock.now();
  if (Number.isNaN(time)) return complain(context, `invalid date '${date}'`);
  let status = 0;
  for (const path of options.operands) {
    try {
      if (fs.exists(path)) fs.utimes(path, time);
      else if (!options.has('c')) {
        fs.writeFile(path, new Uint8Array());
        if (reference !== undefined || date !== undefined) fs.utimes(path, time);
      }
    } catch (error) {
      status = await complainOf(context, path, error);
    }
  }
  return status;
};

async function eachEntry(
  context: ProcessContext,
  paths: readonly string[],
  recursive: boolean,
  change: (path: string) => void,
): Promise<number> {
  let status = 0;
  for (const path of paths) {
    try {
      change(path);
      if (!recursive || context.fs.lstat(path).type !== 'directory') continue;
      const inner = context.fs.readdir(path).map((name) => posix.join(path, name));
      status = (await eachEntry(context, inner, true, change)) || status;
    } catch (error) {
      status = await complainOf(context, path, error);
    }
  }
  return status;
}

/** `chmod [-Rcvf] MODE[,MODE]... FILE...` */
export const chmod: Applet = async (context, args) => {
  const recursive = args.some((arg) => /^-[vcf]*R[vcf]*$/.test(arg));
  const [mode, ...paths] = args.filter((arg) => !/^-[Rvcf]+$/.test(arg));
  if (mode === undefined || paths.length === 0) throw new UsageError('');
  if (changeMode(mode, 0, false, 0) === undefined) return complain(context, `invalid mode '${mode}'`);
  return eachEntry(context, paths, recursive, (path) => {
    const stat = context.fs.stat(path);
    context.fs.chmod(
      path,
      changeMode(mode, stat.mode, stat.type === 'directory', context.umask()) ?? stat.mode,
    );
  });
};

function findId(entries: { name: string; id: number }[], word: string): number | undefined {
  return entries.find((entry) => entry.name === word)?.id ?? (/^\d+$/.test(word) ? Number(word) : undefined);
}

/** `chown [-Rhv] USER[:GROUP] FILE...`; as chgrp the word is a group. */
export function chownAs(groupOnly: boolean): Applet {
  return async (context, args) => {
    const options = getopt(args, 'RhLHPcvf');
    const [owner, ...paths] = options.operands;
    if (owner === undefined || paths.length === 0) throw new UsageError('');
    const users = accounts(context.fs).map(({ name, uid }) => ({ name, id: uid }));
    const names = groups(context.fs).map(({ name, gid }) => ({ name, id: gid }));
    const [userWord = '', groupWord] = groupOnly ? ['', owner] : owner.split(/[:.]/);
    const user = userWord === '' ? undefined : findId(users, userWord);
    const login = accounts(context.fs).find((account) => account.name === userWord)?.gid;
    const group = groupWord === undefined ? undefined : groupWord === '' ? login : findId(names, groupWord);
    if (userWord !== '' && user === undefined) return complain(context, `unknown user ${userWord}`);
    if (groupWord && group === undefined) return complain(context, `unknown group ${groupWord}`);
    return eachEntry(context, paths, options.has('R'), (path) => {
      const stat = context.fs.stat(path);
      context.fs.chown(path, user ?? stat.uid, group ?? stat.gid);
    });
  };
}

/** `mktemp [-dtuq] [-p FOLDER] [TEMPLATE]` */
export const mktemp: Applet = async (context, args) => {
  const options = getopt(args, 'dqtup:', { directory: 'd' });
  const folder = options.value('p') ?? context.env['TMPDIR'] ?? '/tmp';
  const [given] = options.operands;
  const template =
    given === undefined
      ? posix.join(folder, 'tmp.XXXXXX')
      : options.has('t') || options.has('p')
        ? posix.join(folder, given)
        : given;
  if (!/XXXXXX$/.test(template)) return complain(context, `${template}: Invalid argument`);
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const path = template.replace(/X+$/, (run) =>
    Array.from(run, () => letters[Math.floor(Math.random() * letters.length)]).join(''),
  );
  try {
    if (options.has('d')) context.fs.mkdir(path, 0o700);
    else if (!options.has('u')) context.fs.writeFile(path, new Uint8Array(), 0o600);
  } catch (error) {
    return complainOf(context, template, error);
  }
  await write(context.stdout, `${path}\n`);
  return 0;
};

/** `mkfifo [-m MODE] NAME...` */
export const mkfifo: Applet = async (context, args) => {
  const options = getopt(args, 'm:');
  let status = 0;
  for (const path of options.operands) {
    try {
      context.fs.mkfifo(path);
    } catch (error) {
      status = await complainOf(context, path, error);
    }
  }
  return status;
};

/** `truncate [-c] -s SIZE FILE...` */
export const truncate: Applet = async (context, args) => {
  const options = getopt(args, 'cs:');
  const match = /^(\d+)([kKmMgG]?)$/.exec(options.value('s') ?? '');
  if (!match) throw new UsageError('');
  const size =
    Number(match[1]) * { '': 1, k: 1024, m: 1 << 20, g: 1 << 30 }[(match[2] ?? '').toLowerCase() as ''];
  for (const path of options.operands) {
    try {
      if (!context.fs.exists(path) && !options.has('c')) context.fs.writeFile(path, new Uint8Array());
      if (context.fs.exists(path)) context.fs.truncate(path, size);
    } catch (error) {
      return complainOf(context, path, error);
    }
  }
  return 0;
};
