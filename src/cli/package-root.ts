import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this package: where lessons and package.json lie, from the bundle as from the sources. */
const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The lessons that come with kube-tutor. */
export const builtInLessons = join(packageRoot, 'lessons');

/** Version of this package. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json')) || from === dirname(from)) return from;
  return findRoot(dirname(from));
}
