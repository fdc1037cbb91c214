import { digestOf } from './layers.js';
import { layersOf, type Image, type ImageStore } from './store.js';

export const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
export const configType = 'application/vnd.docker.container.image.v1+json';
export const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

/** An image manifest, version 2, schema 2. */
export interface Manifest {
  schemaVersion: number;
  mediaType?: string;
  config: { mediaType: string; size: number; digest: string };
  layers: { mediaType: string; size: number; digest: string }[];
}

/** The manifest of an image as the engine pushes it, with its digest. */
export function manifestOf(store: ImageStore, image: Image): { json: string; digest: string } {
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: configType, size: Buffer.byteLength(image.json), digest: image.id },
    layers: layersOf(store, image).map((layer) => {
      const { bytes, digest } = layer.blob();
      return { mediaType: layerType, size: bytes.length, digest };
    }),
  };
  const json = JSON.stringify(manifest, null, 3);
  return { json, digest: digestOf(json) };
}
