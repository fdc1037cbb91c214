import { layerEntries } from '../host/fs/layer.js';
import type { Tree } from '../host/fs/tree.js';
import type { ImageConfig, ImageDocument } from './document.js';
import { layerOf } from './layers.js';
import { addImage, type Image, type ImageStore } from './store.js';

/** What a new image is made of. */
export interface CommitSpec {
  /** The image below; undefined for an image from scratch. */
  parent?: Image;
  /** What was changed over the parent; undefined for a step that only changes the configuration. */
  tree?: Tree;
  config: ImageConfig;
  created: string;
  createdBy?: string;
  author?: string;
  comment?: string;
  /** Keeps the link to the parent, as `docker commit` and the classic builder do. */
  keepParent?: boolean;
}

/** What a document is made of: that of an image, without the links between images. */
export type DocumentSpec = Omit<CommitSpec, 'parent' | 'keepParent'> & { below?: ImageDocument };

/** Makes the document of an image over another; the layer of its tree goes to the store. */
export function documentOver(store: ImageStore, spec: DocumentSpec): ImageDocument {
  const { below } = spec;
  const layer = spec.tree && store.layers.add(layerOf(layerEntries(spec.tree)));
  return {
    architecture: below?.architecture ?? 'amd64',
    ...(spec.author ? { author: spec.author } : {}),
    ...(spec.comment ? { comment: spec.comment } : {}),
    config: spec.config,
    created: spec.created,
    history: [
      ...(below?.history ?? []),
      {
        created: spec.created,
        ...(spec.createdBy === undefined ? {} : { created_by: spec.createdBy }),
        ...(spec.author ? { author: spec.author } : {}),
        ...(spec.comment ? { comment: spec.comment } : {}),
        ...(layer ? {} : { empty_layer: true }),
      },
    ],
    os: below?.os ?? 'linux',
    rootfs: {
      type: 'layers',
      diff_ids: [...(below?.rootfs.diff_ids ?? []), ...(layer ? [layer.diffId] : [])],
    },
  };
}

/** Makes an image of a parent and the changes of a tree: `docker commit`, and one step of a build. */
export function commitImage(store: ImageStore, spec: CommitSpec): Image {
  const document = documentOver(store, { ...spec, below: spec.parent?.document });
  return addImage(store, JSON.stringify(document), spec.keepParent ? spec.parent?.id : undefined);
}
