import type { Evidence } from './contract.js';
import type { Mismatch } from './match.js';
import { factValue } from './words.js';

/** The fields of evidence that a mismatch gives; the kind adds the sentence. */
export function mismatchFacts(object: string, { path, expected, actual }: Mismatch): Omit<Evidence, 'says'> {
  const fact = factValue(actual);
  return {
    code: 'mismatch',
    object,
    ...(path !== '' && { path }),
    expected: factValue(expected) ?? null,
    ...(fact !== undefined && { actual: fact }),
  };
}
