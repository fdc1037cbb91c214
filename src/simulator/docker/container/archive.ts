import { posix } from 'node:path';
import { SysError, type Stat } from '../../host/contract.js';
import { mountNamespace, walk, type MountNamespace, type Place } from '../../host/fs/mounts.js';
import { applyEntries } from '../../host/fs/layer.js';
import { packTar, TarError, unpackTar, type TarEntry } from '../../host/fs/tar.js';
import { treeRoot } from '../../host/fs/tree.js';
import type { VNode } from '../../host/fs/vnode.js';
import { bindRoot } from '../../host/fs/bind.js';
import { mount } from '../../host/machine.js';
import { ApiError, forbidden, invalid, notFound } from '../errors.js';
import type { Container, Engine } from '../state.js';
import { hostPath } from './mounts.js';

/** The files of a container, running or not: what `docker cp` works on. */
export function spaceOf(engine: Engine, container: Container): MountNamespace {
  if (container.runtime) return container.runtime.isolation.mounts;
  const space = mountNamespace(treeRoot(container.tree));
  for (const point of container.mounts) {
    const options = { readOnly: !point.writable };
    const volume = point.type === 'volume' ? engine.volumes.get(point.name ?? '') : undefined;
    if (volume) mount(space, point.destination, treeRoot(volume.tree), options);
    else if (point.type === 'bind')
      mount(space, point.destination, bindRoot(hostPath(engine, point.source), engine.clock), options);
  }
  return space;
}

function placeAt(container: Container, space: MountNamespace, path: string): Place & { node: VNode } {
  const missing = () => notFound(`Could not find the file ${path} in container ${nameShown(container)}`);
  try {
    const place = walk(space, path.startsWith('/') ? path : `/${path}`, {
      follow: path.endsWith('/') || path.endsWith('/.'),
    });
    if (!place.node) throw missing();
    return place as Place & { node: VNode };
  } catch (error) {
    if (error instanceof SysError) throw missing();
    throw error;
  }
}

const nameShown = (container: Container) => container.name;

const goModes: Partial<Record<Stat['type'], number>> = {
  directory: 2 ** 31,
  symlink: 2 ** 27,
  fifo: 2 ** 25,
  socket: 2 ** 24,
  device: 2 ** 26 + 2 ** 21,
};

function goMode({ type, mode }: Stat): number {
  const special =
    (mode & 0o4000 ? 2 ** 23 : 0) + (mode & 0o2000 ? 2 ** 22 : 0) + (mode & 0o1000 ? 2 ** 20 : 0);
  return (goModes[type] ?? 0) + special + (mode & 0o777);
}

/** The header that tells what is at a path. */
export function pathStat(engine: Engine, container: Container, path: string): string {
  const space = spaceOf(engine, container);
  const { node, name } = placeAt(container, space, path);
  const stat = node.stat();
  const json = {
    name: name === '' ? '/' : name,
    size: stat.size,
    mode: goMode(stat),
    mtime: new Date(stat.mtime).toISOString().replace('.000Z', 'Z'),
    linkTarget: stat.type === 'symlink' ? linkTarget(space, path, node) : '',
  };
  return Buffer.from(JSON.stringify(json)).toString('base64');
}

function linkTarget(space: MountNamespace, path: string, node: VNode): string {
  try {
    return walk(space, path).path;
  } catch {
    return posix.resolve(posix.dirname(path), node.readlink());
  }
}

/** Everything at a node as tar entries, named from `name`. */
export function nodeEntries(node: VNode, name: string): TarEntry[] {
  const entries: TarEntry[] = [];
  const visit = (at: VNode, path: string) => {
    const { type, mode, uid, gid, mtime, device } = at.stat();
    if (type === 'socket') return;
    const content = type === 'file' ? at.read() : undefined;
    const target = type === 'symlink' ? at.readlink() : undefined;
    if (path !== '') entries.push({ path, type, mode, uid, gid, mtime, device, content, target });
    if (type !== 'directory') return;
    for (const entry of at.list().sort()) {
      const next = at.lookup(entry);
      if (next) visit(next, path ? `${path}/${entry}` : entry);
    }
  };
  visit(node, name);
  return entries;
}

/** An archive of what is at a path. */
export function getArchive(engine: Engine, container: Container, path: string): Uint8Array {
  const { node, name } = placeAt(container, spaceOf(engine, container), path);
  return packTar(nodeEntries(node, name === '/' ? '' : name));
}

/** Unpacks an archive into a folder of a container. Throws the engine's errors. */
export function putArchive(
  engine: Engine,
  container: Container,
  path: string,
  tar: Uint8Array,
  options: { noOverwriteDirNonDir: boolean },
): void {
  const space = spaceOf(engine, container);
  const { node, mount: at } = placeAt(container, space, path.endsWith('/') ? path : `${path}/`);
  if (node.stat().type !== 'directory') throw invalid('extraction point is not a directory');
  if (at.readOnly || space.mounts.get('/')?.readOnly)
    throw forbidden(
      at.path === '/' ? 'container rootfs is marked read-only' : 'mounted volume is marked read-only',
    );
  let entries: TarEntry[];
  try {
    entries = unpackTar(tar);
  } catch (error) {
    if (error instanceof TarError) throw new ApiError(500, error.message);
    throw error;
  }
  if (options.noOverwriteDirNonDir) for (const entry of entries) checkOverwrite(node, entry);
  applyEntries(node, entries);
}

function checkOverwrite(folder: VNode, entry: TarEntry): void {
  const existing = entry.path
    .split('/')
    .filter(Boolean)
    .reduce<VNode | undefined>((at, part) => at?.lookup(part), folder);
  if (!existing || entry.path === '') return;
  const isFolder = existing.stat().type === 'directory';
  if (isFolder && entry.type !== 'directory')
    throw invalid(`cannot overwrite directory "/${entry.path}" with non-directory "/"`);
  if (!isFolder && entry.type === 'directory')
    throw invalid(`cannot overwrite non-directory "/${entry.path}" with directory "/"`);
}
