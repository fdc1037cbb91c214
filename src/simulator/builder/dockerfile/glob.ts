/**
 * The source of a regular expression for a shell pattern (*, ?, [...], \x). `greedy`: stars take as much as they can.
 * Slashes are like any other character; file names are matched by `fileGlob`.
 */
export function globSource(pattern: string, greedy: boolean): string {
  return translate(pattern, greedy ? '[\\s\\S]*' : '[\\s\\S]*?', '[\\s\\S]');
}

/** Matches one component of a path as Go's filepath.Match does. */
export function fileGlob(pattern: string): RegExp {
  return new RegExp(`^${translate(pattern, '[^/]*', '[^/]')}$`);
}

/** True when a text has characters that stand for others. */
export const isGlob = (text: string): boolean => /[*?[]/.test(text);

function translate(pattern: string, star: string, any: string): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    const end = c === '[' ? pattern.indexOf(']', i + 2) : -1;
    if (c === '*') out += star;
    else if (c === '?') out += any;
    else if (c === '\\' && i + 1 < pattern.length) out += literal(pattern[++i] as string);
    else if (end > 0) {
      const inner = pattern.slice(i + 1, end);
      out += characterClass(inner) ?? literal(pattern.slice(i, end + 1));
      i = end;
    } else out += literal(c);
  }
  return out;
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

function characterClass(inner: string): string | undefined {
  const negated = /^[!^]/.test(inner);
  const source = `[${negated ? '^' : ''}${inner.slice(negated ? 1 : 0).replace(/[\\\][^]/g, '\\$&')}]`;
  try {
    new RegExp(source);
    return source;
  } catch {
    return undefined;
  }
}
