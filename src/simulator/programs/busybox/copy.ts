import { posix } from 'node:path';
import { SysError, type ProcessContext } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { write } from '../lib/io.js';
import { getopt, UsageError, type Options } from '../lib/options.js';
import { complain, type Applet } from './applet.js';

const isFolder = (context: ProcessContext, path: string) =>
  context.fs.exists(path) && context.fs.stat(path).type === 'directory';

/** A failed call in the words of cp, mv and rm; anything else is thrown on. */
async function fails(
  context: ProcessContext,
  run: () => void,
  words: (why: string) => string,
): Promise<boolean> {
  try {
    run();
    return false;
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    await complain(context, words(strerror(error.code)));
    return true;
  }
}

/** Copies one entry (folders with what is in them); gives whether all went well. */
async function copyEntry(
  context: ProcessContext,
  from: string,
  to: string,
  options: Options,
): Promise<boolean> {
  const { fs } = context;
  const keep = options.has('a') || options.has('p');
  const follow =
    !options.has('a') && !options.has('d') && !options.has('P') && (!options.has('R') || options.has('L'));
  let stat;
  try {
    stat = follow ? fs.stat(from) : fs.lstat(from);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    await complain(context, `can't stat '${from}': ${strerror(error.code)}`);
    return false;
  }
  if (stat.type === 'directory') {
    if (!options.has('R')) {
      await complain(context, `omitting directory '${from}'`);
      return false;
    }
    if (!fs.exists(to) && (await fails(context, () => fs.mkdir(to, stat.mode), (why) => `can't create directory '${to}': ${why}`))) return false; // prettier-ignore
    let good = true;
    for (const name of fs.readdir(from))
      good = (await copyEntry(context, posix.join(from, name), posix.join(to, name), options)) && good;
    if (keep) preserve(context, to, stat);
    return good;
  }
  if (options.has('n') && fs.exists(to)) return true;
  if (options.has('u') && fs.exists(to) && fs.stat(to).mtime >= stat.mtime) return true;
  if (fs.exists(to) && fs.stat(to).inode === stat.inode && fs.realpath(to) === fs.realpath(from)) {
    await complain(context, `'${from}' and '${to}' are the same file`);
    return false;
  }
  const failed = await fails(
    context,
    () => {
      if (options.has('l')) return fs.link(from, to);
      if (options.has('s')) return fs.symlink(from, to);
      if (stat.type === 'symlink') {
        if (fs.exists(to)) fs.unlink(to);
        return fs.symlink(fs.readlink(from), to);
      }
      const bytes = fs.readFile(from);
      if (options.has('f') && fs.exists(to)) fs.unlink(to);
      return fs.writeFile(to, bytes, stat.mode);
    },
    (why) =>
      why === 'No such file or directory' || why === 'Permission denied' || why.startsWith('Read-only')
        ? `can't create '${to}': ${why}`
        : `can't open '${from}': ${why}`,
  );
  if (!failed && keep && stat.type !== 'symlink') preserve(context, to, stat);
  if (!failed && options.has('v')) await write(context.stdout, `'${from}' -> '${to}'\n`);
  return !failed;
}

function preserve(
  context: ProcessContext,
  path: string,
  stat: { mode: number; uid: number; gid: number; mtime: number },
): void {
  const { fs } = context;
  if (context.credentials.uid === 0) fs.chown(path, stat.uid, stat.gid);
  fs.chmod(path, stat.mode);
  fs.utimes(path, stat.mtime);
}

/** Where each source goes: into a folder, or to a new name. */
async function targets(context: ProcessContext, options: Options): Promise<[string, string][] | undefined> {
  const words = [...options.operands];
  const given = options.value('t');
  const target = given ?? words.pop();
  if (target === undefined || words.length === 0) throw new UsageError('');
  if (isFolder(context, target) && !options.has('T'))
    return words.map((from) => [from, posix.join(target, posix.basename(from))]);
  if (words.length > 1 || given !== undefined) {
    await complain(context, `target '${target}' is not a directory`);
    return undefined;
  }
  return words.map((from) => [from, target]);
}

/** `cp [-arRdPLHpfinlsTuv] SOURCE... TARGET` */
export const cp: Applet = async (context, args) => {
  const options = getopt(args.map((arg) => (/^-[a-zA-Z]*[ra][a-zA-Z]*$/.test(arg) ? `${arg}R` : arg)), 'arRdPLHpfinlsTuvt:', { recursive: 'R', 'no-clobber': 'n', force: 'f', verbose: 'v', archive: 'a', 'target-directory=': 't' }); // prettier-ignore
  let good = true;
  for (const [from, to] of (await targets(context, options)) ?? [])
    good = (await copyEntry(context, from, to, options)) && good;
  return good ? 0 : 1;
};

/** `mv [-finTuv] SOURCE... TARGET` */
export const mv: Applet = async (context, args) => {
  const options = getopt(args, 'finTuvt:', {
    force: 'f',
    'no-clobber': 'n',
    verbose: 'v',
    'target-directory=': 't',
  });
  const archive = getopt(['-a', '-R'], 'aR');
  let good = true;
  for (const [from, to] of (await targets(context, options)) ?? []) {
    if (options.has('n') && context.fs.exists(to)) continue;
    let across = false;
    const failed = await fails(
      context,
      () => {
        try {
          context.fs.rename(from, to);
        } catch (error) {
          if (!(error instanceof SysError) || error.code !== 'EXDEV') throw error;
          across = true;
        }
      },
      (why) => `can't rename '${from}': ${why}`,
    );
    if (across) {
      const copied = await copyEntry(context, from, to, archive);
      good = copied && (await removeEntry(context, from, archive)) && good;
    } else good = !failed && good;
    if (!failed && options.has('v')) await write(context.stdout, `'${from}' -> '${to}'\n`);
  }
  return good ? 0 : 1;
};

async function removeEntry(context: ProcessContext, path: string, options: Options): Promise<boolean> {
  const { fs } = context;
  const recursive = options.has('r') || options.has('R') || options.has('a');
  let folder: boolean;
  try {
    folder = fs.lstat(path).type === 'directory';
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (options.has('f') && error.code === 'ENOENT') return true;
    await complain(context, `can't remove '${path}': ${strerror(error.code)}`);
    return false;
  }
  const words = (why: string) => `can't remove '${path}': ${why}`;
  if (!folder) return !(await fails(context, () => fs.unlink(path), words));
  if (!recursive) {
    await complain(context, `'${path}' is a directory`);
    return false;
  }
  let names: string[] = [];
  if (
    await fails(
      context,
      () => (names = fs.readdir(path)),
      (why) => `can't open '${path}': ${why}`,
    )
  )
    return false;
  let good = true;
  for (const name of names) good = (await removeEntry(context, posix.join(path, name), options)) && good;
  return good && !(await fails(context, () => fs.rmdir(path), words));
}

/** `rm [-irf] FILE...` */
export const rm: Applet = async (context, args) => {
  const options = getopt(args, 'firR', { force: 'f', recursive: 'r' });
  if (options.operands.length === 0 && !options.has('f')) throw new UsageError('');
  let good = true;
  for (const path of options.operands) {
    if (/^(?:\/|.*\/)?\.\.?\/*$/.test(path)) {
      await complain(context, `can't remove '.' or '..'`);
      good = false;
      continue;
    }
    good = (await removeEntry(context, path, options)) && good;
  }
  return good ? 0 : 1;
};
