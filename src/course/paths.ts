/**
 * What is wrong with a path that must stay inside a folder; undefined when nothing is. Paths in lesson files use `/`
 * everywhere, so that a lesson works on every platform.
 */
export function relativePathMistake(path: string): string | undefined {
  if (path.includes('\0')) return 'must not contain a NUL character';
  if (path.includes('\\')) return 'must use / between folders';
  if (path.startsWith('/') || path.startsWith('~') || /^[A-Za-z]:/.test(path)) return 'must be relative';
  const parts = path.split('/');
  if (parts.includes('..')) return 'must not leave the folder with ..';
  if (parts.some((part) => part === '' || part === '.')) return 'must not have empty parts or "."';
  return undefined;
}
