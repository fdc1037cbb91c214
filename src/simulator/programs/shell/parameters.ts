import type { Parameter, Word } from './ast.js';
import { evaluateArithmetic } from './arithmetic.js';
import { ShellError } from './errors.js';
import type { Expander } from './expand.js';
import type { Piece } from './fields.js';
import { replacePattern, trimPattern } from './pattern.js';
import { arithmeticScope, fieldSeparators, getVariable, setVariable, type Shell } from './state.js';

/** A parameter's value: a list for `@` and `*`; undefined when unset. */
function lookUp(shell: Shell, name: string): string | string[] | undefined {
  switch (name) {
    case '@':
    case '*':
      return shell.positional;
    case '#':
      return String(shell.positional.length);
    case '?':
      return String(shell.status);
    case '$':
      return String(shell.rootPid);
    case '!':
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground);
    case '-':
      return optionLetters(shell);
    case '0':
      return shell.name;
    default:
      return /^\d+$/.test(name) ? shell.positional[Number(name) - 1] : getVariable(shell, name);
  }
}

function optionLetters(shell: Shell): string {
  const letters = { errexit: 'e', noglob: 'f', interactive: 'i', monitor: 'm', stdin: 's', nounset: 'u', xtrace: 'x', verbose: 'v', noclobber: 'C', allexport: 'a' } as const; // prettier-ignore
  return Object.entries(letters)
    .filter(([option]) => shell.options.has(option as keyof typeof letters))
    .map(([, letter]) => letter)
    .join('');
}

/** The pieces that `${...}` expands to. */
export async function expandParameter(
  shell: Shell,
  parameter: Parameter,
  quoted: boolean,
  expander: Expander,
): Promise<Piece[]> {
  const { name, operator, word = [], second } = parameter;
  const value = lookUp(shell, name);
  const isNull = value === undefined || (Array.isArray(value) ? value.join('') === '' : value === '');
  const isUnset = Array.isArray(value) ? value.length === 0 : value === undefined;
  const plain = () => show(shell, name, value ?? '', quoted);
  const whole = Array.isArray(value) ? value.join(' ') : (value ?? '');
  const single = (text: string): Piece[] => [{ text, quoted, split: !quoted }];

  if (operator === undefined || operator === 'length' || operator === ':' || /^[#%/]/.test(operator)) {
    if (isUnset && name !== '@' && name !== '*' && shell.options.has('nounset'))
      throw new ShellError(`${name}: parameter not set`);
  }
  const missing = operator?.startsWith(':') ? isNull : isUnset;
  switch (operator) {
    case undefined:
      return plain();
    case 'length':
      return single(String(Array.isArray(value) ? value.length : [...whole].length));
    case '-':
    case ':-':
      return missing ? substituted(word, quoted, expander) : plain();
    case '+':
    case ':+':
      return missing ? single('') : substituted(word, quoted, expander);
    case '=':
    case ':=': {
      if (!missing) return plain();
      const text = await expander.text(word);
      if (!/^[A-Za-z_]\w*$/.test(name)) throw new ShellError(`${name}: bad variable name`);
      setVariable(shell, name, text);
      return single(text);
    }
    case '?':
    case ':?': {
      if (!missing) return plain();
      const text = await expander.text(word);
      const unset = operator === '?' ? 'parameter not set' : 'parameter not set or null';
      throw new ShellError(`${name}: ${text === '' ? unset : text}`);
    }
    case ':': {
      const scope = arithmeticScope(shell);
      const from = Number(evaluateArithmetic(await expander.text(word), scope));
      const length =
        second === undefined ? undefined : Number(evaluateArithmetic(await expander.text(second), scope));
      if (Array.isArray(value)) {
        const all = from === 0 ? [shell.name, ...value] : value.slice(from < 0 ? from : from - 1);
        return show(shell, name, length === undefined ? all : all.slice(0, length), quoted);
      }
      return single(substring(whole, from, length));
    }
    case '/':
    case '//': {
      const pattern = await expander.pattern(word);
      const replacement = second === undefined ? '' : await expander.text(second);
      return each(shell, name, value, quoted, (text) =>
        replacePattern(text, pattern, replacement, operator === '//'),
      );
    }
    default: {
      const pattern = await expander.pattern(word);
      return each(shell, name, value, quoted, (text) => trimPattern(text, pattern, operator));
    }
  }
}

function each(
  shell: Shell,
  name: string,
  value: string | string[] | undefined,
  quoted: boolean,
  change: (text: string) => string,
): Piece[] {
  return show(shell, name, Array.isArray(value) ? value.map(change) : change(value ?? ''), quoted);
}

function substring(text: string, from: number, length: number | undefined): string {
  const chars = [...text];
  const start = from < 0 ? Math.max(0, chars.length + from) : from;
  if (length === undefined) return chars.slice(start).join('');
  return chars.slice(start, length < 0 ? chars.length + length : start + length).join('');
}

/** The word after `:-` and its like keeps its own quoting; unquoted text of it is split. */
async function substituted(word: Word, quoted: boolean, expander: Expander): Promise<Piece[]> {
  const pieces = await expander.pieces(word);
  if (pieces.length === 0) return [{ text: '', quoted, split: !quoted }];
  return pieces.map((piece) =>
    piece.quoted || quoted ? { ...piece, quoted: true } : { ...piece, split: true },
  );
}

function show(shell: Shell, name: string, value: string | string[], quoted: boolean): Piece[] {
  if (!Array.isArray(value)) return [{ text: value, quoted, split: !quoted }];
  if (quoted && name === '*') {
    return [{ text: value.join(fieldSeparators(shell).slice(0, 1)), quoted, split: false }];
  }
  return value.map((text, index) => ({
    text,
    quoted,
    split: !quoted,
    breakAfter: index < value.length - 1,
  }));
}
