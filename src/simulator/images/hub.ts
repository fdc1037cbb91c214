import { catalogue, makeCatalogueImage, type MadeImage } from './catalogue/index.js';
import { manifestOf } from './manifest.js';
import { parseReference, type Reference } from './reference.js';
import { addImage, digestKey, tagKey, type Image, type ImageStore } from './store.js';

/** The world's Docker Hub: what can be pulled from docker.io. */
export interface Hub {
  /** An image by its tag; undefined when the hub does not have it. */
  find(reference: Reference): MadeImage | undefined;
  /** Whether there is any tag of the repository. */
  hasRepository(reference: Reference): boolean;
  /** All names, as people write them. */
  names: readonly string[];
}

/** A hub with the images of the catalogue, or only those of them that are named. */
export function createHub(names?: readonly string[]): Hub {
  const offered = catalogue.filter((image) => !names || names.includes(image.name));
  const byKey = new Map(offered.map((image) => [tagKey(parseReference(image.name)), image]));
  const repositories = new Set(offered.map((image) => tagKey({ ...parseReference(image.name), tag: '' })));
  return {
    names: offered.map((image) => image.name),
    find(reference) {
      const image = byKey.get(tagKey(reference));
      return image && makeCatalogueImage(image);
    },
    hasRepository: (reference) => repositories.has(tagKey({ ...reference, tag: '' })),
  };
}

/** Puts an image of the hub into a store, with its tag and digest. */
export function installImage(store: ImageStore, reference: Reference, made: MadeImage): Image {
  for (const layer of made.layers) {
    store.layers.knownSizes.set(layer.diffId, layer.size);
    store.layers.add(layer);
  }
  const image = addImage(store, made.json);
  store.tags.set(tagKey(reference), image.id);
  const { digest } = manifestOf(store, image);
  store.digests.set(digestKey({ ...reference, digest }), image.id);
  return image;
}
