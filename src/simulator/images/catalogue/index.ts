import { digestOf, layerOf, type Layer } from '../layers.js';
import type { ImageDocument } from '../document.js';
import type { CatalogueImage, CatalogueStep } from './definition.js';
import { nginxImages } from './nginx.js';
import { redis } from './redis.js';
import { alpine, busybox, httpd, python, registry, whoami } from './small.js';

/** Every image of the world's Docker Hub. */
export const catalogue: readonly CatalogueImage[] = [
  alpine,
  busybox,
  ...nginxImages,
  httpd,
  redis,
  registry,
  python,
  whoami,
];

/** A catalogue image, made: its document and its layers. */
export interface MadeImage {
  json: string;
  id: string;
  layers: Layer[];
}

const layers = new WeakMap<object, Layer>();

function layerOfStep(step: CatalogueStep): Layer | undefined {
  if (!step.layer) return undefined;
  const made = layers.get(step.layer) ?? layerOf(step.layer.entries(), step.layer.size);
  layers.set(step.layer, made);
  return made;
}

/** Makes an image of the catalogue. Layers are shared by all worlds of the process: they never change. */
export function makeCatalogueImage(image: CatalogueImage): MadeImage {
  const bases = image.base ? image.base.steps : [];
  const steps = [...bases, ...image.steps];
  const made = steps.map(layerOfStep);
  const stacked = made.filter((layer) => layer !== undefined);
  const document: ImageDocument = {
    architecture: 'amd64',
    config: { ...image.config, WorkingDir: image.config.WorkingDir ?? '/', ArgsEscaped: true },
    created: image.created,
    history: steps.map((step, i) => ({
      created: i < bases.length ? image.base?.created : image.created,
      created_by: step.by,
      comment: 'buildkit.dockerfile.v0',
      ...(made[i] ? {} : { empty_layer: true }),
    })),
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: stacked.map((layer) => layer.diffId) },
  };
  const json = JSON.stringify(document);
  return { json, id: digestOf(json), layers: stacked };
}
