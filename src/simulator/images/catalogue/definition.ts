import type { TarEntry } from '../../host/fs/tar.js';
import type { ImageConfig } from '../document.js';

/** One step in the making of a catalogue image: a line of its history, and the layer it made if it made one. */
export interface CatalogueStep {
  by: string;
  layer?: {
    entries: () => TarEntry[];
    /** Bytes that the engine reports for it; default: what its files add up to. */
    size?: number;
  };
}

/** An image that the world's Docker Hub has. */
export interface CatalogueImage {
  /** As people write it. */
  name: string;
  /** RFC 3339; images are listed by it, newest first. */
  created: string;
  /** The steps of the base image, when there is one, come first. */
  base?: CatalogueImage;
  steps: CatalogueStep[];
  config: ImageConfig;
}

/** The PATH of every image with a shell. */
export const defaultPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
