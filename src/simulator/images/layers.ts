import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { layerTree } from '../host/fs/layer.js';
import { packTar, unpackTar, type TarEntry } from '../host/fs/tar.js';
import type { TreeNode } from '../host/fs/tree.js';

/** "sha256:" and the digest of bytes. */
export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** One layer: a set of changes over its parent, named by the digest of its tar archive. */
export interface Layer {
  diffId: string;
  /** Bytes as the engine counts them: of the files, or as the catalogue says. */
  size: number;
  /** The archive, uncompressed. */
  tar(): Uint8Array;
  entries(): readonly TarEntry[];
  /** As it travels: compressed, with the digest of that. */
  blob(): { bytes: Uint8Array; digest: string };
}

function memo<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function complete(
  tar: () => Uint8Array,
  entries: () => readonly TarEntry[],
  diffId: string,
  size: number,
): Layer {
  const blob = memo(() => {
    const bytes = gzipSync(tar(), { level: 1 });
    return { bytes, digest: digestOf(bytes) };
  });
  return { diffId, size, tar, entries, blob };
}

function contentSize(entries: readonly TarEntry[]): number {
  return entries.reduce((sum, entry) => sum + (entry.content?.length ?? 0), 0);
}

/** A layer of entries. `size` overrides what the files add up to. */
export function layerOf(entries: readonly TarEntry[], size?: number): Layer {
  const tar = packTar(entries);
  // Packing again is cheap and rare; keeping every archive is not.
  return complete(
    () => packTar(entries),
    () => entries,
    digestOf(tar),
    size ?? contentSize(entries),
  );
}

/** A layer of an archive that came from outside. Throws TarError. */
export function layerFromTar(tar: Uint8Array): Layer {
  const entries = unpackTar(tar);
  return complete(
    () => tar,
    () => entries,
    digestOf(tar),
    contentSize(entries),
  );
}

/** All layers of a world, and the file trees that stacks of them make, shared by images and containers. */
export interface LayerStore {
  layers: Map<string, Layer>;
  /** Adds a layer unless it is known; tells the one that is kept. */
  add(layer: Layer): Layer;
  /** The frozen tree of a stack of layers, lowest first. */
  tree(diffIds: readonly string[]): TreeNode | undefined;
  /** Chain ids that are kept although no image has them: those of a build cache. */
  pins: Set<string>;
  /** Declared sizes of layers that the catalogue knows, by diff id. */
  knownSizes: Map<string, number>;
}

/** Makes an empty store. */
export function createLayerStore(): LayerStore {
  const layers = new Map<string, Layer>();
  const trees = new Map<string, TreeNode>();
  const knownSizes = new Map<string, number>();
  const store: LayerStore = {
    layers,
    knownSizes,
    pins: new Set(),
    add(layer) {
      const known = layers.get(layer.diffId);
      if (known) return known;
      const kept = { ...layer, size: knownSizes.get(layer.diffId) ?? layer.size };
      layers.set(layer.diffId, kept);
      return kept;
    },
    tree(diffIds) {
      const last = diffIds.at(-1);
      if (last === undefined) return undefined;
      const chain = diffIds.join(',');
      const known = trees.get(chain);
      if (known) return known;
      const layer = layers.get(last);
      if (!layer) throw new Error(`unknown layer ${last}`);
      const { root } = layerTree(layer.entries(), store.tree(diffIds.slice(0, -1)));
      trees.set(chain, root);
      return root;
    },
  };
  return store;
}

/** The chain id of a stack of layers (as the image specification defines it). */
export function chainId(diffIds: readonly string[]): string {
  const [first = '', ...rest] = diffIds;
  return rest.reduce((chain, diffId) => digestOf(`${chain} ${diffId}`), first);
}
