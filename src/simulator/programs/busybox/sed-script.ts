import { Failure } from '../lib/failure.js';
import { compileRegex } from '../lib/regex.js';

/** Which lines a command is for. */
export type Address =
  | { kind: 'line'; line: number }
  | { kind: 'last' }
  | { kind: 'regex'; regex: RegExp }
  | { kind: 'step'; first: number; step: number }
  | { kind: 'plus'; count: number };

/** One command of a sed script; blocks are flat, `{` jumps to its `}` when it is not for the line. */
export interface SedCommand {
  name: string;
  first?: Address;
  second?: Address;
  negated: boolean;
  text?: string;
  flags?: string;
  label?: string;
  jump?: number;
  code?: number;
  map?: Map<string, string>;
  /** The line after `s`; undefined when nothing matched. */
  substitute?: (line: string) => string | undefined;
}

/** Parses a script. Throws Failure with busybox' words. */
export function parseSed(script: string, extended: boolean): SedCommand[] {
  const commands: SedCommand[] = [];
  const open: number[] = [];
  const labels = new Map<string, number>();
  let lastRegex: RegExp | undefined;
  let at = 0;
  const fail = (words: string): never => {
    throw new Failure(words);
  };
  const skip = (chars: string) => {
    while (at < script.length && chars.includes(script[at] ?? '')) at++;
  };
  const delimited = (delimiter: string, pattern: boolean): string => {
    let text = '';
    let inBracket = false;
    for (;;) {
      const char = script[at];
      if (char === undefined || (char === '\n' && pattern)) fail(`unmatched '${delimiter}'`);
      at++;
      if (char === '\\') {
        const next = script[at++] ?? '';
        if (next === delimiter && !/[()|{}+?]/.test(delimiter))
          text += pattern && /[.*[\]^$/]/.test(delimiter) && delimiter !== '/' ? `\\${next}` : next;
        else text += `\\${next}`;
        continue;
      }
      if (pattern && char === '[' && !inBracket) {
        inBracket = true;
        text += '[';
        if (script[at] === '^') text += script[at++];
        if (script[at] === ']') text += script[at++];
        continue;
      }
      if (char === ']') inBracket = false;
      if (char === delimiter && !inBracket) return text;
      text += char ?? '';
    }
  };
  const regex = (pattern: string, flags: string): RegExp => {
    if (pattern === '' && lastRegex) return new RegExp(lastRegex.source, flags);
    lastRegex = new RegExp(compileRegex(pattern, extended), flags);
    return lastRegex;
  };
  const address = (): Address | undefined => {
    const number = /^\d+/.exec(script.slice(at));
    if (number) {
      at += number[0].length;
      if (script[at] !== '~') return { kind: 'line', line: Number(number[0]) };
      const step = /^\d+/.exec(script.slice(++at));
      at += step?.[0].length ?? 0;
      return { kind: 'step', first: Number(number[0]), step: Number(step?.[0] ?? 0) };
    }
    if (script[at] === '$') {
      at++;
      return { kind: 'last' };
    }
    if (script[at] === '+') {
      const count = /^\d+/.exec(script.slice(++at));
      at += count?.[0].length ?? 0;
      return { kind: 'plus', count: Number(count?.[0] ?? 0) };
    }
    if (script[at] !== '/' && script[at] !== '\\') return undefined;
    if (script[at] === '\\') at++;
    const delimiter = script[at++] ?? '/';
    const pattern = delimited(delimiter, true);
    const insensitive = script[at] === 'I';
    if (insensitive) at++;
    return { kind: 'regex', regex: regex(pattern, insensitive ? 'i' : '') };
  };
  const restOfLine = (): string => {
    const end = script.indexOf('\n', at);
    const text = script.slice(at, end < 0 ? undefined : end);
    at += text.length;
    return text;
  };
  /** The text of a, i, c: one line, more after backslashes. */
  const textLines = (): string => {
    skip(' \t');
    if (script[at] === '\\') {
      at++;
      skip(' \t');
      if (script[at] === '\n') at++;
    }
    let text = '';
    while (at < script.length && script[at] !== '\n') {
      if (script[at] === '\\') at++;
      text += script[at++] ?? '';
    }
    return text;
  };

  for (;;) {
    skip(' \t\n;');
    if (at >= script.length) break;
    if (script[at] === '#') {
      restOfLine();
      continue;
    }
    const command: SedCommand = { name: '', negated: false };
    const first = address();
    if (first) {
      command.first = first;
      skip(' \t');
      if (script[at] === ',') {
        at++;
        skip(' \t');
        const second = address();
        if (!second) return fail('unexpected ,');
        command.second = second;
      }
    }
    skip(' \t');
    while (script[at] === '!') {
      command.negated = true;
      at++;
      skip(' \t');
    }
    command.name = script[at++] ?? '';
    if (command.name === '') fail('missing command');
    switch (command.name) {
      case '{':
        open.push(commands.length);
        break;
      case '}': {
        const start = open.pop();
        if (start === undefined) return fail('unexpected }');
        const block = commands[start];
        if (block) block.jump = commands.length;
        break;
      }
      case 's':
        readSubstitute(command);
        break;
      case 'y': {
        const delimiter = script[at++] ?? '/';
        const unescape = (text: string) => [
          ...text.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\\\/g, '\\'),
        ];
        const from = unescape(delimited(delimiter, false));
        const to = unescape(delimited(delimiter, false));
        if (from.length !== to.length) fail('y command strings have different lengths');
        command.map = new Map(from.map((char, index) => [char, to[index] ?? '']));
        break;
      }
      case 'a':
      case 'i':
      case 'c':
        command.text = textLines();
        break;
      case 'b':
      case 't':
      case 'T': {
        const label = /^[ \t]*([^\s;}]*)/.exec(script.slice(at));
        at += label?.[0].length ?? 0;
        command.label = label?.[1] ?? '';
        break;
      }
      case ':': {
        const label = /^[ \t]*([^\n;]*)/.exec(script.slice(at));
        at += label?.[0].length ?? 0;
        labels.set((label?.[1] ?? '').trim(), commands.length);
        break;
      }
      case 'q':
      case 'Q': {
        const code = /^[ \t]*(\d*)/.exec(script.slice(at));
        at += code?.[0].length ?? 0;
        command.code = Number(code?.[1] ?? 0);
        break;
      }
      case 'r':
      case 'w':
        command.text = restOfLine().trim();
        return fail(`unsupported command ${command.name}`);
      default:
        if (!'dDpPnNhHgGxl='.includes(command.name)) fail(`unsupported command ${command.name}`);
    }
    skip(' \t');
    if (command.name !== '{' && at < script.length && !'\n;}#'.includes(script[at] ?? '') && command.name !== '}') fail('extra characters after command'); // prettier-ignore
    commands.push(command);
  }
  if (open.length) fail('unmatched {');
  for (const command of commands) {
    if (command.label === undefined || command.label === '') continue;
    const target = labels.get(command.label);
    if (target === undefined) fail(`can't find label for jump to '${command.label}'`);
    else command.jump = target;
  }
  return commands;

  function readSubstitute(command: SedCommand): void {
    const delimiter = script[at++] ?? '/';
    const pattern = delimited(delimiter, true);
    const replacement = delimited(delimiter, false);
    const flags = /^(?:[gpiIe]|\d+)*/.exec(script.slice(at))?.[0] ?? '';
    at += flags.length;
    const matcher = regex(pattern, /[iI]/.test(flags) ? 'gi' : 'g');
    const number = Number(/\d+/.exec(flags)?.[0] ?? 1);
    const all = flags.includes('g');
    command.flags = flags;
    command.substitute = (line) => {
      let count = 0;
      let changed = false;
      const result = line.replace(matcher, (...found: unknown[]) => {
        const groups = found.filter(
          (each, index) => index === 0 || typeof each === 'string' || each === undefined,
        ) as string[];
        const wanted = ++count === number || (all && count > number);
        if (!wanted) return groups[0] ?? '';
        changed = true;
        return fill(replacement, groups);
      });
      return changed ? result : undefined;
    };
  }
}

/** The replacement of `s` with & and \1 filled in, and GNU's \U \L \u \l \E. */
function fill(replacement: string, groups: readonly string[]): string {
  let text = '';
  let mode: 'U' | 'L' | undefined;
  let once: 'u' | 'l' | undefined;
  const add = (piece: string) => {
    let shown = mode === 'U' ? piece.toUpperCase() : mode === 'L' ? piece.toLowerCase() : piece;
    if (once && shown !== '') {
      shown = (once === 'u' ? shown.charAt(0).toUpperCase() : shown.charAt(0).toLowerCase()) + shown.slice(1);
      once = undefined;
    }
    text += shown;
  };
  for (let at = 0; at < replacement.length; at++) {
    const char = replacement[at] ?? '';
    if (char === '&') add(groups[0] ?? '');
    else if (char !== '\\') add(char);
    else {
      const next = replacement[++at] ?? '';
      if (/\d/.test(next)) add(groups[Number(next)] ?? '');
      else if (next === 'n') add('\n');
      else if (next === 't') add('\t');
      else if (next === 'U' || next === 'L') mode = next;
      else if (next === 'E') mode = undefined;
      else if (next === 'u' || next === 'l') once = next;
      else add(next);
    }
  }
  return text;
}
