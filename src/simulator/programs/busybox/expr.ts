import { write } from '../lib/io.js';
import { compileRegex } from '../lib/regex.js';
import { Failure } from '../lib/failure.js';
import { UsageError } from '../lib/options.js';
import type { Applet } from './applet.js';

const levels = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']];

const isTrue = (text: string) => text !== '' && text !== '0';

function integer(text: string): bigint {
  if (!/^[-+]?\d+$/.test(text)) throw new Failure('non-numeric argument', 2);
  return BigInt(text);
}

function matched(text: string, pattern: string): string {
  const found = new RegExp(`^(?:${compileRegex(pattern, false).replace(/^\^/, '')})`).exec(text);
  if (pattern.includes('\\(')) return found?.[1] ?? '';
  return String(found?.[0].length ?? 0);
}

function apply(operator: string, left: string, right: string): string {
  switch (operator) {
    case '|':
      return isTrue(left) ? left : isTrue(right) ? right : '0';
    case '&':
      return isTrue(left) && isTrue(right) ? left : '0';
    case '+':
      return String(integer(left) + integer(right));
    case '-':
      return String(integer(left) - integer(right));
    case '*':
      return String(integer(left) * integer(right));
    case '/':
    case '%': {
      const by = integer(right);
      if (by === 0n) throw new Failure('division by zero', 2);
      return String(operator === '/' ? integer(left) / by : integer(left) % by);
    }
    case ':':
      return matched(left, right);
    default: {
      const numeric = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
      const order = numeric ? Number(BigInt(left) - BigInt(right)) : left < right ? -1 : left > right ? 1 : 0;
      const holds = {
        '<': order < 0,
        '<=': order <= 0,
        '=': order === 0,
        '==': order === 0,
        '!=': order !== 0,
        '>=': order >= 0,
        '>': order > 0,
      }[operator];
      return holds ? '1' : '0';
    }
  }
}

/** `expr EXPRESSION` */
export const expr: Applet = async (context, args) => {
  if (args.length === 0) throw new UsageError('too few arguments');
  let at = 0;
  const take = (): string => {
    const word = args[at++];
    if (word === undefined) throw new Failure('syntax error', 2);
    return word;
  };
  const primary = (): string => {
    const word = take();
    if (word === '(') {
      const value = level(0);
      if (take() !== ')') throw new Failure('syntax error', 2);
      return value;
    }
    if (at >= args.length) return word;
    switch (word) {
      case 'length':
        return String([...primary()].length);
      case 'match':
        return matched(primary(), primary());
      case 'index': {
        const [text, chars] = [primary(), primary()];
        return String([...text].findIndex((char) => chars.includes(char)) + 1);
      }
      case 'substr': {
        const [text, from, length] = [primary(), Number(primary()), Number(primary())];
        return text.slice(from - 1, from - 1 + length);
      }
      default:
        return word;
    }
  };
  const level = (depth: number): string => {
    const operators = levels[depth];
    if (!operators) return primary();
    let left = level(depth + 1);
    while (operators.includes(args[at] ?? '')) left = apply(take(), left, level(depth + 1));
    return left;
  };
  const value = level(0);
  if (at < args.length) throw new Failure('syntax error', 2);
  await write(context.stdout, `${value}\n`);
  return isTrue(value) ? 0 : 1;
};
