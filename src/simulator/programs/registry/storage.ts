import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Files } from '../../host/contract.js';
import { decode, encode } from '../lib/text.js';

/** Blobs, manifests and tags in the folders of distribution's file system driver. */
export interface Storage {
  blob(digest: string): Uint8Array | undefined;
  /** Puts a blob into a repository. */
  putBlob(name: string, bytes: Uint8Array): string;
  hasLayer(name: string, digest: string): boolean;
  linkLayer(name: string, digest: string): void;
  unlinkLayer(name: string, digest: string): void;
  /** A manifest by tag or digest, if it belongs to the repository. */
  manifest(name: string, reference: string): { digest: string; bytes: Uint8Array } | undefined;
  putManifest(name: string, reference: string, bytes: Uint8Array): string;
  deleteManifest(name: string, digest: string): boolean;
  /** Undefined for an unknown repository. */
  tags(name: string): string[] | undefined;
  repositories(): string[];
}

/** The digest of bytes: "sha256:...". */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Opens (or starts) a storage below a folder. */
export function createStorage(fs: Files, root: string): Storage {
  const base = posix.join(root, 'docker/registry/v2');
  const hexOf = (digest: string) => digest.replace('sha256:', '');
  const blobPath = (digest: string) =>
    posix.join(base, 'blobs/sha256', hexOf(digest).slice(0, 2), hexOf(digest), 'data');
  const repository = (name: string) => posix.join(base, 'repositories', name);
  const layerLink = (name: string, digest: string) =>
    posix.join(repository(name), '_layers/sha256', hexOf(digest), 'link');
  const revisionLink = (name: string, digest: string) =>
    posix.join(repository(name), '_manifests/revisions/sha256', hexOf(digest), 'link');
  const tagLink = (name: string, tag: string) =>
    posix.join(repository(name), '_manifests/tags', tag, 'current/link');
  const put = (path: string, bytes: Uint8Array) => {
    const parts = posix.dirname(path).split('/').filter(Boolean);
    for (let count = 1; count <= parts.length; count++) {
      const folder = `/${parts.slice(0, count).join('/')}`;
      if (!fs.exists(folder)) fs.mkdir(folder, 0o755);
    }
    fs.writeFile(path, bytes, 0o644);
  };
  const read = (path: string) => (fs.exists(path) ? fs.readFile(path) : undefined);
  const names = (path: string) => (fs.exists(path) ? fs.readdir(path) : []);
  const store = (bytes: Uint8Array): string => {
    const digest = digestOf(bytes);
    if (!fs.exists(blobPath(digest))) put(blobPath(digest), bytes);
    return digest;
  };
  const storage: Storage = {
    blob: (digest) => (/^sha256:[0-9a-f]{64}$/.test(digest) ? read(blobPath(digest)) : undefined),
    putBlob(name, bytes) {
      const digest = store(bytes);
      storage.linkLayer(name, digest);
      return digest;
    },
    hasLayer: (name, digest) => fs.exists(layerLink(name, digest)),
    linkLayer: (name, digest) => put(layerLink(name, digest), encode(digest)),
    unlinkLayer: (name, digest) => fs.unlink(layerLink(name, digest)),
    manifest(name, reference) {
      const link = reference.includes(':') ? reference : read(tagLink(name, reference));
      const digest = typeof link === 'string' ? link : link && decode(link);
      if (digest === undefined || !fs.exists(revisionLink(name, digest))) return undefined;
      const bytes = storage.blob(digest);
      return bytes && { digest, bytes };
    },
    putManifest(name, reference, bytes) {
      const digest = store(bytes);
      put(revisionLink(name, digest), encode(digest));
      if (!reference.includes(':')) put(tagLink(name, reference), encode(digest));
      return digest;
    },
    deleteManifest(name, digest) {
      if (!fs.exists(revisionLink(name, digest))) return false;
      fs.unlink(revisionLink(name, digest));
      for (const tag of names(posix.join(repository(name), '_manifests/tags'))) {
        const link = read(tagLink(name, tag));
        if (link && decode(link) === digest) fs.unlink(tagLink(name, tag));
      }
      return true;
    },
    tags(name) {
      if (!fs.exists(posix.join(repository(name), '_manifests'))) return undefined;
      return names(posix.join(repository(name), '_manifests/tags')).filter((tag) =>
        fs.exists(tagLink(name, tag)),
      );
    },
    repositories() {
      const found: string[] = [];
      const walk = (folder: string, name: string) => {
        for (const each of names(folder)) {
          if (each === '_manifests') found.push(name);
          if (!each.startsWith('_')) walk(posix.join(folder, each), name === '' ? each : `${name}/${each}`);
        }
      };
      walk(posix.join(base, 'repositories'), '');
      return found.sort();
    },
  };
  return storage;
}
