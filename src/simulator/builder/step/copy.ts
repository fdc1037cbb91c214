import { posix } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { nodeEntries } from '../../docker/container/archive.js';
import { applyEntries } from '../../host/fs/layer.js';
import type { MountNamespace } from '../../host/fs/mounts.js';
import { packTar, TarError, unpackTar, type TarEntry } from '../../host/fs/tar.js';
import { digestOf } from '../../images/layers.js';
import { ensureFolder, nodeAt, type Source } from './files.js';

/** How to copy. */
export interface CopyOptions {
  /** Owner of what is copied; undefined keeps that of the source. */
  owner?: { uid: number; gid: number };
  /** Mode of what is copied; undefined keeps that of the source. */
  mode?: number;
  /** Unpacks sources that are tar archives (ADD). */
  unpack?: boolean;
  /** For folders that have to be made. */
  mtime: number;
}

/** The digest of what would be copied: names, modes, owners and content, but no times. */
export function sourcesDigest(sources: readonly Source[]): string {
  const entries = sources.flatMap(({ node, name }) =>
    nodeEntries(node, node.stat().type === 'directory' ? '' : name).map((entry) => ({ ...entry, mtime: 0 })),
  );
  return digestOf(packTar(entries));
}

/** Entries of an archive, undefined for bytes that are none. */
function archiveEntries(bytes: Uint8Array): TarEntry[] | undefined {
  try {
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? new Uint8Array(gunzipSync(bytes)) : bytes;
    return plain.length >= 512 ? unpackTar(plain) : undefined;
  } catch (error) {
    if (error instanceof TarError || (error as NodeJS.ErrnoException).code?.startsWith('Z_'))
      return undefined;
    throw error;
  }
}

/** Copies to an absolute path; a slash at its end says that it is a folder. Throws SysError. */
export function copySources(
  space: MountNamespace,
  sources: readonly Source[],
  target: string,
  options: CopyOptions,
): void {
  const init = { uid: 0, gid: 0, ...options.owner, mtime: options.mtime };
  const changed = (entry: TarEntry): TarEntry => ({
    ...entry,
    ...options.owner,
    ...(options.mode === undefined ? {} : { mode: options.mode }),
  });
  const intoFolder =
    sources.length > 1 || target.endsWith('/') || nodeAt(space, target)?.stat().type === 'directory';
  for (const { node, name } of sources) {
    const { type } = node.stat();
    const archive = options.unpack && type === 'file' ? archiveEntries(node.read()) : undefined;
    if (archive) applyEntries(ensureFolder(space, target, init), archive, { owner: options.owner });
    else if (type === 'directory')
      applyEntries(ensureFolder(space, target, init), nodeEntries(node, '').map(changed));
    else {
      const folder = ensureFolder(space, intoFolder ? target : posix.dirname(target), init);
      const path = intoFolder ? name : posix.basename(target);
      applyEntries(folder, nodeEntries(node, path).map(changed));
    }
  }
}
