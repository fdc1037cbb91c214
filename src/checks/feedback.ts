import type { Json } from '../json.js';
import { valueAt } from './path.js';
import { sayValue } from './words.js';

/** A path without blanks; what begins with a dot or holds blanks is a Go template of the `docker` CLI. */
const placeholder = /\{\{ *([A-Za-z_$][^\s{}]*) *\}\}/g;
const goWords = ['end', 'else'];

/**
 * Fills `{{State.ExitCode}}` in an author's feedback with that value of the subject. A value that is not there reads
 * "not set". Go templates that a learner may type (`{{.State.ExitCode}}`, `{{range .Mounts}}`, `{{end}}`) stay as they
 * are. What a check of each kind has as its subject stands at the kind.
 */
export function fillPlaceholders(say: string, subject: Json | undefined): string {
  return say.replace(placeholder, (whole, path: string) =>
    goWords.includes(path) ? whole : sayValue(valueAt(subject, path)),
  );
}
