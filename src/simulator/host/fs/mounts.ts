import { SysError } from '../contract.js';
import type { VNode } from './vnode.js';

/** A file system at a place. */
export interface Mount {
  path: string;
  root: VNode;
  readOnly: boolean;
  /** As /proc/mounts names them. */
  source: string;
  type: string;
}

/** What a process sees as its file tree: a root and what is mounted on it, by canonical path. */
export interface MountNamespace {
  mounts: Map<string, Mount>;
}

/** A place in a mount namespace: the canonical path, and the node there when there is one. */
export interface Place {
  path: string;
  node?: VNode;
  /** The folder that holds it (undefined for /). */
  parent?: VNode;
  name: string;
  mount: Mount;
}

const maxLinks = 40;

/** Makes a namespace of a root file system. */
export function mountNamespace(root: VNode, options: { readOnly?: boolean } = {}): MountNamespace {
  const mount = { path: '/', root, readOnly: options.readOnly ?? false, source: 'overlay', type: 'overlay' };
  return { mounts: new Map([['/', mount]]) };
}

/** Called before a folder is searched: throws EACCES when that is not allowed. */
export type SearchCheck = (folder: VNode, path: string) => void;

/**
 * Walks a path (absolute, or relative to cwd), following symlinks and mounts. The last component may be missing; a
 * missing one before it is ENOENT. Throws ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, and what `check` throws.
 */
export function walk(
  space: MountNamespace,
  path: string,
  options: { cwd?: string; follow?: boolean; check?: SearchCheck } = {},
): Place {
  if (path === '') throw new SysError('ENOENT', path);
  if (path.length > 4096) throw new SysError('ENAMETOOLONG', path);
  const follow = options.follow ?? true;
  const rootMount = space.mounts.get('/') as Mount;
  const start: Place = { path: '/', node: rootMount.root, name: '/', mount: rootMount };
  const todo = path.split('/').reverse();
  const stack: Place[] = [start];
  if (!path.startsWith('/') && options.cwd) todo.push(...options.cwd.split('/').reverse());
  let links = 0;
  while (todo.length > 0) {
    const part = todo.pop() as string;
    const here = stack.at(-1) as Place;
    if (!here.node) throw new SysError('ENOENT', path);
    if (part === '' || part === '.') {
      if (part === '.' || (todo.length === 0 && path.endsWith('/') && path !== '/')) folder(here, path);
      continue;
    }
    folder(here, path);
    options.check?.(here.node, path);
    if (part === '..') {
      if (stack.length > 1) stack.pop();
      continue;
    }
    if (part.length > 255) throw new SysError('ENAMETOOLONG', path);
    const next = step(space, here, part);
    const rest = todo.some((other) => other !== '');
    if (next.node?.stat().type === 'symlink' && (rest || follow || todo.length > 0)) {
      if (++links > maxLinks) throw new SysError('ELOOP', path);
      const target = next.node.readlink();
      todo.push(...target.split('/').reverse());
      if (target.startsWith('/')) stack.length = 1;
      continue;
    }
    if (!next.node && rest) throw new SysError('ENOENT', path);
    stack.push(next);
  }
  return stack.at(-1) as Place;
}

function folder(place: Place, path: string): void {
  if (!place.node) throw new SysError('ENOENT', path);
  if (place.node.stat().type !== 'directory') throw new SysError('ENOTDIR', path);
}

function step(space: MountNamespace, here: Place, name: string): Place {
  const path = here.path === '/' ? `/${name}` : `${here.path}/${name}`;
  const mount = space.mounts.get(path);
  if (mount) return { path, node: mount.root, parent: here.node, name, mount };
  return { path, node: here.node?.lookup(name), parent: here.node, name, mount: here.mount };
}

/** Names of mount points directly inside a folder. */
export function mountedNames(space: MountNamespace, path: string): string[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  return [...space.mounts.keys()]
    .filter((at) => at !== '/' && at.startsWith(prefix) && !at.slice(prefix.length).includes('/'))
    .map((at) => at.slice(prefix.length));
}
