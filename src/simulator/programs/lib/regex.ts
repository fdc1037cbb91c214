import { Failure } from './failure.js';

const classes: Record<string, string> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: ' -~\\u0080-\\uffff',
  graph: '!-~\\u0080-\\uffff',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};

/** Text as a regular expression that matches just it. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function readBracket(pattern: string, start: number): { source: string; end: number } {
  let at = start + 1;
  const negated = pattern[at] === '^';
  if (negated) at++;
  let source = '';
  for (let first = true; ; first = false) {
    const char = pattern[at];
    if (char === undefined) throw new Failure('bad regex: Unmatched [, [^, [:, [., or [=', 2);
    if (char === ']' && !first) break;
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at));
    if (named) {
      source += classes[named[1] ?? ''] ?? '';
      at += named[0].length;
      continue;
    }
    // Backslash is an ordinary character in a bracket of POSIX, but \n and \t are understood by the tools.
    const escape = /^\\[nt\\\]/]/.exec(pattern.slice(at));
    if (escape && escape[0] !== '\\]') {
      source += escape[0] === '\\/' ? '\\/' : escape[0];
      at += 2;
      continue;
    }
    source +=
      char === '\\' ? '\\\\' : char === '[' || char === '^' ? `\\${char}` : char === ']' ? '\\]' : char;
    at++;
  }
  return { source: `[${negated ? '^' : ''}${source}]`, end: at };
}

/**
 * A POSIX regular expression (basic or extended, with GNU's \+ \? \| \w \s \b \< \>) as the source of a JavaScript one.
 * Matching prefers the first alternative, not the longest one.
 */
export function compileRegex(pattern: string, extended: boolean): string {
  let source = '';
  let groups = 0;
  let atStart = true;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    const next = pattern[at + 1];
    const start = atStart;
    atStart = false;
    if (char === '[') {
      const bracket = readBracket(pattern, at);
      source += bracket.source;
      at = bracket.end;
    } else if (char === '\\') {
      if (next === undefined) throw new Failure('bad regex: Trailing backslash', 2);
      at++;
      if ('wWsSbB'.includes(next)) source += `\\${next}`;
      else if (next === '<') source += '\\b(?=\\w)';
      else if (next === '>') source += '\\b(?<=\\w)';
      else if (next === 'n') source += '\\n';
      else if (next === 't') source += '\\t';
      else if (/[1-9]/.test(next)) source += `(?:\\${next})`;
      else if (!extended && '(){}|+?'.includes(next)) {
        if (next === '(') groups++;
        if (next === ')') groups--;
        if (next === '(' || next === '|') atStart = true;
        if (start && (next === '+' || next === '?')) source += `\\${next}`;
        else source += next;
      } else source += escapeRegex(next);
    } else if (char === '*') source += start ? '\\*' : source.endsWith('*') ? '' : '*';
    else if (char === '^') {
      source += extended || start ? '^' : '\\^';
      atStart = true;
    } else if (char === '$') {
      const ends =
        extended ||
        next === undefined ||
        pattern.startsWith('\\)', at + 1) ||
        pattern.startsWith('\\|', at + 1);
      source += ends ? '$' : '\\$';
    } else if (char === '.') source += '[^\\n]';
    else if (extended && '(){}|+?'.includes(char)) {
      if (char === '(') groups++;
      if (char === ')') groups--;
      if (char === '(' || char === '|') atStart = true;
      if (char === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(at))) source += '\\{';
      else if (start && (char === '+' || char === '?')) source += `\\${char}`;
      else source += char;
    } else source += escapeRegex(char);
  }
  if (groups > 0) throw new Failure('bad regex: Unmatched ( or \\(', 2);
  if (groups < 0) throw new Failure('bad regex: Unmatched ) or \\)', 2);
  return source;
}
