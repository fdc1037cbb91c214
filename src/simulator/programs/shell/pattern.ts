const classes: Record<string, string> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\v\\f\\r',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};

/** Quotes text, so that it stands for itself in a pattern. */
export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}

/** True when a pattern has something that matches more than itself. */
export function hasMagic(pattern: string): boolean {
  return /(?<!\\)(?:\\\\)*(?:[*?]|\[.*\])/s.test(pattern);
}

/** The text of a pattern without quoting. */
export function unquotePattern(pattern: string): string {
  return pattern.replace(/\\(.)/gs, '$1');
}

function bracket(pattern: string, start: number): { source: string; end: number } | undefined {
  let at = start + 1;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  let source = '';
  for (let first = true; ; first = false) {
    const char = pattern[at];
    if (char === undefined) return undefined;
    if (char === ']' && !first) break;
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at));
    if (named) {
      source += classes[named[1] ?? ''] ?? '';
      at += named[0].length;
      continue;
    }
    let literal = char;
    if (char === '\\' && pattern[at + 1] !== undefined) literal = pattern[++at] ?? '';
    source += literal === '-' && char === '-' ? '-' : literal.replace(/[\\\]^[-]/, '\\$&');
    at++;
  }
  if (source.startsWith('-') || source.endsWith('-')) source = source.replace(/^-|-$/g, '\\-');
  return { source: source === '' ? '(?!)' : `[${negated ? '^' : ''}${source}]`, end: at };
}

/** A shell pattern as the source of a regular expression. `lazy`: as few characters as possible for `*`. */
export function patternSource(pattern: string, lazy = false): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '\\' && at + 1 < pattern.length) source += escapeRegExp(pattern[++at] ?? '');
    else if (char === '*') source += lazy ? '.*?' : '.*';
    else if (char === '?') source += '.';
    else if (char === '[') {
      const found = bracket(pattern, at);
      source += found ? found.source : '\\[';
      if (found) at = found.end;
    } else source += escapeRegExp(char);
  }
  return source;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** Matches the whole of a text. */
export function matchesPattern(pattern: string, text: string): boolean {
  return compilePattern(pattern).test(text);
}

/** A regular expression for whole texts; what can not be one matches only itself. */
export function compilePattern(pattern: string): RegExp {
  try {
    return new RegExp(`^${patternSource(pattern)}$`, 'su');
  } catch {
    return new RegExp(`^${escapeRegExp(unquotePattern(pattern))}$`, 's');
  }
}

/** Removes the prefix (or suffix) that a pattern matches. */
export function trimPattern(value: string, pattern: string, operator: string): string {
  const longest = operator.length === 2;
  const lengths = Array.from({ length: value.length + 1 }, (_, index) => index);
  if (longest) lengths.reverse();
  const compiled = compilePattern(pattern);
  for (const length of lengths) {
    const fromStart = operator.startsWith('#');
    const piece = fromStart ? value.slice(0, length) : value.slice(value.length - length);
    if (compiled.test(piece)) return fromStart ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}

/** `${value/pattern/replacement}`; `//` for all matches. */
export function replacePattern(value: string, pattern: string, replacement: string, all: boolean): string {
  if (pattern === '') return value;
  return value.replace(new RegExp(patternSource(pattern), all ? 'gsu' : 'su'), () => replacement);
}
