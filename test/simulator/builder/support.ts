import { gzipSync } from 'node:zlib';
import { classicRoutes } from '../../../src/simulator/builder/classic/route.js';
import { realClock } from '../../../src/simulator/clock.js';
import { closeEngine, createEngine, engineApi } from '../../../src/simulator/docker/engine.js';
import type { Engine } from '../../../src/simulator/docker/state.js';
import { packTar, unpackTar, type TarEntry } from '../../../src/simulator/host/fs/tar.js';
import { programs } from '../../../src/simulator/programs/registry.js';
import { findImage, layersOf, type Image } from '../../../src/simulator/images/store.js';

/** Files of a build context by path; a value that is not text is the entry itself. */
export type ContextFiles = Record<string, string | Partial<TarEntry>>;

/** A tar archive of a context. */
function contextTar(files: ContextFiles): Uint8Array {
  return packTar(
    Object.entries(files).map(([path, value]): TarEntry => {
      const base = { path, type: 'file' as const, mode: 0o644, uid: 1000, gid: 1000, mtime: 1e12 };
      return typeof value === 'string'
        ? { ...base, content: new TextEncoder().encode(value) }
        : { ...base, ...value };
    }),
  );
}

/** What a build answered. */
export interface BuildAnswer {
  status: number;
  /** The message of an answer that is an error. */
  message?: string;
  /** What the stream says, put together. */
  text: string;
  error?: { code?: number; message: string };
}

/** An engine with the builder, and builds on it. */
export function buildEngine(): {
  engine: Engine;
  build(files: ContextFiles, query?: string, options?: { gzip?: boolean }): Promise<BuildAnswer>;
  image(name: string): Image;
  /** Text of a file of an image. */
  file(name: string, path: string): string | undefined;
  entry(name: string, path: string): TarEntry | undefined;
  close(): void;
} {
  const engine = createEngine({
    clock: realClock,
    programs,
    localImages: ['busybox:1.36', 'alpine:3.20'],
    listen: false,
  });
  const api = engineApi(engine, classicRoutes);
  const image = (name: string) => {
    const found = findImage(engine.images, name);
    if (!found) throw new Error(`no image ${name}`);
    return found;
  };
  const entry = (name: string, path: string) =>
    layersOf(engine.images, image(name))
      .flatMap((layer) => unpackTar(layer.tar()))
      .findLast((found) => found.path === path);
  return {
    engine,
    image,
    entry,
    file(name, path) {
      const content = entry(name, path)?.content;
      return content && new TextDecoder().decode(content);
    },
    async build(files, query = '', options = {}) {
      const tar = contextTar(files);
      const reply = await api({
        method: 'POST',
        path: '/v1.51/build',
        query: new URLSearchParams(query),
        headers: {},
        body: () => Promise.resolve(options.gzip ? new Uint8Array(gzipSync(tar)) : tar),
        signal: new AbortController().signal,
      });
      if ('hijack' in reply) throw new Error('a build is no raw connection');
      if (!('stream' in reply)) {
        const { message } = reply.json as { message: string };
        return { status: reply.status, message, text: '' };
      }
      let json = '';
      await reply.stream((piece) => (json += String(piece)));
      const lines = json
        .trim()
        .split('\r\n')
        .map((text) => JSON.parse(text) as { stream?: string; errorDetail?: BuildAnswer['error'] });
      return {
        status: reply.status,
        text: lines.map(({ stream = '' }) => stream).join(''),
        error: lines.find(({ errorDetail }) => errorDetail)?.errorDetail,
      };
    },
    close: () => closeEngine(engine),
  };
}

/** A build's words with the ids masked. */
export const masked = (text: string): string => text.replace(/\b[0-9a-f]{12}\b/g, '<id>');
