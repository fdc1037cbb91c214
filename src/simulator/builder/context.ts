import { gunzipSync } from 'node:zlib';
import { applyEntries } from '../host/fs/layer.js';
import type { MountNamespace } from '../host/fs/mounts.js';
import { TarError, unpackTar } from '../host/fs/tar.js';
import { createTree, treeRoot } from '../host/fs/tree.js';
import { invalid } from '../docker/errors.js';
import { nodeAt, spaceOf } from './step/files.js';

/** The files of a build context that came as a tar archive, plain or gzipped. Throws the engine's errors. */
export function contextOf(bytes: Uint8Array): MountNamespace {
  const tree = createTree();
  try {
    const tar = bytes[0] === 0x1f && bytes[1] === 0x8b ? new Uint8Array(gunzipSync(bytes)) : bytes;
    applyEntries(treeRoot(tree), tar.length === 0 ? [] : unpackTar(tar));
  } catch (error) {
    if (error instanceof TarError || (error as NodeJS.ErrnoException).code?.startsWith('Z_'))
      throw invalid(`Error processing tar file(exit status 1): ${(error as Error).message}`);
    throw error;
  }
  return spaceOf(tree);
}

/** The text of a file of the context; undefined when there is none. */
export function textAt(context: MountNamespace, path: string): string | undefined {
  const node = nodeAt(context, `/${path}`);
  return node?.stat().type === 'file' ? new TextDecoder().decode(node.read()) : undefined;
}
