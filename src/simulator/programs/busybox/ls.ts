import { posix } from 'node:path';
import type { ProcessContext, Stat } from '../../host/contract.js';
import { groupName, userName } from '../lib/accounts.js';
import { columnsOf } from '../lib/columns.js';
import { write } from '../lib/io.js';
import { humanSize, modeLetters, shortTime } from '../lib/listing.js';
import { getopt, type Options } from '../lib/options.js';
import { complainOf, type Applet } from './applet.js';

interface Entry {
  name: string;
  path: string;
  stat: Stat;
}

/** `ls [-1AaCxdLHRFplinshrSXvctukZ] [FILE]...` */
export const ls: Applet = async (context, args) => {
  const options = getopt(args, '1AaCxdLHRFplinshrSXvctukgoqZT:w:', { 'color=?': 'Z', 'full-time': 'l', all: 'a', 'almost-all': 'A', human: 'h' }); // prettier-ignore
  const paths = options.operands.length ? options.operands : ['.'];
  const files: Entry[] = [];
  const folders: string[] = [];
  let status = 0;
  for (const path of paths) {
    try {
      const direct = options.has('l') && !options.has('L') && !options.has('H');
      const stat = statOf(context, path, !direct || path.endsWith('/'));
      if (stat.type === 'directory' && !options.has('d')) folders.push(path);
      else files.push({ name: path, path, stat });
    } catch (error) {
      status = await complainOf(context, path, error);
    }
  }
  if (files.length) await show(context, order(files, options), options);
  const headed = folders.length + files.length > 1 || options.has('R') || status !== 0;
  let first = files.length === 0;
  const list = async (folder: string): Promise<void> => {
    let entries: Entry[];
    try {
      entries = read(context, folder, options);
    } catch (error) {
      status = await complainOf(context, folder, error);
      return;
    }
    if (headed && (folders.length + files.length > 1 || options.has('R'))) {
      await write(context.stdout, `${first ? '' : '\n'}${folder}:\n`);
    }
    first = false;
    if (options.has('l') || options.has('s')) await write(context.stdout, `total ${blocks(entries)}\n`);
    await show(context, entries, options);
    if (!options.has('R')) return;
    for (const entry of entries)
      if (entry.stat.type === 'directory' && entry.name !== '.' && entry.name !== '..')
        await list(entry.path);
  };
  for (const folder of folders.sort()) await list(folder);
  return status;
};

function statOf(context: ProcessContext, path: string, follow: boolean): Stat {
  if (!follow) return context.fs.lstat(path);
  try {
    return context.fs.stat(path);
  } catch {
    return context.fs.lstat(path);
  }
}

function read(context: ProcessContext, folder: string, options: Options): Entry[] {
  const names = context.fs
    .readdir(folder)
    .filter((name) => options.has('a') || options.has('A') || !name.startsWith('.'));
  if (options.has('a')) names.unshift('.', '..');
  const entries = names.map((name): Entry => {
    const path = `${folder.replace(/\/+$/, '')}/${name}`;
    return { name, path, stat: options.has('L') ? statOf(context, path, true) : context.fs.lstat(path) };
  });
  return order(entries, options);
}

function order(entries: Entry[], options: Options): Entry[] {
  const byName = (a: Entry, b: Entry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const compare = options.has('S')
    ? (a: Entry, b: Entry) => b.stat.size - a.stat.size || byName(a, b)
    : options.has('t')
      ? (a: Entry, b: Entry) => b.stat.mtime - a.stat.mtime || byName(a, b)
      : options.has('X')
        ? (a: Entry, b: Entry) => posix.extname(a.name).localeCompare(posix.extname(b.name)) || byName(a, b)
        : byName;
  const sorted = [...entries].sort(compare);
  return options.has('r') ? sorted.reverse() : sorted;
}

function blocks(entries: readonly Entry[]): number {
  return entries.reduce((sum, { stat }) => sum + blocksOf(stat), 0);
}

function blocksOf(stat: Stat): number {
  if (stat.type === 'directory') return 4;
  return stat.type === 'file' ? Math.ceil(stat.size / 4096) * 4 : 0;
}

function mark(entry: Entry, options: Options): string {
  if (!options.has('F') && !options.has('p')) return entry.name;
  if (entry.stat.type === 'directory') return `${entry.name}/`;
  if (!options.has('F')) return entry.name;
  if (entry.stat.type === 'symlink') return `${entry.name}@`;
  if (entry.stat.type === 'fifo') return `${entry.name}|`;
  return entry.stat.mode & 0o111 ? `${entry.name}*` : entry.name;
}

async function show(context: ProcessContext, entries: readonly Entry[], options: Options): Promise<void> {
  const lines = entries.map((entry) => {
    const inode = options.has('i') ? `${String(entry.stat.inode).padStart(7)} ` : '';
    const size = options.has('s') ? `${String(blocksOf(entry.stat)).padStart(4)} ` : '';
    return inode + size + (options.has('l') ? long(context, entry, options) : mark(entry, options));
  });
  const columns =
    !options.has('l') && !options.has('1') && (options.has('C') || options.has('x') || context.isTty(1));
  if (columns) await write(context.stdout, columnsOf(lines, context.tty?.size().columns ?? 80));
  else if (lines.length) await write(context.stdout, `${lines.join('\n')}\n`);
}

function long(context: ProcessContext, entry: Entry, options: Options): string {
  const { stat } = entry;
  const owner = options.has('n') ? String(stat.uid) : userName(context.fs, stat.uid);
  const group = options.has('n') ? String(stat.gid) : groupName(context.fs, stat.gid);
  const owners = options.has('n')
    ? `${owner.padEnd(8)} ${group.padEnd(8)}`
    : `${owner.slice(0, 8).padEnd(8)} ${group.slice(0, 8).padEnd(8)}`;
  const bytes = options.has('h') ? humanSize(stat.size).padStart(9) : String(stat.size).padStart(9);
  const size = stat.device
    ? `${String(stat.device[0]).padStart(4)}, ${String(stat.device[1]).padStart(3)}`
    : bytes;
  const link = stat.type === 'symlink' ? ` -> ${context.fs.readlink(entry.path)}` : '';
  const name = link === '' ? mark(entry, options) : entry.name;
  return `${modeLetters(stat)} ${String(stat.links).padStart(4)} ${owners} ${size} ${shortTime(stat.mtime, context.clock.now())} ${name}${link}`;
}
