import type { FileType, Stat } from '../contract.js';

/** What a new directory entry is made of. */
export interface NodeInit {
  type: FileType;
  /** Permission bits, umask already taken off. */
  mode: number;
  uid: number;
  gid: number;
  /** Milliseconds since the epoch. */
  mtime: number;
  /** Target of a symlink. */
  target?: string;
  device?: [number, number];
}

/**
 * One node of a file system, below permissions, symlinks and mounts: those are the business of whoever walks paths.
 * Handles are cheap and short-lived. All calls throw SysError (EROFS, ENOSPC ...) as their file system does.
 */
export interface VNode {
  /** Two nodes of the same file system have the same `device` object: renames and links stay inside one. */
  readonly device: object;
  stat(): Stat;
  /** Directories. */
  lookup(name: string): VNode | undefined;
  list(): string[];
  create(name: string, init: NodeInit): VNode;
  remove(name: string): void;
  /** Gives the node another name in this directory, replacing what has it. */
  link(name: string, node: VNode): void;
  /** Files. */
  read(): Uint8Array;
  write(bytes: Uint8Array, mtime: number): void;
  append(bytes: Uint8Array, mtime: number): void;
  /** Symlinks. */
  readlink(): string;
  setMode(mode: number): void;
  setOwner(uid: number, gid: number): void;
  setTime(mtime: number): void;
  /** Calls when the content or the entries of the node change. */
  watch(changed: () => void): () => void;
}
