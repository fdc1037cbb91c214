import { readdirSync, watch, type Dirent, type FSWatcher } from 'node:fs';
import { join, relative } from 'node:path';

/** Milliseconds in which changes of one file count as one: editors write, rename and touch in a row. */
const calm = 30;
/** Most folders that are watched; a work folder has a handful, an unpacked archive may have thousands. */
const most = 200;
/** Folders that tools fill and lessons do not look into. */
const skipped = new Set(['node_modules', '.git']);

function isWatchable(entry: Dirent): boolean {
  return entry.isDirectory() && !skipped.has(entry.name);
}

/**
 * Tells of files that changed below a folder, each once things are calm, as a path relative to it. Folders that appear
 * later are watched too. Returns the end of watching.
 */
export function watchFolder(root: string, onChange: (path: string) => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const tell = () => {
    timer = undefined;
    const paths = [...changed];
    changed.clear();
    for (const path of paths) onChange(path);
  };
  const note = (path: string) => {
    changed.add(path);
    timer ??= setTimeout(tell, calm);
  };

  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };

  /** Watches a folder and those in it. Files in a folder that appeared later were not told of yet. */
  const add = (folder: string, isNew: boolean) => {
    if (watchers.has(folder) || watchers.size >= most) return;
    try {
      const watcher = watch(folder, (_event, name) => {
        note(relative(root, name === null ? folder : join(folder, name)));
        for (const entry of entriesOf(folder)) if (isWatchable(entry)) add(join(folder, entry.name), true);
      });
      watcher.on('error', () => forget(folder));
      watchers.set(folder, watcher);
    } catch {
      // Gone again, or no more watches to be had: command completions still make checks look.
      return;
    }
    for (const entry of entriesOf(folder)) {
      if (isWatchable(entry)) add(join(folder, entry.name), isNew);
      else if (isNew) note(relative(root, join(folder, entry.name)));
    }
  };

  const entriesOf = (folder: string): Dirent[] => {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch {
      forget(folder);
      return [];
    }
  };

  add(root, false);
  return () => {
    clearTimeout(timer);
    for (const folder of [...watchers.keys()]) forget(folder);
  };
}
