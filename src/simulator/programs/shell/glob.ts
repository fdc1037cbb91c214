import type { Files } from '../../host/contract.js';
import { compilePattern, hasMagic, unquotePattern } from './pattern.js';

/** Paths that a pattern matches, sorted; empty when none does. */
export function glob(files: Files, pattern: string): string[] {
  const absolute = pattern.startsWith('/');
  const parts = pattern.split('/').filter((part, index) => part !== '' || index === 0);
  if (absolute) parts.shift();
  const wantsFolder = pattern.endsWith('/');
  let found = [absolute ? '/' : ''];
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    found = found.flatMap((base) => step(files, base, part, !last || wantsFolder));
  }
  return found.map((path) => (wantsFolder ? `${path}/` : path)).sort();
}

function step(files: Files, base: string, part: string, folder: boolean): string[] {
  const join = (name: string) => (base === '' || base.endsWith('/') ? `${base}${name}` : `${base}/${name}`);
  if (!hasMagic(part)) {
    const path = join(unquotePattern(part));
    return exists(files, path) ? [path] : [];
  }
  const matcher = compilePattern(part);
  const hidden = part.startsWith('.') || part.startsWith('\\.');
  return names(files, base === '' ? '.' : base)
    .filter((name) => (hidden || !name.startsWith('.')) && matcher.test(name))
    .map(join)
    .filter((path) => !folder || isFolder(files, path));
}

function names(files: Files, path: string): string[] {
  try {
    return ['.', '..', ...files.readdir(path)];
  } catch {
    return [];
  }
}

function exists(files: Files, path: string): boolean {
  try {
    files.lstat(path);
    return true;
  } catch {
    return false;
  }
}

function isFolder(files: Files, path: string): boolean {
  try {
    return files.stat(path).type === 'directory';
  } catch {
    return false;
  }
}
