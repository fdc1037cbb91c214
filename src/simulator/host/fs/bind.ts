import fs from 'node:fs';
import { basename, join, sep } from 'node:path';
import type { Clock } from '../../clock.js';
import { SysError, type Errno, type FileType, type Stat } from '../contract.js';
import type { NodeInit, VNode } from './vnode.js';

const known = new Set(['EACCES', 'EBUSY', 'EEXIST', 'EINVAL', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOENT']);
for (const code of ['ENOSPC', 'ENOTDIR', 'ENOTEMPTY', 'EPERM', 'EROFS', 'EXDEV']) known.add(code);

function call<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new SysError(known.has(code) ? (code as Errno) : 'EACCES', name);
  }
}

/**
 * The real path of a host folder or file that may be mounted, or undefined when it lies (after following symlinks)
 * outside every allowed root. Paths that do not exist are judged by their nearest existing parent.
 */
export function allowedHostPath(path: string, roots: readonly string[]): string | undefined {
  let existing = path;
  const rest: string[] = [];
  while (!fs.existsSync(existing)) {
    if (existing === sep) return undefined;
    // A dangling symlink could be pointed anywhere later.
    if (fs.lstatSync(existing, { throwIfNoEntry: false })) return undefined;
    rest.unshift(basename(existing));
    existing = join(existing, '..');
  }
  if (rest.includes('..')) return undefined;
  const real = join(fs.realpathSync(existing), ...rest);
  const inside = (root: string) => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
  return roots.some((root) => fs.existsSync(root) && inside(fs.realpathSync(root))) ? real : undefined;
}

function typeOf(stat: fs.Stats): FileType {
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'symlink';
  if (stat.isFIFO()) return 'fifo';
  if (stat.isSocket()) return 'socket';
  return stat.isFile() ? 'file' : 'device';
}

/**
 * A real folder (or file) of the host as a file system. The path must come from `allowedHostPath`. Symlinks inside are
 * never followed by the host: whoever walks paths reads them and starts again at the container's root.
 */
export function bindRoot(path: string, clock: Clock): VNode {
  return hostNode(path, {}, clock);
}

const noFollow = fs.constants.O_NOFOLLOW;

function hostNode(path: string, device: object, clock: Clock): VNode {
  const name = basename(path);
  const at = (entry: string) => join(path, entry);
  const lstat = () => call(name, () => fs.lstatSync(path));
  const put = (bytes: Uint8Array, flags: number) =>
    call(name, () => {
      const fd = fs.openSync(path, fs.constants.O_WRONLY | noFollow | flags);
      try {
        fs.writeFileSync(fd, bytes);
      } finally {
        fs.closeSync(fd);
      }
    });
  return {
    device,
    stat() {
      const stat = lstat();
      const { uid, gid, size, ino, nlink, mtimeMs, mode } = stat;
      const type = typeOf(stat);
      return {
        type,
        mode: mode & 0o7777,
        uid,
        gid,
        size,
        mtime: mtimeMs,
        inode: ino,
        links: nlink,
      } satisfies Stat;
    },
    lookup(entry) {
      if (entry === '.' || entry === '..' || entry.includes('/')) return undefined;
      return fs.lstatSync(at(entry), { throwIfNoEntry: false }) && hostNode(at(entry), device, clock);
    },
    list: () => call(name, () => fs.readdirSync(path)),
    create(entry, init: NodeInit) {
      call(entry, () => {
        if (init.type === 'directory') fs.mkdirSync(at(entry), init.mode);
        else if (init.type === 'symlink') fs.symlinkSync(init.target ?? '', at(entry));
        else if (init.type === 'file') fs.closeSync(fs.openSync(at(entry), 'wx', init.mode));
        else throw new SysError('EPERM', entry);
      });
      return hostNode(at(entry), device, clock);
    },
    remove: (entry) =>
      call(entry, () =>
        fs.lstatSync(at(entry)).isDirectory() ? fs.rmdirSync(at(entry)) : fs.unlinkSync(at(entry)),
      ),
    link(entry, node) {
      if (node.device !== device) throw new SysError('EXDEV', entry);
      const source = (node as VNode & { hostPath: string }).hostPath;
      call(entry, () => {
        fs.rmSync(at(entry), { force: true });
        if (fs.lstatSync(source).isDirectory()) fs.renameSync(source, at(entry));
        else fs.linkSync(source, at(entry));
      });
    },
    read: () =>
      call(name, () => {
        const fd = fs.openSync(path, fs.constants.O_RDONLY | noFollow);
        try {
          return new Uint8Array(fs.readFileSync(fd));
        } finally {
          fs.closeSync(fd);
        }
      }),
    write: (bytes) => put(bytes, fs.constants.O_TRUNC),
    append: (bytes) => put(bytes, fs.constants.O_APPEND),
    readlink: () => call(name, () => fs.readlinkSync(path)),
    setMode: (mode) => call(name, () => fs.chmodSync(path, mode)),
    setOwner: (uid, gid) => call(name, () => fs.lchownSync(path, uid, gid)),
    setTime: (mtime) => call(name, () => fs.lutimesSync(path, mtime / 1000, mtime / 1000)),
    watch(changed) {
      const look = () => fs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
      let seen = look();
      let cancel = clock.after(300, poll);
      function poll() {
        const now = look();
        if (now !== seen) changed();
        seen = now;
        cancel = clock.after(300, poll);
      }
      return () => cancel();
    },
    ...{ hostPath: path },
  };
}
