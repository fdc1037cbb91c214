import { posix } from 'node:path';
import {
  SysError,
  type Credentials,
  type Errno,
  type Files,
  type Stat,
} from '../../../../src/simulator/host/contract.js';

interface Node extends Stat {
  bytes: Uint8Array;
  entries: Map<string, Node>;
  target: string;
}

/** A tree in memory that all processes of a test share. */
export interface Tree {
  view(process: { cwd(): string; umask(): number; credentials: Credentials }): Files;
  watchers: Map<string, Set<() => void>>;
}

export function createTree(now: () => number): Tree {
  let inode = 1;
  const make = (type: Stat['type'], mode: number, owner: Credentials): Node => ({
    type,
    mode,
    uid: owner.uid,
    gid: owner.gid,
    size: 0,
    mtime: now(),
    inode: inode++,
    links: 1,
    bytes: new Uint8Array(),
    entries: new Map(),
    target: '',
  });
  const root = make('directory', 0o755, { uid: 0, gid: 0, groups: [] });
  const watchers = new Map<string, Set<() => void>>();

  const view: Tree['view'] = (process) => {
    const fail = (code: Errno, path: string): never => {
      throw new SysError(code, path);
    };
    const permit = (node: Node, bit: number, path: string) => {
      const { uid, gid, groups } = process.credentials;
      if (uid === 0) return;
      const shift = node.uid === uid ? 6 : node.gid === gid || groups.includes(node.gid) ? 3 : 0;
      if (!((node.mode >> shift) & bit)) fail('EACCES', path);
    };
    const find = (path: string, follow: boolean, depth = 0): { node?: Node; parent: Node; path: string } => {
      if (path === '') return fail('ENOENT', path);
      if (depth > 40) return fail('ELOOP', path);
      const parts = posix.resolve(process.cwd(), path).split('/').filter(Boolean);
      let node = root;
      let at = '';
      for (const [index, part] of parts.entries()) {
        if (node.type !== 'directory') return fail('ENOTDIR', path);
        permit(node, 1, path);
        const next = node.entries.get(part);
        const last = index === parts.length - 1;
        if (!next) return last ? { parent: node, path: `${at}/${part}` } : fail('ENOENT', path);
        if (next.type === 'symlink' && (!last || follow)) {
          const target = posix.resolve(at || '/', next.target);
          return find(posix.join(target, ...parts.slice(index + 1)), follow, depth + 1);
        }
        if (last) {
          if (path.endsWith('/') && next.type !== 'directory') return fail('ENOTDIR', path);
          return { node: next, parent: node, path: `${at}/${part}` };
        }
        node = next;
        at = `${at}/${part}`;
      }
      return { node: root, parent: root, path: '/' };
    };
    const get = (path: string, follow = true) => find(path, follow).node ?? fail('ENOENT', path);
    const changed = (path: string) => {
      for (const call of watchers.get(path) ?? []) call();
    };
    const add = (path: string, node: Node) => {
      const spot = find(path, false);
      if (spot.node) fail('EEXIST', path);
      permit(spot.parent, 2, path);
      spot.parent.entries.set(posix.basename(spot.path), node);
      spot.parent.mtime = now();
      if (node.type === 'directory') spot.parent.links++;
    };
    const remove = (path: string) => {
      const spot = find(path, false);
      permit(spot.parent, 2, path);
      spot.parent.entries.delete(posix.basename(spot.path));
      if (spot.node?.type === 'directory') spot.parent.links--;
      return spot;
    };
    const put = (path: string, bytes: Uint8Array, mode: number, append: boolean) => {
      const spot = find(path, true);
      let node = spot.node;
      if (!node) {
        permit(spot.parent, 2, path);
        node = make('file', mode & ~process.umask(), process.credentials);
        spot.parent.entries.set(posix.basename(spot.path), node);
      } else permit(node, 2, path);
      if (node.type === 'directory') fail('EISDIR', path);
      node.bytes = append ? Buffer.concat([node.bytes, bytes]) : bytes.slice();
      node.size = node.bytes.length;
      node.mtime = now();
      changed(spot.path);
    };
    const show = ({ bytes: _bytes, entries: _entries, target: _target, ...stat }: Node): Stat => ({
      ...stat,
    });
    return {
      stat: (path) => show(get(path)),
      lstat: (path) => show(get(path, false)),
      exists(path) {
        try {
          return find(path, true).node !== undefined;
        } catch {
          return false;
        }
      },
      readFile(path) {
        const node = get(path);
        if (node.type === 'directory') fail('EISDIR', path);
        permit(node, 4, path);
        return node.bytes;
      },
      writeFile: (path, bytes, mode = 0o666) => put(path, bytes, mode, false),
      appendFile: (path, bytes) => put(path, bytes, 0o666, true),
      readdir(path) {
        const node = get(path);
        if (node.type !== 'directory') fail('ENOTDIR', path);
        permit(node, 4, path);
        return [...node.entries.keys()].sort();
      },
      mkdir: (path, mode = 0o777) => {
        const node = make('directory', mode & ~process.umask(), process.credentials);
        node.links = 2;
        add(path, node);
      },
      rmdir(path) {
        const node = get(path, false);
        if (node.type !== 'directory') fail('ENOTDIR', path);
        if (node.entries.size) fail('ENOTEMPTY', path);
        remove(path);
      },
      unlink(path) {
        const node = get(path, false);
        if (node.type === 'directory') fail('EISDIR', path);
        changed(remove(path).path);
        node.links--;
      },
      rename(from, to) {
        const node = get(from, false);
        const there = find(to, false).node;
        if (there?.type === 'directory' && node.type !== 'directory') fail('EISDIR', to);
        if (there?.type === 'directory' && there.entries.size) fail('ENOTEMPTY', to);
        if (there && there.type !== 'directory' && node.type === 'directory') fail('ENOTDIR', to);
        remove(from);
        if (there) remove(to);
        add(to, node);
        changed(find(to, false).path);
      },
      symlink(target, path) {
        const node = make('symlink', 0o777, process.credentials);
        node.target = target;
        node.size = target.length;
        add(path, node);
      },
      link(existing, path) {
        const node = get(existing, false);
        add(path, node);
        node.links++;
      },
      readlink(path) {
        const node = get(path, false);
        return node.type === 'symlink' ? node.target : fail('EINVAL', path);
      },
      realpath: (path) => (get(path), find(path, true).path),
      chmod(path, mode) {
        const node = get(path);
        if (process.credentials.uid && process.credentials.uid !== node.uid) fail('EPERM', path);
        node.mode = mode & 0o7777;
      },
      chown(path, uid, gid) {
        if (process.credentials.uid) fail('EPERM', path);
        Object.assign(get(path), { uid, gid });
      },
      utimes: (path, mtime) => {
        get(path).mtime = mtime;
      },
      truncate(path, size) {
        const bytes = new Uint8Array(size);
        bytes.set(get(path).bytes.subarray(0, size));
        put(path, bytes, 0o666, false);
      },
      mkfifo: (path, mode = 0o666) => add(path, make('fifo', mode, process.credentials)),
      watch(path, call) {
        const key = posix.resolve(process.cwd(), path);
        const calls = watchers.get(key) ?? new Set();
        watchers.set(key, calls.add(call));
        return () => calls.delete(call);
      },
    };
  };
  return { view, watchers };
}
