import type { Json } from '../json.js';
import { valueAt } from './path.js';
import { sayValue } from './words.js';

/**
 * Fills `{{State.ExitCode}}` in an author's feedback with that value of the subject; a leading dot, as in Go templates,
 * is allowed. A value that is not there reads "not set". What each kind of check has as its subject stands at the kind.
 */
export function fillPlaceholders(say: string, subject: Json | undefined): string {
  return say.replace(/\{\{([^{}]*)\}\}/g, (_, path: string) => sayValue(valueAt(subject, path.trim())));
}
