import { SysError, type FileType, type Stat } from '../contract.js';
import type { VNode } from './vnode.js';

const device = {};
let inodes = 4026531840;

const refuse = (code: 'EPERM' | 'ENOTDIR' | 'EINVAL' | 'EISDIR') => () => {
  throw new SysError(code);
};

function base(type: FileType, mode: number): VNode {
  const inode = ++inodes;
  const stat = (): Stat => ({ type, mode, uid: 0, gid: 0, size: 0, mtime: 0, inode, links: 1 });
  return {
    device,
    stat,
    lookup: () => undefined,
    list: refuse('ENOTDIR'),
    create: refuse('EPERM'),
    remove: refuse('EPERM'),
    link: refuse('EPERM'),
    read: refuse('EISDIR'),
    write: refuse('EPERM'),
    append: refuse('EPERM'),
    readlink: refuse('EINVAL'),
    setMode: refuse('EPERM'),
    setOwner: refuse('EPERM'),
    setTime: refuse('EPERM'),
    watch: () => () => undefined,
  };
}

/** A file whose text is made when it is read; writes go to `write` when there is one. */
export function syntheticFile(text: () => string, write?: (text: string) => void): VNode {
  const put = (bytes: Uint8Array) => write?.(new TextDecoder().decode(bytes));
  return {
    ...base('file', write ? 0o644 : 0o444),
    read: () => new TextEncoder().encode(text()),
    ...(write ? { write: put, append: put } : {}),
  };
}

/** A symlink whose target is made when it is read. */
export function syntheticLink(target: () => string): VNode {
  return { ...base('symlink', 0o777), readlink: target };
}

/** A character device. */
export function syntheticDevice(major: number, minor: number, mode = 0o620): VNode {
  const node = base('device', mode);
  return { ...node, stat: () => ({ ...node.stat(), device: [major, minor] }) };
}

/** A folder whose entries are made when they are looked up. */
export function syntheticFolder(list: () => string[], lookup: (name: string) => VNode | undefined): VNode {
  return { ...base('directory', 0o555), list, lookup };
}

/** A folder with fixed entries. */
export function fixedFolder(entries: Readonly<Record<string, VNode>>): VNode {
  return syntheticFolder(
    () => Object.keys(entries),
    (name) => (Object.hasOwn(entries, name) ? entries[name] : undefined),
  );
}
