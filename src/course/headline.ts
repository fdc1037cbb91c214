/** What a list of lessons shows, read from the text without parsing it all. */
export interface Headline {
  id: string;
  title: string;
  goal: string;
  minutes: number;
  /** Number of steps. */
  steps: number;
}

/**
 * Reads a lesson's headline from lines at the left margin: a hundred lessons in a few milliseconds, where parsing takes
 * a few each. Undefined when the file is written in a way that needs a parser (or is broken): see load.ts.
 */
export function quickHeadline(text: string): Headline | undefined {
  const keys = topLevelScalars(text);
  const [id, title, goal, minutes] = ['id', 'title', 'goal', 'minutes'].map((key) => keys.get(key));
  const steps = countItems(text, 'steps');
  if (!id || !title || !goal || !/^[1-9]\d*$/.test(minutes ?? '') || !steps) return undefined;
  return { id, title, goal, minutes: Number(minutes), steps };
}

/** The values at the left margin that stand on one line, or folded (`>-`) below their key; others are left out. */
export function topLevelScalars(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  lines.forEach((line, index) => {
    const match = /^([a-z]+):[ ]+(.*?)[ ]*$/.exec(line);
    if (!match) return;
    const [, key = '', raw = ''] = match;
    const below = linesBelow(lines, index);
    const value = raw === '>-' ? foldedScalar(below) : below.length === 0 ? oneLineScalar(raw) : undefined;
    found.set(key, found.has(key) ? '' : (value ?? ''));
  });
  return found;
}

/** The indented lines under a key: they belong to its value. Blank lines at the end do not count. */
function linesBelow(lines: readonly string[], index: number): string[] {
  const end = lines.findIndex((line, at) => at > index && line.trim() !== '' && !line.startsWith(' '));
  const below = lines.slice(index + 1, end < 0 ? lines.length : end);
  while (below.at(-1)?.trim() === '') below.pop();
  return below;
}

/** Folded lines become one; where blank or further indented lines make paragraphs, a parser is needed. */
function foldedScalar(below: readonly string[]): string | undefined {
  const indent = /^ */.exec(below[0] ?? '')?.[0] ?? '';
  const isPlain = below.every((line) => line.startsWith(indent) && /^\S/.test(line.slice(indent.length)));
  return isPlain && indent !== ''
    ? below.map((line) => line.trimEnd().slice(indent.length)).join(' ')
    : undefined;
}

function oneLineScalar(raw: string): string | undefined {
  if (/^'([^']|'')*'$/.test(raw)) return raw.slice(1, -1).replaceAll("''", "'");
  if (/^"[^"\\]*"$/.test(raw)) return raw.slice(1, -1);
  // Plain text: nothing that starts something else in YAML, no comment, no key inside.
  if (/^[A-Za-z0-9]/.test(raw) && !/ #|: |:$|\t/.test(raw)) return raw;
  return undefined;
}

/** Number of list elements right below a key at the left margin; undefined when that is not a plain block list. */
function countItems(text: string, key: string): number | undefined {
  const start = new RegExp(`^${key}:[ ]*$`, 'm').exec(text);
  if (!start) return undefined;
  let indent: string | undefined;
  let count = 0;
  for (const line of text
    .slice(start.index + start[0].length)
    .split(/\r?\n/)
    .slice(1)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const dash = /^( *)- /.exec(line);
    if (indent === undefined) {
      if (!dash) return undefined;
      indent = dash[1];
    } else if (/^[^ -]/.test(line)) break;
    if (dash && dash[1] === indent) count++;
  }
  return count;
}
