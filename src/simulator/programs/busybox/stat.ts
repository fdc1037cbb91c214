import { posix } from 'node:path';
import type { ProcessContext, Stat } from '../../host/contract.js';
import { groupName, userName } from '../lib/accounts.js';
import { humanSize, modeLetters } from '../lib/listing.js';
import { write } from '../lib/io.js';
import { getopt, UsageError } from '../lib/options.js';
import { decode } from '../lib/text.js';
import { complain, complainOf, type Applet } from './applet.js';
import { SysError } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';

function kindOf(stat: Stat): string {
  const names: Record<Stat['type'], string> = {
    file: 'regular file',
    directory: 'directory',
    symlink: 'symbolic link',
    fifo: 'fifo',
    socket: 'socket',
    device: 'character special file',
  };
  return stat.type === 'file' && stat.size === 0 ? 'regular empty file' : names[stat.type];
}

function longTime(ms: number): string {
  const date = new Date(ms).toISOString();
  return `${date.slice(0, 10)} ${date.slice(11, 19)}.${date.slice(20, 23)}000000 +0000`;
}

/** `stat [-Ltf] [-c FORMAT] FILE...` */
export const stat: Applet = async (context, args) => {
  const options = getopt(args, 'Ltfc:', { 'format=': 'c', dereference: 'L' });
  if (options.operands.length === 0) throw new UsageError('');
  let status = 0;
  for (const path of options.operands) {
    let found: Stat;
    try {
      found = options.has('L') ? context.fs.stat(path) : context.fs.lstat(path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      status = await complain(context, `can't stat '${path}': ${strerror(error.code)}`);
      continue;
    }
    const format = options.value('c');
    await write(
      context.stdout,
      format === undefined ? describe(context, path, found) : `${fill(context, path, found, format)}\n`,
    );
  }
  return status;
};

function fill(context: ProcessContext, path: string, found: Stat, format: string): string {
  const time = Math.floor(found.mtime / 1000);
  const values: Record<string, () => string | number> = {
    a: () => found.mode.toString(8), A: () => modeLetters(found), b: () => Math.ceil(found.size / 512), B: () => 512, d: () => 0, D: () => 0, F: () => kindOf(found), f: () => found.mode.toString(16), g: () => found.gid, G: () => groupName(context.fs, found.gid), h: () => found.links, i: () => found.inode, n: () => path, N: () => (found.type === 'symlink' ? `'${path}' -> '${context.fs.readlink(path)}'` : path), o: () => 4096, s: () => found.size, u: () => found.uid, U: () => userName(context.fs, found.uid), x: () => longTime(found.mtime), X: () => time, y: () => longTime(found.mtime), Y: () => time, z: () => longTime(found.mtime), Z: () => time, '%': () => '%',
  }; // prettier-ignore
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => String(values[letter]?.() ?? whole));
}

function describe(context: ProcessContext, path: string, found: Stat): string {
  const link = found.type === 'symlink' ? `'${path}' -> '${context.fs.readlink(path)}'` : path;
  const mode = `${found.mode.toString(8).padStart(4, '0')}/${modeLetters(found)}`;
  const owner = (id: number, name: string) => `(${String(id).padStart(5)}/${name.padStart(8)})`;
  const times = ['Access', 'Modify', 'Change'].map((name) => `${name}: ${longTime(found.mtime)}\n`).join('');
  return `  File: ${link}\n  Size: ${String(found.size).padEnd(10)}\tBlocks: ${String(Math.ceil(found.size / 4096) * 8).padEnd(10)} IO Block: 4096   ${kindOf(found)}\nDevice: 2ch/44d\tInode: ${String(found.inode).padEnd(11)} Links: ${found.links}\nAccess: (${mode})  Uid: ${owner(found.uid, userName(context.fs, found.uid))}   Gid: ${owner(found.gid, groupName(context.fs, found.gid))}\n${times}`;
}

/** `du [-ahkmsx] [-d DEPTH] [FILE]...` */
export const du: Applet = async (context, args) => {
  const options = getopt(args, 'aHLdkmshxcl:d:', { 'max-depth=': 'd' });
  const limit = options.has('s') ? 0 : Number(options.value('d') ?? Infinity);
  const show = (kilobytes: number) =>
    options.has('h')
      ? humanSize(kilobytes * 1024)
      : options.has('m')
        ? String(Math.ceil(kilobytes / 1024))
        : String(kilobytes);
  let status = 0;
  const measure = async (path: string, depth: number): Promise<number> => {
    try {
      const found = context.fs.lstat(path);
      let total =
        found.type === 'directory' ? 4 : found.type === 'file' ? Math.ceil(found.size / 4096) * 4 : 0;
      if (found.type === 'directory')
        for (const name of context.fs.readdir(path))
          total += await measure(posix.join(path, name), depth + 1);
      if (depth <= limit && (found.type === 'directory' || options.has('a') || depth === 0))
        await write(context.stdout, `${show(total)}\t${path}\n`);
      return total;
    } catch (error) {
      status = await complainOf(context, path, error);
      return 0;
    }
  };
  let sum = 0;
  for (const path of options.operands.length ? options.operands : ['.']) sum += await measure(path, 0);
  if (options.has('c')) await write(context.stdout, `${show(sum)}\ttotal\n`);
  return status;
};

interface Mount {
  source: string;
  target: string;
  type: string;
  options: string;
}

function mounts(context: ProcessContext): Mount[] {
  try {
    const lines = decode(context.fs.readFile('/proc/mounts')).trim().split('\n');
    return lines.map((line) => {
      const [source = '', target = '', type = '', options = ''] = line.split(' ');
      return { source, target, type, options };
    });
  } catch {
    return [{ source: 'overlay', target: '/', type: 'overlay', options: 'rw,relatime' }];
  }
}

/** `mount`: what is mounted; mounting itself needs a privilege that containers lack. */
export const mount: Applet = async (context, args) => {
  if (args.some((arg) => !arg.startsWith('-')) && !args.includes('-t')) {
    await complain(context, 'permission denied (are you root?)');
    return 1;
  }
  for (const { source, target, type, options } of mounts(context))
    await write(context.stdout, `${source} on ${target} type ${type} (${options})\n`);
  return 0;
};

const diskKilobytes = 61_202_244;

/** `df [-hkmT] [FILE]...`; the simulated disk is as large as it says and never full. */
export const df: Applet = async (context, args) => {
  const options = getopt(args, 'PkmhTtai');
  const all = mounts(context).filter(
    ({ type }) => !['proc', 'sysfs', 'devpts', 'mqueue', 'cgroup2'].includes(type),
  );
  let shown = all;
  if (options.operands.length) {
    shown = [];
    for (const path of options.operands) {
      if (!context.fs.exists(path)) {
        await complain(context, `${path}: No such file or directory`);
        return 1;
      }
      const real = context.fs.realpath(path);
      const best = all
        .filter(({ target }) => target === '/' || real === target || real.startsWith(`${target}/`))
        .sort((a, b) => b.target.length - a.target.length)[0];
      if (best) shown.push(best);
    }
  }
  const unit = options.has('h') ? 'Size' : options.has('m') ? '1M-blocks' : '1K-blocks';
  const amount = (kilobytes: number) =>
    options.has('h')
      ? humanSize(kilobytes * 1024)
      : String(options.has('m') ? Math.round(kilobytes / 1024) : kilobytes);
  const width = 9;
  const header = options.has('h')
    ? 'Filesystem                Size      Used Available Use% Mounted on\n'
    : `Filesystem           ${unit.padStart(9)}      Used Available Use% Mounted on\n`;
  await write(context.stdout, header);
  for (const { source, target, type } of shown) {
    const total = type === 'tmpfs' ? 65_536 : diskKilobytes;
    const used = type === 'tmpfs' ? 0 : 18_404_148;
    const percent = `${Math.round((used * 100) / total)}%`;
    const name = source.length > 20 ? `${source}\n${' '.repeat(20)}` : source.padEnd(20);
    await write(
      context.stdout,
      `${name} ${[total, used, total - used].map((each) => amount(each).padStart(width)).join(' ')} ${percent.padStart(3)} ${target}\n`,
    );
  }
  return 0;
};

/** `free [-bkmgh]` */
export const free: Applet = async (context, args) => {
  const letter = /[bkmgh]/.exec(args.join(''))?.[0] ?? 'k';
  const scale: Record<string, number> = { b: 1, k: 1024, m: 1 << 20, g: 1 << 30 };
  const total = memoryTotal(context);
  const used = context.processes().reduce((sum, process) => sum + process.memory, 0);
  const show = (bytes: number) =>
    (letter === 'h' ? humanSize(bytes) : String(Math.floor(bytes / (scale[letter] ?? 1024)))).padStart(12);
  await write(
    context.stdout,
    `              total        used        free      shared  buff/cache   available\nMem:   ${[total, used, total - used, 0, 0, total - used].map(show).join('')}\nSwap:  ${[0, 0, 0].map(show).join('')}\n`,
  );
  return 0;
};

function memoryTotal(context: ProcessContext): number {
  try {
    return Number(/^MemTotal:\s+(\d+)/m.exec(decode(context.fs.readFile('/proc/meminfo')))?.[1] ?? 0) * 1024;
  } catch {
    return 4 * 2 ** 30;
  }
}
