import { randomFillSync } from 'node:crypto';
import { SysError } from '../contract.js';
import { createTree, treeRoot } from './tree.js';
import type { VNode } from './vnode.js';

/** Character devices of every container, by name. */
const characters: Record<string, [number, number]> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
  tty: [5, 0],
};

const links: Record<string, string> = {
  core: '/proc/kcore',
  fd: '/proc/self/fd',
  ptmx: 'pts/ptmx',
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
  stderr: '/proc/self/fd/2',
};

/** The tmpfs on /dev of one container. `extra` names further character devices (those of a privileged container). */
export function deviceFolder(now: number, extra: Readonly<Record<string, [number, number]>> = {}): VNode {
  const root = treeRoot(createTree({ mtime: now }));
  const common = { uid: 0, gid: 0, mtime: now };
  for (const [name, device] of Object.entries({ ...characters, ...extra }))
    root.create(name, { ...common, type: 'device', mode: 0o666, device });
  for (const [name, target] of Object.entries(links))
    root.create(name, { ...common, type: 'symlink', mode: 0o777, target });
  root.create('pts', { ...common, type: 'directory', mode: 0o755 });
  root.create('shm', { ...common, type: 'directory', mode: 0o1777 });
  root.create('mqueue', { ...common, type: 'directory', mode: 0o1777 });
  return root;
}

/** A block of what a device yields when read; undefined at its end; throws for devices that can not be read. */
export function readDevice([major, minor]: [number, number], size = 65536): Uint8Array | undefined {
  if (major !== 1) throw new SysError('EINVAL');
  if (minor === 3) return undefined;
  if (minor === 5 || minor === 7) return new Uint8Array(size);
  return randomFillSync(new Uint8Array(size));
}

/** Takes bytes written to a device: throws ENOSPC for /dev/full. */
export function writeDevice([major, minor]: [number, number]): void {
  if (major === 1 && minor === 7) throw new SysError('ENOSPC');
}
