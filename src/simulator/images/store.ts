import { chainId, createLayerStore, digestOf, type Layer, type LayerStore } from './layers.js';
import type { ImageDocument } from './document.js';
import { familiarName, parseReference, ReferenceError, tagged, type Reference } from './reference.js';

/** An image of the store. */
export interface Image {
  /** "sha256:..." of `json`. */
  id: string;
  json: string;
  document: ImageDocument;
  /** The image that it was committed or built from, when that is known. */
  parent?: string;
  /** Milliseconds since the epoch; when it got a tag last, undefined for never in this world. */
  lastTagged?: number;
}

/** Images by id, and the names that lead to them. */
export interface ImageStore {
  layers: LayerStore;
  images: Map<string, Image>;
  /** "docker.io/library/nginx:1.27-alpine" -> id, in order of their making. */
  tags: Map<string, string>;
  /** "docker.io/library/nginx@sha256:..." -> id. */
  digests: Map<string, string>;
}

/** Makes an empty store. */
export function createImageStore(): ImageStore {
  return { layers: createLayerStore(), images: new Map(), tags: new Map(), digests: new Map() };
}

/** "domain/path:tag" */
export function tagKey(reference: Reference): string {
  return `${reference.domain}/${reference.path}:${reference.tag ?? 'latest'}`;
}

/** "domain/path@digest" */
export function digestKey(reference: Reference): string {
  return `${reference.domain}/${reference.path}@${reference.digest ?? ''}`;
}

/** Adds an image whose layers are in the store. */
export function addImage(store: ImageStore, json: string, parent?: string): Image {
  const id = digestOf(json);
  const known = store.images.get(id);
  if (known) return known;
  const image = { id, json, document: JSON.parse(json) as ImageDocument, parent };
  store.images.set(id, image);
  return image;
}

/** Finds an image by id, part of an id, name, or digest; undefined when there is none. Throws ReferenceError. */
export function findImage(store: ImageStore, name: string): Image | undefined {
  const bare = name.startsWith('sha256:') ? name.slice('sha256:'.length) : name;
  if (/^[0-9a-f]{64}$/.test(bare)) return store.images.get(`sha256:${bare}`);
  const reference = tagged(parseReference(name));
  const id = reference.digest ? store.digests.get(digestKey(reference)) : store.tags.get(tagKey(reference));
  if (id !== undefined) return store.images.get(id);
  if (!/^[0-9a-f]+$/.test(bare)) return undefined;
  const matching = [...store.images.values()].filter((image) => image.id.startsWith(`sha256:${bare}`));
  return matching.length === 1 ? matching[0] : undefined;
}

/** True when the text names an image by (part of) its id, not by a name. */
export function isIdOf(store: ImageStore, name: string, image: Image): boolean {
  const bare = name.startsWith('sha256:') ? name : `sha256:${name}`;
  if (!image.id.startsWith(bare)) return false;
  try {
    return store.tags.get(tagKey(tagged(parseReference(name)))) !== image.id;
  } catch (error) {
    if (error instanceof ReferenceError) return true;
    throw error;
  }
}

function fromKey(key: string, separator: '@' | ':'): string {
  const cut = key.lastIndexOf(separator === '@' ? '@' : ':');
  const [domain = '', ...path] = key.slice(0, cut).split('/');
  return `${familiarName({ domain, path: path.join('/') })}${separator}${key.slice(cut + 1)}`;
}

/** Tags of an image, as people write them. */
export function repoTags(store: ImageStore, id: string): string[] {
  return [...store.tags].filter(([, to]) => to === id).map(([key]) => fromKey(key, ':'));
}

/** Digest names of an image, as people write them. */
export function repoDigests(store: ImageStore, id: string): string[] {
  return [...store.digests].filter(([, to]) => to === id).map(([key]) => fromKey(key, '@'));
}

/** Layers of an image, lowest first. */
export function layersOf(store: ImageStore, image: Image): Layer[] {
  return image.document.rootfs.diff_ids.flatMap((diffId) => store.layers.layers.get(diffId) ?? []);
}

/** Bytes of an image: all its layers. */
export function imageSize(store: ImageStore, image: Image): number {
  return layersOf(store, image).reduce((sum, layer) => sum + layer.size, 0);
}

/** Images of which this one is the parent. */
export function childrenOf(store: ImageStore, id: string): Image[] {
  return [...store.images.values()].filter((image) => image.parent === id);
}

/** Chain ids of an image's layers, lowest first. */
export function chainsOf(image: Image): string[] {
  const ids = image.document.rootfs.diff_ids;
  return ids.map((_, i) => chainId(ids.slice(0, i + 1)));
}

/** Chains that images or pins (build caches) hold. */
export function heldChains(store: ImageStore): Set<string> {
  return new Set([...[...store.images.values()].flatMap(chainsOf), ...store.layers.pins]);
}

/** Forgets an image and the layers that nothing else needs; tells the chain ids that went, top first. */
export function deleteImage(store: ImageStore, image: Image): string[] {
  store.images.delete(image.id);
  for (const [key, id] of store.digests) if (id === image.id) store.digests.delete(key);
  const held = heldChains(store);
  const used = new Set([...store.images.values()].flatMap((other) => other.document.rootfs.diff_ids));
  const gone = chainsOf(image).filter((chain) => !held.has(chain));
  if (store.layers.pins.size === 0)
    for (const diffId of image.document.rootfs.diff_ids)
      if (!used.has(diffId)) store.layers.layers.delete(diffId);
  return gone.reverse();
}
