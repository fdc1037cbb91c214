import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FileReader } from '../contract.js';
import { listeners } from '../listeners.js';
import { watchFolder } from './folder-watch.js';
import { isInside } from './work-folder.js';

/** Most that is read of a file. */
const limit = 1 << 20;

/** Reads a work folder that can be exchanged for another one. */
export interface WorkFolderReader extends FileReader {
  /** Reads and watches this folder from now on. */
  use(folder: string): void;
  close(): void;
}

/** Errors that mean "there is no such file to read". */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENXIO', 'ENAMETOOLONG']);

async function readInside(folder: string, path: string): Promise<string | undefined> {
  if (path.includes('\0') || !isInside(folder, path)) return undefined;
  try {
    const real = await realpath(resolve(folder, path));
    if (!isInside(await realpath(folder), real)) return undefined;
    // Non-blocking: a named pipe that nobody writes to must not hold us.
    const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return undefined;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(limit, stat.size)), 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Makes a reader; until `use` is called every file is absent. */
export function fileReader(): WorkFolderReader {
  const news = listeners<string>();
  let folder: string | undefined;
  let stop: (() => void) | undefined;
  return {
    read: (path) => (folder === undefined ? Promise.resolve(undefined) : readInside(folder, path)),
    onChange: (listener) => news.add(listener),
    use(next) {
      stop?.();
      folder = next;
      stop = watchFolder(next, (path) => news.tell(path));
    },
    close() {
      stop?.();
      stop = undefined;
    },
  };
}
