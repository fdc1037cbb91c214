import type { Json } from '../json.js';
import { describe } from './words.js';

/** Text fields of checks: plain text must be contained; anything else is a pattern. */
export function textPattern(wanted: Json): Json {
  return typeof wanted === 'string' ? { $contains: wanted } : wanted;
}

/** What a text field wants, in words: plain text in backticks, or the pattern described. */
export function textWords(wanted: Json): string {
  return typeof wanted === 'string' ? `\`${describe(wanted)}\`` : describe(wanted);
}
