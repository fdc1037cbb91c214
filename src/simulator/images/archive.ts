import { packTar, unpackTar, type TarEntry } from '../host/fs/tar.js';
import { digestOf, layerFromTar, type Layer } from './layers.js';
import type { ImageDocument } from './document.js';
import { familiar, parseReference, tagged } from './reference.js';
import { addImage, layersOf, tagKey, type Image, type ImageStore } from './store.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One line of manifest.json in an archive of `docker save`. */
interface SavedImage {
  Config: string;
  RepoTags: string[] | null;
  Layers: string[];
}

/** The archive of `docker save`: an OCI layout with docker's manifest.json beside it. */
export function saveImages(
  store: ImageStore,
  wanted: readonly { image: Image; tags: readonly string[] }[],
): Uint8Array {
  const blobs = new Map<string, Uint8Array>();
  const blob = (bytes: Uint8Array) => {
    const path = `blobs/${digestOf(bytes).replace(':', '/')}`;
    blobs.set(path, bytes);
    return path;
  };
  const saved: SavedImage[] = [];
  const repositories: Record<string, Record<string, string>> = {};
  const manifests: object[] = [];
  for (const { image, tags } of wanted) {
    const config = encoder.encode(image.json);
    const layers = layersOf(store, image);
    const item: SavedImage = {
      Config: blob(config),
      RepoTags: tags.length > 0 ? [...tags] : null,
      Layers: layers.map((layer) => blob(layer.tar())),
    };
    saved.push(item);
    const described = layers.map((layer) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      digest: layer.diffId,
      size: layer.tar().length,
    }));
    const manifest = encoder.encode(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: {
          mediaType: 'application/vnd.oci.image.config.v1+json',
          digest: image.id,
          size: config.length,
        },
        layers: described,
      }),
    );
    blob(manifest);
    manifests.push({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: digestOf(manifest),
      size: manifest.length,
    });
    for (const tag of tags) {
      const cut = tag.lastIndexOf(':');
      (repositories[tag.slice(0, cut)] ??= {})[tag.slice(cut + 1)] =
        layers.at(-1)?.diffId.slice('sha256:'.length) ?? '';
    }
  }
  const entry = (path: string, content: Uint8Array): TarEntry => ({
    path,
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
    content,
  });
  const json = (value: unknown) => encoder.encode(JSON.stringify(value));
  const folder = (path: string): TarEntry => ({
    path,
    type: 'directory',
    mode: 0o755,
    uid: 0,
    gid: 0,
    mtime: 0,
  });
  return packTar([
    folder('blobs'),
    folder('blobs/sha256'),
    ...[...blobs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => entry(path, bytes)),
    entry(
      'index.json',
      json({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests }),
    ),
    entry('manifest.json', json(saved)),
    entry('oci-layout', json({ imageLayoutVersion: '1.0.0' })),
    entry('repositories', json(repositories)),
  ]);
}

/** Loads such an archive; tells the tags that came with it, or the id of an image without one. Throws TarError, Error. */
export function loadImages(store: ImageStore, tar: Uint8Array): { image: Image; tags: string[] }[] {
  const files = new Map(unpackTar(tar).map((entry) => [entry.path, entry]));
  const read = (path: string): Uint8Array => {
    const entry = files.get(path);
    const target =
      entry?.type === 'symlink'
        ? files.get(`${path.split('/')[0]}/${entry.target?.replace('../', '')}`)
        : entry;
    if (!target?.content)
      throw new Error(`open /var/lib/docker/tmp/docker-import/${path}: no such file or directory`);
    return target.content;
  };
  const saved = JSON.parse(decoder.decode(read('manifest.json'))) as SavedImage[];
  return saved.map((item) => {
    const json = decoder.decode(read(item.Config));
    const document = JSON.parse(json) as ImageDocument;
    const layers = item.Layers.map((path): Layer => store.layers.add(layerFromTar(read(path))));
    const ids = layers.map((layer) => layer.diffId);
    if (ids.join() !== document.rootfs.diff_ids.join())
      throw new Error(
        `invalid diffID for layer 0: expected "${document.rootfs.diff_ids[0]}", got "${ids[0]}"`,
      );
    const image = addImage(store, json);
    const tags = (item.RepoTags ?? []).map((tag) => tagged(parseReference(tag)));
    for (const tag of tags) store.tags.set(tagKey(tag), image.id);
    return { image, tags: tags.map(familiar) };
  });
}
