import { Failure } from '../../lib/failure.js';

/** What an awk program is made of. */
export type Token =
  | { kind: 'number'; value: number; line: number }
  | { kind: 'string'; text: string; line: number }
  | { kind: 'regex'; text: string; line: number }
  | { kind: 'name' | 'call' | 'keyword' | 'builtin' | 'operator'; text: string; line: number }
  | { kind: 'newline' | 'end'; line: number };

const keywords = new Set(['BEGIN', 'END', 'function', 'func', 'if', 'else', 'while', 'for', 'do', 'break', 'continue', 'next', 'nextfile', 'exit', 'return', 'delete', 'in', 'getline', 'print', 'printf']); // prettier-ignore

/** Functions of the language. */
export const builtinNames = new Set(['length', 'substr', 'index', 'split', 'sub', 'gsub', 'gensub', 'match', 'sprintf', 'sin', 'cos', 'atan2', 'exp', 'log', 'sqrt', 'int', 'rand', 'srand', 'tolower', 'toupper', 'system', 'close', 'fflush', 'systime', 'strftime', 'and', 'or', 'xor', 'lshift', 'rshift', 'compl', 'mktime']); // prettier-ignore

const operators = ['**=', '&&', '||', '==', '!=', '<=', '>=', '++', '--', '+=', '-=', '*=', '/=', '%=', '^=', '**', '>>', '!~', '{', '}', '(', ')', '[', ']', ';', ',', '+', '-', '*', '/', '%', '^', '!', '>', '<', '|', '?', ':', '~', '$', '=']; // prettier-ignore

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' }; // prettier-ignore

/** Text with awk's backslash escapes replaced. */
export function unescape(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|([\s\S]))/g,
    (whole, octal: string | undefined, char: string | undefined) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      return escapes[char ?? ''] ?? whole;
    },
  );
}

/** Splits a program into tokens. A slash starts a regular expression where no value can end. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let at = 0; at < source.length;) {
    const char = source[at] ?? '';
    if (char === '\n') {
      tokens.push({ kind: 'newline', line: line++ });
      at++;
    } else if (/[ \t\r]/.test(char)) at++;
    else if (char === '\\' && source[at + 1] === '\n') {
      at += 2;
      line++;
    } else if (char === '#') while (at < source.length && source[at] !== '\n') at++;
    else if (char === '"') {
      const match = /^"((?:\\[\s\S]|[^"\\\n])*)"/.exec(source.slice(at));
      if (!match) throw new Failure(`cmd. line:${line}: Unterminated string`);
      tokens.push({ kind: 'string', text: unescape((match[1] ?? '').replace(/\\\n/g, '')), line });
      at += match[0].length;
    } else if (char === '/' && !endsValue(tokens.at(-1))) {
      const match = /^\/((?:\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\\n])*\]|[^/\\[\n])*)\//.exec(source.slice(at));
      if (!match) throw new Failure(`cmd. line:${line}: Unexpected end of regex`);
      tokens.push({ kind: 'regex', text: (match[1] ?? '').replace(/\\\//g, '/'), line });
      at += match[0].length;
    } else if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(source[at + 1] ?? ''))) {
      const match = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(source.slice(at));
      const text = match?.[0] ?? char;
      tokens.push({ kind: 'number', value: Number(text), line });
      at += text.length;
    } else if (/[A-Za-z_]/.test(char)) {
      const text = /^\w+/.exec(source.slice(at))?.[0] ?? char;
      at += text.length;
      const kind = keywords.has(text)
        ? 'keyword'
        : builtinNames.has(text)
          ? 'builtin'
          : source[at] === '('
            ? 'call'
            : 'name';
      tokens.push({ kind, text: text === 'func' ? 'function' : text, line });
    } else {
      const operator = operators.find((each) => source.startsWith(each, at));
      if (operator === undefined) throw new Failure(`cmd. line:${line}: Unexpected token`);
      tokens.push({
        kind: 'operator',
        text: operator === '**' ? '^' : operator === '**=' ? '^=' : operator,
        line,
      });
      at += operator.length;
    }
  }
  tokens.push({ kind: 'end', line });
  return tokens;
}

function endsValue(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'operator') return [')', ']', '$', '++', '--'].includes(token.text);
  return (
    token.kind === 'number' || token.kind === 'string' || token.kind === 'name' || token.kind === 'builtin'
  );
}
