import { SysError, type FileType, type Stat } from '../contract.js';
import type { NodeInit, VNode } from './vnode.js';

/**
 * A node of an in-memory tree. A directory holds its own entries over those of `lower`, a node of an older, frozen tree;
 * null is a whiteout. So a tree over another one costs nothing until it is written to.
 */
export interface TreeNode {
  type: FileType;
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  inode: number;
  links: number;
  /** Room for the content; `size` bytes of it are in use. */
  content?: Uint8Array;
  size: number;
  target?: string;
  device?: [number, number];
  entries?: Map<string, TreeNode | null>;
  lower?: TreeNode;
  /** The tree that may change this node in place; others copy it first. */
  owner: Tree;
}

/** A writable tree. Once no one holds it any more, its nodes are frozen: that is how layers become shared. */
export interface Tree {
  root: TreeNode;
  watchers: Map<number, Set<() => void>>;
}

let inodes = 100;

function node(owner: Tree, init: NodeInit): TreeNode {
  return {
    type: init.type,
    mode: init.mode,
    uid: init.uid,
    gid: init.gid,
    mtime: init.mtime,
    inode: ++inodes,
    links: 1,
    size: init.target?.length ?? 0,
    target: init.target,
    device: init.device,
    entries: init.type === 'directory' ? new Map<string, TreeNode | null>() : undefined,
    owner,
  };
}

/** Makes an empty tree, or one over the (from now on unchanging) root of another. Costs the same for any size of that. */
export function createTree(options: { over?: TreeNode; mode?: number; mtime?: number } = {}): Tree {
  const tree = { watchers: new Map<number, Set<() => void>>() } as Tree;
  tree.root = options.over
    ? copy(tree, options.over)
    : node(tree, {
        type: 'directory',
        mode: options.mode ?? 0o755,
        uid: 0,
        gid: 0,
        mtime: options.mtime ?? 0,
      });
  return tree;
}

function copy(owner: Tree, from: TreeNode): TreeNode {
  return from.type === 'directory'
    ? { ...from, owner, entries: new Map(), lower: from }
    : { ...from, owner, links: 1 };
}

/** A tree of its own with the same content: nodes of layers below stay shared, those of this tree are copied. */
export function cloneTree(from: Tree): Tree {
  const tree = { watchers: new Map<number, Set<() => void>>() } as Tree;
  const copies = new Map<TreeNode, TreeNode>();
  const clone = (node: TreeNode): TreeNode => {
    const known = copies.get(node);
    if (known) return known;
    const made = { ...node, owner: tree, content: node.content?.slice(0, node.size) };
    copies.set(node, made);
    if (node.entries)
      made.entries = new Map([...node.entries].map(([name, entry]) => [name, entry && clone(entry)]));
    return made;
  };
  tree.root = clone(from.root);
  return tree;
}

/** Finds a name in a directory and in what lies below it. */
export function child(dir: TreeNode, name: string): TreeNode | undefined {
  for (let at: TreeNode | undefined = dir; at; at = at.lower) {
    const found = at.entries?.get(name);
    if (found !== undefined) return found ?? undefined;
  }
  return undefined;
}

/** Names of a directory, its own and those of the layers below. */
export function names(dir: TreeNode): string[] {
  const seen = new Map<string, boolean>();
  for (let at: TreeNode | undefined = dir; at; at = at.lower) {
    for (const [name, entry] of at.entries ?? []) if (!seen.has(name)) seen.set(name, entry !== null);
  }
  return [...seen].filter(([, there]) => there).map(([name]) => name);
}

/** The bytes of a file node. Not to be changed by the caller. */
export function content(file: TreeNode): Uint8Array {
  return file.content ? file.content.subarray(0, file.size) : new Uint8Array();
}

/** The root of a tree as a node that paths can be walked from. */
export function treeRoot(tree: Tree): VNode {
  return new TreeHandle(tree, tree.root);
}

/** A handle on a node: knows the way up, so that a write can copy the directories above. */
class TreeHandle implements VNode {
  constructor(
    private readonly tree: Tree,
    private node: TreeNode,
    private readonly parent?: TreeHandle,
    private readonly name = '',
  ) {}

  get device(): object {
    return this.tree;
  }

  /** The node in a form that may be changed: copied up when it belongs to a layer below. */
  private own(): TreeNode {
    if (this.node.owner === this.tree || !this.parent) return this.node;
    const parent = this.parent.own();
    const current = child(parent, this.name);
    if (current?.owner === this.tree) this.node = current;
    else if (current === this.node) {
      const links = this.node.links;
      this.node = copy(this.tree, this.node);
      this.node.links = this.node.type === 'directory' ? links : 1;
      parent.entries?.set(this.name, this.node);
    }
    return this.node;
  }

  private changed(node: TreeNode): void {
    for (const call of this.tree.watchers.get(node.inode) ?? []) call();
  }

  stat(): Stat {
    const { type, mode, uid, gid, mtime, inode, links, device } = this.node;
    const size = type === 'directory' ? 4096 : this.node.size;
    return { type, mode, uid, gid, size, mtime, inode, links: type === 'directory' ? 2 : links, device };
  }

  lookup(name: string): TreeHandle | undefined {
    const found = child(this.node, name);
    return found && new TreeHandle(this.tree, found, this, name);
  }

  list(): string[] {
    return names(this.node);
  }

  create(name: string, init: NodeInit): VNode {
    const made = node(this.tree, init);
    this.put(name, made, init.mtime);
    return new TreeHandle(this.tree, made, this, name);
  }

  private put(name: string, made: TreeNode, mtime: number): void {
    const dir = this.own();
    dir.entries?.set(name, made);
    dir.mtime = Math.max(mtime, dir.mtime);
    this.changed(dir);
  }

  remove(name: string): void {
    const dir = this.own();
    const gone = child(dir, name);
    if (gone?.owner === this.tree) {
      gone.links--;
      this.changed(gone);
    }
    if (dir.lower && child(dir.lower, name)) dir.entries?.set(name, null);
    else dir.entries?.delete(name);
    this.changed(dir);
  }

  link(name: string, other: VNode): void {
    if (!(other instanceof TreeHandle) || other.tree !== this.tree) throw new SysError('EXDEV', name);
    const linked = other.own();
    const replaced = child(this.own(), name);
    if (replaced === linked) return;
    linked.links++;
    this.put(name, linked, linked.mtime);
  }

  read(): Uint8Array {
    return content(this.node);
  }

  write(bytes: Uint8Array, mtime: number): void {
    const file = this.own();
    file.content = bytes.slice();
    file.size = bytes.length;
    file.mtime = mtime;
    this.changed(file);
  }

  append(bytes: Uint8Array, mtime: number): void {
    const shared = this.node.owner !== this.tree;
    const file = this.own();
    const size = file.size + bytes.length;
    if (shared || !file.content || file.content.length < size) {
      const room = new Uint8Array(Math.max(size, Math.min(2 * file.size, file.size + (1 << 20))));
      room.set(content(file));
      file.content = room;
    }
    file.content.set(bytes, file.size);
    file.size = size;
    file.mtime = mtime;
    this.changed(file);
  }

  readlink(): string {
    return this.node.target ?? '';
  }

  setMode(mode: number): void {
    this.own().mode = mode;
  }

  setOwner(uid: number, gid: number): void {
    Object.assign(this.own(), { uid, gid });
  }

  setTime(mtime: number): void {
    this.own().mtime = mtime;
  }

  watch(call: () => void): () => void {
    const { inode } = this.node;
    const calls = this.tree.watchers.get(inode) ?? new Set<() => void>();
    this.tree.watchers.set(inode, calls.add(call));
    return () => {
      calls.delete(call);
      if (calls.size === 0) this.tree.watchers.delete(inode);
    };
  }
}
