/**
 * ASCII and signs that stand alone in one cell everywhere: Latin letters, dashes and dots, arrows, box drawing, blocks,
 * geometric shapes, Braille and the marks of the chrome. None is an emoji, wide, or joins what follows.
 */
const narrow =
  /^[ -~\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff\u2388\u23ce\u2500-\u25fc\u2713\u2717\u2726\u276f\u2800-\u28ff]*$/;

/**
 * Whether text takes one cell a character, as nearly all of the chrome does. Others need string-width, whose first
 * answer takes longer than a whole first frame: V8 builds the set of all emoji for it.
 */
export function isNarrow(text: string): boolean {
  return narrow.test(text);
}
