import { child, content, createTree, names, treeRoot, type Tree, type TreeNode } from './tree.js';
import type { TarEntry } from './tar.js';
import type { VNode } from './vnode.js';

/** One line of `docker diff`. */
export interface Change {
  path: string;
  kind: 'modified' | 'added' | 'deleted';
}

/** What a tree changed over the one below it, parents before children, in order of names. */
export function changes(tree: Tree): Change[] {
  const found: Change[] = [];
  const visit = (dir: TreeNode, path: string) => {
    for (const name of [...(dir.entries?.keys() ?? [])].sort()) {
      const at = `${path}/${name}`;
      const entry = dir.entries?.get(name);
      const before = dir.lower && child(dir.lower, name);
      if (!entry) found.push({ path: at, kind: 'deleted' });
      else {
        found.push({ path: at, kind: before ? 'modified' : 'added' });
        if (entry.type === 'directory') visit(entry, at);
      }
    }
  };
  visit(tree.root, '');
  return found;
}

/** Bytes that a tree holds of its own, not counting what lies below it. */
export function ownSize(tree: Tree): number {
  let size = 0;
  const visit = (dir: TreeNode) => {
    for (const entry of dir.entries?.values() ?? []) {
      if (entry?.type === 'directory') visit(entry);
      else if (entry?.type === 'file') size += entry.size;
    }
  };
  visit(tree.root);
  return size;
}

function entryOf(node: TreeNode, path: string): TarEntry {
  const { type, mode, uid, gid, mtime, target, device } = node;
  return {
    path,
    type,
    mode,
    uid,
    gid,
    mtime,
    target,
    device,
    content: type === 'file' ? content(node) : undefined,
  };
}

function walker(): (node: TreeNode, path: string) => TarEntry {
  const seen = new Map<TreeNode, string>();
  return (node, path) => {
    const first = seen.get(node);
    if (first !== undefined && node.type === 'file')
      return { ...entryOf(node, path), type: 'hardlink', target: first };
    seen.set(node, path);
    return entryOf(node, path);
  };
}

/** The entries of a layer: what `tree` adds over the tree below, with whiteouts (".wh.name", ".wh..wh..opq"). */
export function layerEntries(tree: Tree): TarEntry[] {
  const entries: TarEntry[] = [];
  const entry = walker();
  const mark = (path: string): TarEntry => ({ path, type: 'file', mode: 0, uid: 0, gid: 0, mtime: 0 });
  const visit = (dir: TreeNode, path: string) => {
    for (const name of [...(dir.entries?.keys() ?? [])].sort()) {
      const at = path ? `${path}/${name}` : name;
      const node = dir.entries?.get(name);
      if (!node) {
        entries.push(mark(path ? `${path}/.wh.${name}` : `.wh.${name}`));
        continue;
      }
      entries.push(entry(node, at));
      if (node.type !== 'directory') continue;
      if (!node.lower && dir.lower && child(dir.lower, name)) entries.push(mark(`${at}/.wh..wh..opq`));
      visit(node, at);
    }
  };
  visit(tree.root, '');
  return entries;
}

/** All of a folder as one sees it (export, cp): `under` is the prefix of the paths. */
export function treeEntries(root: TreeNode, under = ''): TarEntry[] {
  const entries: TarEntry[] = [];
  const entry = walker();
  const visit = (dir: TreeNode, path: string) => {
    for (const name of names(dir).sort()) {
      const node = child(dir, name) as TreeNode;
      const at = path ? `${path}/${name}` : name;
      entries.push(entry(node, at));
      if (node.type === 'directory') visit(node, at);
    }
  };
  visit(root, under);
  return entries;
}

/** Makes the tree of a layer over that of its parent. The result is meant to be frozen: nobody writes to it again. */
export function layerTree(entries: readonly TarEntry[], parent?: TreeNode): Tree {
  const tree = createTree({ over: parent });
  applyEntries(treeRoot(tree), entries, { whiteouts: true });
  return tree;
}

/** Puts entries below a folder, making missing folders. Paths with ".." and links that lead outside are skipped. */
export function applyEntries(
  root: VNode,
  entries: readonly TarEntry[],
  options: { whiteouts?: boolean; owner?: { uid: number; gid: number } } = {},
): void {
  for (const entry of entries) {
    const parts = entry.path.split('/').filter((part) => part !== '' && part !== '.');
    const name = parts.pop();
    if (parts.includes('..') || name === '..') continue;
    if (name === undefined) {
      if (entry.type === 'directory') root.setMode(entry.mode);
      continue;
    }
    const folder = folderAt(root, parts, entry.mtime);
    if (options.whiteouts && name.startsWith('.wh.')) whiteout(folder, name);
    else put(root, folder, name, options.owner ? { ...entry, ...options.owner } : entry);
  }
}

function whiteout(folder: VNode, name: string): void {
  const gone = name === '.wh..wh..opq' ? folder.list() : [name.slice('.wh.'.length)];
  for (const entry of gone) if (folder.lookup(entry)) folder.remove(entry);
}

function folderAt(root: VNode, parts: readonly string[], mtime: number): VNode {
  let at = root;
  for (const part of parts) {
    const next = at.lookup(part);
    if (next?.stat().type === 'directory') at = next;
    else {
      if (next) at.remove(part);
      at = at.create(part, { type: 'directory', mode: 0o755, uid: 0, gid: 0, mtime });
    }
  }
  return at;
}

function put(root: VNode, folder: VNode, name: string, entry: TarEntry): void {
  const existing = folder.lookup(name);
  if (entry.type === 'hardlink') {
    const parts = (entry.target ?? '').split('/').filter((part) => part !== '' && part !== '.');
    let source: VNode | undefined = root;
    for (const part of parts) source = part === '..' ? undefined : source?.lookup(part);
    if (!source || source.stat().type === 'directory') return;
    if (existing) folder.remove(name);
    folder.link(name, source);
    return;
  }
  if (existing && entry.type === 'directory' && existing.stat().type === 'directory') {
    existing.setMode(entry.mode);
    existing.setOwner(entry.uid, entry.gid);
    existing.setTime(entry.mtime);
    return;
  }
  if (existing && entry.type === 'file' && existing.stat().type === 'file') {
    existing.write(entry.content ?? new Uint8Array(), entry.mtime);
    existing.setMode(entry.mode);
    existing.setOwner(entry.uid, entry.gid);
    return;
  }
  if (existing) folder.remove(name);
  const { type, mode, uid, gid, mtime, target, device } = entry;
  const made = folder.create(name, { type, mode, uid, gid, mtime, target, device });
  if (type === 'file' && entry.content?.length) made.write(entry.content, mtime);
}
