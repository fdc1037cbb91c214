import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { TutorError } from '../errors.js';

/** Path of the bash that this PATH gives; throws `environment-unsupported` when there is none. */
export function findBash(path: string | undefined): string {
  const folders = [...(path ?? '').split(delimiter), '/bin', '/usr/bin'].filter(Boolean);
  const found = folders
    .map((folder) => join(folder, 'bash'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
  if (found) return found;
  throw new TutorError('environment-unsupported', 'The lessons need bash, and there is none on the PATH.', {
    next: 'Install bash (Alpine: apk add bash) and start again.',
  });
}
