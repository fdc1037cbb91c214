import { posix } from 'node:path';
import type { Shell } from './state.js';
import { getVariable } from './state.js';

/** Where a command's file is, or why it can not run. */
export type Found = { path: string } | { error: 'not found' | 'Permission denied' };

/** Looks a command up as execvp(3) does: in PATH, unless its name has a slash. */
export function findCommand(shell: Shell, name: string, path = getVariable(shell, 'PATH') ?? ''): Found {
  if (name === '') return { error: 'not found' };
  if (name.includes('/')) return probe(shell, name);
  const known = shell.hashed.get(name);
  if (known !== undefined && 'path' in probe(shell, known)) return { path: known };
  let error: Found = { error: 'not found' };
  for (const folder of path.split(':')) {
    const found = probe(shell, posix.join(folder === '' ? '.' : folder, name));
    if ('path' in found) {
      shell.hashed.set(name, found.path);
      return found;
    }
    if (found.error === 'Permission denied') error = found;
  }
  return error;
}

function probe(shell: Shell, path: string): Found {
  const { fs, credentials } = shell.context;
  try {
    const stat = fs.stat(path);
    if (stat.type !== 'file') return { error: path.includes('/') ? 'Permission denied' : 'not found' };
    const shift = credentials.uid === stat.uid ? 6 : credentials.gid === stat.gid || credentials.groups.includes(stat.gid) ? 3 : 0; // prettier-ignore
    const bits = credentials.uid === 0 ? 0o111 : 1 << shift;
    return stat.mode & bits ? { path } : { error: 'Permission denied' };
  } catch {
    return { error: 'not found' };
  }
}
