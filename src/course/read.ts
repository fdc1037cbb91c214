import { closeSync, lstatSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { relativePathMistake } from './paths.js';

/** A file's text, or why it can not be had: a phrase that follows the file's name. */
export type ReadText = { text: string } | { wrong: string };

/** Largest lesson.yaml or track.yaml, and largest file that a lesson brings along, in bytes. */
export const maxLessonBytes = 512 * 1024;
const maxFileBytes = 256 * 1024;

/**
 * Reads a text file of at most so many bytes (UTF-8). Never throws. Synchronous: a course is many small files, which
 * the thread pool of the asynchronous calls reads several times slower, and the first screen waits for them.
 */
export function readText(path: string, maxBytes: number): ReadText {
  try {
    // Not opened before it is known to be a file: opening a pipe would wait for its writer.
    const found = lstatSync(path);
    if (!found.isFile()) return { wrong: 'is not a file' };
    const buffer = Buffer.alloc(Math.min(found.size, maxBytes) + 1);
    const file = openSync(path, 'r');
    let length = 0;
    try {
      length = readSync(file, buffer, 0, buffer.length, 0);
    } finally {
      closeSync(file);
    }
    if (length > maxBytes) return { wrong: `is larger than ${maxBytes / 1024} KiB` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, length)) };
  } catch (error) {
    return { wrong: reason(error) };
  }
}

/**
 * Reads a file that a lesson names with `from`. Lessons are data that others wrote: nothing outside the lesson's folder
 * is read, neither through `..` nor through a symbolic link.
 */
export function readInside(folder: string, path: string): ReadText {
  const mistake = relativePathMistake(path);
  if (mistake) return { wrong: mistake };
  try {
    const root = realpathSync(folder);
    const wanted = join(root, path);
    if (realpathSync(wanted) !== wanted) return { wrong: 'must not go through a symbolic link' };
    return readText(wanted, maxFileBytes);
  } catch (error) {
    return { wrong: reason(error) };
  }
}

/** Names of the folders in a folder, sorted, hidden ones left out; undefined when it is no folder that can be read. */
export function foldersIn(folder: string): string[] | undefined {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
      .map((entry) => entry.name)
      .sort();
  } catch {
    return undefined;
  }
}

function reason(error: unknown): string {
  if (error instanceof TypeError) return 'is not UTF-8 text';
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES') return 'may not be read';
  return `can not be read: ${message}`;
}
