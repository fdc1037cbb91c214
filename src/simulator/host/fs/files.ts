import type { Clock } from '../../clock.js';
import { SysError, type Credentials, type Files } from '../contract.js';
import { readDevice, writeDevice } from './devices.js';
import { mountedNames, walk, type MountNamespace, type Place } from './mounts.js';
import { demand, demandRemoval, wants } from './rights.js';
import type { NodeInit, VNode } from './vnode.js';

/** Whose view of which files. */
export interface FilesView {
  space: MountNamespace;
  clock: Clock;
  credentials(): Credentials;
  cwd(): string;
  umask(): number;
  /** Capabilities that let uid 0 do more than its files say. */
  can(capability: 'CAP_CHOWN' | 'CAP_MKNOD' | 'CAP_FOWNER'): boolean;
}

/** Files with what the kernel itself needs: the place that a path leads to. */
export interface KernelFiles extends Files {
  place(path: string, options?: { follow?: boolean }): Place;
  /** The node at a path, opened: created when missing and `create` is given. Checks rights. */
  open(path: string, want: number, create?: { mode: number; truncate?: boolean }): VNode;
}

/** The file calls of one process. */
export function processFiles(view: FilesView): KernelFiles {
  const { space, clock } = view;
  const who = () => view.credentials();

  const place = (path: string, options: { follow?: boolean } = {}) =>
    walk(space, path, {
      cwd: view.cwd(),
      follow: options.follow,
      check: (folder) => demand(folder.stat(), who(), wants.execute, path),
    });

  const existing = (path: string, options: { follow?: boolean } = {}): Place & { node: VNode } => {
    const found = place(path, options);
    if (!found.node) throw new SysError('ENOENT', path);
    return found as Place & { node: VNode };
  };

  const writable = (found: Place, path: string) => {
    if (found.mount.readOnly) throw new SysError('EROFS', path);
  };

  /** The folder that a new name goes to, checked for writing. */
  const folderOf = (found: Place, path: string): VNode => {
    if (!found.parent) throw new SysError('EEXIST', path);
    writable(found, path);
    demand(found.parent.stat(), who(), wants.write | wants.execute, path);
    return found.parent;
  };

  const init = (type: NodeInit['type'], mode: number): NodeInit => {
    const { uid, gid } = who();
    return { type, mode: mode & ~view.umask() & 0o7777, uid, gid, mtime: clock.now() };
  };

  const make = (path: string, type: NodeInit['type'], mode: number): VNode => {
    const found = place(path, { follow: false });
    if (found.node) throw new SysError('EEXIST', path);
    return folderOf(found, path).create(found.name, init(type, mode));
  };

  const open: KernelFiles['open'] = (path, want, create) => {
    const found = place(path);
    if (!found.node) {
      if (!create || path.endsWith('/')) throw new SysError(create ? 'EISDIR' : 'ENOENT', path);
      return folderOf(found, path).create(found.name, init('file', create.mode));
    }
    const stat = found.node.stat();
    if (want & wants.write) {
      if (stat.type === 'directory') throw new SysError('EISDIR', path);
      if (stat.type === 'file') writable(found, path);
    }
    demand(stat, who(), want, path);
    if (create?.truncate && stat.type === 'file' && stat.size > 0)
      found.node.write(new Uint8Array(), clock.now());
    return found.node;
  };

  const owned = (path: string, options?: { follow?: boolean }) => {
    const found = existing(path, options);
    writable(found, path);
    const { uid } = who();
    if (uid !== found.node.stat().uid && !(uid === 0 && view.can('CAP_FOWNER')))
      throw new SysError('EPERM', path);
    return found.node;
  };

  const remove = (path: string, directory: boolean) => {
    const found = existing(path, { follow: false });
    const { node, parent } = found;
    if (!parent || space.mounts.has(found.path)) throw new SysError('EBUSY', path);
    const stat = node.stat();
    if (directory !== (stat.type === 'directory')) throw new SysError(directory ? 'ENOTDIR' : 'EISDIR', path);
    writable(found, path);
    demandRemoval(parent.stat(), stat, who(), path);
    if (directory && node.list().length > 0) throw new SysError('ENOTEMPTY', path);
    parent.remove(found.name);
  };

  const files: KernelFiles = {
    place,
    open,
    stat: (path) => existing(path).node.stat(),
    lstat: (path) => existing(path, { follow: false }).node.stat(),
    exists(path) {
      try {
        return place(path).node !== undefined;
      } catch {
        return false;
      }
    },
    readFile(path) {
      const node = open(path, wants.read);
      const { type, device } = node.stat();
      if (type === 'directory') throw new SysError('EISDIR', path);
      if (device) return readDevice(device) ?? new Uint8Array();
      return node.read();
    },
    writeFile(path, bytes, mode = 0o666) {
      const node = open(path, wants.write, { mode });
      const { device } = node.stat();
      if (device) writeDevice(device);
      else node.write(bytes, clock.now());
    },
    appendFile(path, bytes) {
      const node = open(path, wants.write, { mode: 0o666 });
      const { device } = node.stat();
      if (device) writeDevice(device);
      else node.append(bytes, clock.now());
    },
    readdir(path) {
      const found = existing(path);
      const stat = found.node.stat();
      if (stat.type !== 'directory') throw new SysError('ENOTDIR', path);
      demand(stat, who(), wants.read, path);
      return [...new Set([...found.node.list(), ...mountedNames(space, found.path)])].sort();
    },
    mkdir: (path, mode = 0o777) => void make(path.replace(/(?<=.)\/+$/, ''), 'directory', mode),
    mkfifo: (path, mode = 0o666) => void make(path, 'fifo', mode),
    rmdir: (path) => remove(path, true),
    unlink: (path) => remove(path, false),
    symlink(target, path) {
      const found = place(path, { follow: false });
      if (found.node) throw new SysError('EEXIST', path);
      folderOf(found, path).create(found.name, { ...init('symlink', 0o777), mode: 0o777, target });
    },
    link(from, to) {
      const source = existing(from, { follow: false });
      if (source.node.stat().type === 'directory') throw new SysError('EPERM', from);
      const target = place(to, { follow: false });
      if (target.node) throw new SysError('EEXIST', to);
      const folder = folderOf(target, to);
      if (source.node.device !== folder.device) throw new SysError('EXDEV', to);
      folder.link(target.name, source.node);
    },
    rename(from, to) {
      const source = existing(from, { follow: false });
      const target = place(to, { follow: false });
      if (!source.parent || space.mounts.has(source.path)) throw new SysError('EBUSY', from);
      if (target.path === source.path) return;
      writable(source, from);
      demandRemoval(source.parent.stat(), source.node.stat(), who(), from);
      const folder = folderOf(target, to);
      if (source.node.device !== folder.device || space.mounts.has(target.path))
        throw new SysError('EXDEV', to);
      const directory = source.node.stat().type === 'directory';
      if (directory && target.path.startsWith(`${source.path}/`)) throw new SysError('EINVAL', to);
      if (target.node) {
        const replaced = target.node.stat();
        demandRemoval(folder.stat(), replaced, who(), to);
        if (directory && replaced.type !== 'directory') throw new SysError('ENOTDIR', to);
        if (!directory && replaced.type === 'directory') throw new SysError('EISDIR', to);
        if (directory && target.node.list().length > 0) throw new SysError('ENOTEMPTY', to);
        if (directory) folder.remove(target.name);
      }
      folder.link(target.name, source.node);
      if (source.parent.lookup(source.name)) source.parent.remove(source.name);
    },
    readlink(path) {
      const { node } = existing(path, { follow: false });
      if (node.stat().type !== 'symlink') throw new SysError('EINVAL', path);
      return node.readlink();
    },
    realpath: (path) => existing(path).path,
    chmod: (path, mode) => owned(path).setMode(mode & 0o7777),
    chown(path, uid, gid) {
      const found = existing(path, { follow: false });
      const node = found.node.stat().type === 'symlink' ? existing(path).node : found.node;
      writable(found, path);
      const me = who();
      const own = node.stat();
      const groupOnly = uid === own.uid && me.uid === own.uid && (gid === me.gid || me.groups.includes(gid));
      if (!groupOnly && !(me.uid === 0 && view.can('CAP_CHOWN'))) throw new SysError('EPERM', path);
      node.setOwner(uid, gid);
    },
    utimes(path, mtime) {
      const found = existing(path);
      writable(found, path);
      if (who().uid !== found.node.stat().uid) demand(found.node.stat(), who(), wants.write, path);
      found.node.setTime(mtime);
    },
    truncate(path, size) {
      const node = open(path, wants.write);
      const bytes = new Uint8Array(size);
      bytes.set(node.read().subarray(0, size));
      node.write(bytes, clock.now());
    },
    watch(path, changed) {
      const found = place(path);
      const stops = [found.node, found.parent].map((node) => node?.watch(changed));
      return () => stops.forEach((stop) => stop?.());
    },
  };
  return files;
}
