import type { Json } from '../json.js';

/** Text fields of checks: plain text must be contained; anything else is a pattern. */
export function textPattern(wanted: Json): Json {
  return typeof wanted === 'string' ? { $contains: wanted } : wanted;
}
