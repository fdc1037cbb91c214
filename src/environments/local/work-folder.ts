import { chmod, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { TutorError } from '../../errors.js';
import type { LessonFile } from '../contract.js';

/** Path of a lesson's work folder. Throws TutorError lesson-invalid for an id that is no name of a folder. */
export function workFolder(dataFolder: string, lesson: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(lesson)) {
    throw new TutorError('lesson-invalid', `"${lesson}" can not be the id of a lesson.`, {
      next: 'Use letters, digits and dashes.',
    });
  }
  return join(dataFolder, 'work', lesson);
}

/** True when the path, taken from the folder, stays inside it. Does not look at links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, resolve(folder, path));
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** True when there is a real folder (not a link to one). */
export async function folderExists(path: string): Promise<boolean> {
  const stat = await lstat(path).catch(() => undefined);
  return stat?.isDirectory() ?? false;
}

/** Removes what is in the folder, not the folder itself: a shell may stand in it. */
export async function emptyFolder(path: string): Promise<void> {
  if (!(await folderExists(path))) return;
  for (const name of await readdir(path)) {
    try {
      await rm(join(path, name), { recursive: true, force: true });
    } catch (cause) {
      throw new TutorError('state-unreadable', `${join(path, name)} can not be removed.`, {
        where: path,
        next: `A container may have made it as root. Remove it with \`sudo rm -r ${join(path, name)}\`.`,
        cause,
      });
    }
  }
}

/** Makes the folder and writes the lesson's files into it. Throws TutorError lesson-invalid for a path that leads out. */
export async function fillFolder(path: string, files: readonly LessonFile[]): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o755 });
  for (const file of files) {
    if (!isInside(path, file.path)) {
      throw new TutorError('lesson-invalid', `The file "${file.path}" is outside the work folder.`, {
        next: 'Use a path relative to the work folder.',
      });
    }
    const target = resolve(path, file.path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, file.content);
    await chmod(target, file.mode ?? 0o644);
  }
}
