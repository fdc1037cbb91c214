import { posix } from 'node:path';
import { mountNamespace, walk, type MountNamespace } from '../../host/fs/mounts.js';
import { treeRoot, type Tree } from '../../host/fs/tree.js';
import type { VNode } from '../../host/fs/vnode.js';
import { SysError } from '../../host/contract.js';
import { fileGlob, isGlob } from '../dockerfile/glob.js';

/** A file or folder to copy, by the name that it has where it comes from. */
export interface Source {
  node: VNode;
  name: string;
}

/** The root of a tree with nothing mounted: paths can not lead out of it. */
export const spaceOf = (tree: Tree): MountNamespace => mountNamespace(treeRoot(tree));

/** What is at a path, symlinks followed; undefined when nothing is. */
export function nodeAt(space: MountNamespace, path: string): VNode | undefined {
  try {
    return walk(space, path).node;
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}

/** Files and folders that a path or pattern names, in order of names. */
export function findSources(space: MountNamespace, pattern: string): Source[] {
  const path = posix.normalize(`/${pattern}`);
  if (!isGlob(path)) {
    const node = nodeAt(space, path);
    return node ? [{ node, name: posix.basename(path) }] : [];
  }
  let found = ['/'];
  for (const part of path.split('/').filter(Boolean)) {
    const glob = fileGlob(part);
    found = found.flatMap((folder) => {
      if (!isGlob(part)) return [posix.join(folder, part)];
      const node = nodeAt(space, folder);
      if (node?.stat().type !== 'directory') return [];
      return node
        .list()
        .filter((name) => glob.test(name))
        .sort()
        .map((name) => posix.join(folder, name));
    });
  }
  return found.flatMap((at) => {
    const node = nodeAt(space, at);
    return node ? [{ node, name: posix.basename(at) }] : [];
  });
}

/** The folder at an absolute path, made with those above it when missing. Throws SysError ENOTDIR. */
export function ensureFolder(
  space: MountNamespace,
  path: string,
  init: { uid: number; gid: number; mtime: number },
): VNode {
  let at = '/';
  let node = nodeAt(space, at) as VNode;
  for (const part of path.split('/').filter(Boolean)) {
    at = posix.join(at, part);
    const place = walk(space, at);
    if (place.node) node = place.node;
    else if (place.parent)
      node = place.parent.create(place.name, { type: 'directory', mode: 0o755, ...init });
    if (node.stat().type !== 'directory') throw new SysError('ENOTDIR', at);
  }
  return node;
}
