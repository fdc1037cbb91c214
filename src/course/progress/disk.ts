import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { TutorError } from '../../errors.js';
import { keepAs, makeFolder, prepareFile, readIfThere, removeLeftovers } from './files.js';
import { mergeProgress } from './merge.js';
import { emptyProgress, type Progress } from './model.js';
import { parseProgress } from './parse.js';

/** Something that the learner should know about the progress file. */
export interface Notice {
  says: string;
  next?: string;
}

/** The progress file of one folder: `progress.json`, beside it `progress.json.last`, the version before. */
export interface ProgressDisk {
  read(): Promise<Progress>;
  /** Joins with what is there, under a lock; gives back what is on disk then. */
  write(known: Progress): Promise<Progress>;
}

/** Makes the reader and writer; `onNotice` hears of repairs. `now`: milliseconds since the epoch. */
export function progressDisk(
  dir: string,
  now: () => number,
  onNotice: (notice: Notice) => void,
): ProgressDisk {
  const path = join(dir, 'progress.json');
  const lastGood = `${path}.last`;

  /** Undefined when the file is damaged: repairing needs the lock. */
  async function readGood(): Promise<Progress | undefined> {
    const text = await readIfThere(path);
    if (text === undefined) return emptyProgress();
    const parsed = parseProgress(text);
    if (parsed.kind === 'newer') throw newerError(path, parsed.version);
    return parsed.kind === 'good' ? parsed.progress : undefined;
  }

  /** Puts a damaged file aside and goes on with the version before it. Only under the lock. */
  async function repair(): Promise<Progress> {
    const parsed = parseProgress((await readIfThere(path)) ?? '');
    const backup = `${path}.bak-${new Date(now()).toISOString().replaceAll(':', '')}`;
    await rename(path, backup);
    const before = parseProgress((await readIfThere(lastGood)) ?? '');
    const why = parsed.kind === 'corrupt' ? parsed.says : 'it changed while it was read';
    onNotice({
      says:
        before.kind === 'good'
          ? `The progress file was damaged (${why}). The version saved before it is used; the last change may be missing.`
          : `The progress file was damaged (${why}), and there is no earlier version. Progress starts anew.`,
      next: `The damaged file is kept as ${backup}.`,
    });
    return before.kind === 'good' ? before.progress : emptyProgress();
  }

  async function locked<T>(work: (held: () => Promise<boolean>) => Promise<T>): Promise<T> {
    // Reading needs no lock, and the first screen only reads.
    const { takeLock } = await import('./lock.js');
    const lock = await takeLock(`${path}.lock`);
    try {
      return await work(() => lock.held());
    } finally {
      await lock.release();
    }
  }

  async function replace(known: Progress, held: () => Promise<boolean>): Promise<Progress | undefined> {
    const good = await readGood();
    const merged = mergeProgress(good ?? (await repair()), known);
    const file = await prepareFile(path, `${JSON.stringify(merged, null, 1)}\n`);
    if (!(await held())) {
      await file.discard();
      return undefined;
    }
    if (good && (await readIfThere(path)) !== undefined) await keepAs(path, lastGood);
    await file.commit();
    return merged;
  }

  return {
    async read() {
      const good = await readGood();
      if (good) return good;
      return locked(async () => (await readGood()) ?? (await repair()));
    },
    async write(known) {
      await makeFolder(dir);
      await removeLeftovers(dir, now());
      for (;;) {
        const written = await locked((held) => replace(known, held));
        if (written) return written;
      }
    },
  };
}

function newerError(path: string, version: number): TutorError {
  return new TutorError(
    'state-unreadable',
    `The progress file was written by a newer kube-tutor (its version is ${version}). It is left as it is.`,
    { where: path, next: 'Update kube-tutor, or set XDG_STATE_HOME to another folder.' },
  );
}
