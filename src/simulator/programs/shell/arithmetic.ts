import { ShellError } from './errors.js';

/** Where arithmetic finds and puts the values of names. */
export interface ArithmeticScope {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

const tokenPattern =
  /\s*(?:(0[xX][0-9a-fA-F]+|\d+#[0-9a-zA-Z]+|\d+)|([A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|<=|>=|==|!=|&&|\|\||<<|>>|[-+*/%&^|]=|[-+*/%<>=!~&^|?:(),]))/y;

type Token = { kind: 'number' | 'name' | 'operator'; text: string };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  const end = text.trimEnd().length;
  while (tokenPattern.lastIndex < end) {
    const match = tokenPattern.exec(text);
    if (!match) throw new ShellError('arithmetic syntax error');
    const kind = match[1] !== undefined ? 'number' : match[2] !== undefined ? 'name' : 'operator';
    tokens.push({ kind, text: match[1] ?? match[2] ?? match[3] ?? '' });
  }
  return tokens;
}

function readNumber(text: string): bigint {
  const based = /^(\d+)#(\w+)$/.exec(text);
  if (based) {
    const base = BigInt(based[1] ?? '10');
    let value = 0n;
    for (const digit of (based[2] ?? '').toLowerCase()) {
      const number = BigInt(parseInt(digit, 36));
      if (number >= base) throw new ShellError('arithmetic syntax error');
      value = value * base + number;
    }
    return value;
  }
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  if (/^0\d/.test(text)) throw new ShellError('arithmetic syntax error');
  return BigInt(text);
}

const precedence: Record<string, number> = {
  '||': 1, '&&': 2, '|': 3, '^': 4, '&': 5, '==': 6, '!=': 6, '<': 7, '>': 7, '<=': 7, '>=': 7,
  '<<': 8, '>>': 8, '+': 9, '-': 9, '*': 10, '/': 10, '%': 10, '**': 11,
}; // prettier-ignore

const truth = (value: boolean) => (value ? 1n : 0n);

function operate(operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
    case '%':
      if (right === 0n) throw new ShellError('divide by zero');
      return operator === '/' ? left / right : left % right;
    case '**':
      if (right < 0n) throw new ShellError('exponent less than 0');
      return left ** right;
    case '<<':
      return left << (right & 63n);
    case '>>':
      return left >> (right & 63n);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<':
      return truth(left < right);
    case '>':
      return truth(left > right);
    case '<=':
      return truth(left <= right);
    case '>=':
      return truth(left >= right);
    case '==':
      return truth(left === right);
    default:
      return truth(left !== right);
  }
}

/** The value of an expression in 64-bit integers, as text. Throws ShellError. */
export function evaluateArithmetic(text: string, scope: ArithmeticScope, depth = 0): string {
  if (depth > 20) throw new ShellError('expression recursion loop detected');
  const tokens = tokenize(text);
  let at = 0;
  const fail = (): never => {
    throw new ShellError('arithmetic syntax error');
  };
  const isOperator = (...texts: string[]) =>
    tokens[at]?.kind === 'operator' && texts.includes(tokens[at]?.text ?? '');
  const wrap = (value: bigint) => BigInt.asIntN(64, value);
  const valueOf = (name: string): bigint => {
    const value = scope.get(name) ?? '';
    if (value === '') return 0n;
    return /^-?(?:0|[1-9]\d*)$/.test(value)
      ? BigInt(value)
      : BigInt(evaluateArithmetic(value, scope, depth + 1));
  };
  const assign = (name: string, value: bigint, live: boolean): bigint => {
    if (live) scope.set(name, String(wrap(value)));
    return wrap(value);
  };

  const comma = (live: boolean): bigint => {
    let value = assignment(live);
    while (isOperator(',')) {
      at++;
      value = assignment(live);
    }
    return value;
  };
  const assignment = (live: boolean): bigint => {
    const name = tokens[at];
    const operator = tokens[at + 1];
    if (
      name?.kind === 'name' &&
      operator?.kind === 'operator' &&
      /^(?:[-+*/%&^|]|<<|>>)?=$/.test(operator.text)
    ) {
      at += 2;
      const right = assignment(live);
      if (operator.text === '=') return assign(name.text, right, live);
      return assign(
        name.text,
        live ? operate(operator.text.slice(0, -1), valueOf(name.text), right) : 0n,
        live,
      );
    }
    return ternary(live);
  };
  const ternary = (live: boolean): bigint => {
    const test = binary(1, live);
    if (!isOperator('?')) return test;
    at++;
    const yes = comma(live && test !== 0n);
    if (!isOperator(':')) fail();
    at++;
    const no = assignment(live && test === 0n);
    return test !== 0n ? yes : no;
  };
  const binary = (level: number, live: boolean): bigint => {
    let left = unary(live);
    for (;;) {
      const operator = tokens[at];
      const rank = operator?.kind === 'operator' ? precedence[operator.text] : undefined;
      if (!operator || rank === undefined || rank < level) return left;
      at++;
      if (operator.text === '&&' || operator.text === '||') {
        const needed = operator.text === '&&' ? left !== 0n : left === 0n;
        const right = binary(rank + 1, live && needed);
        left =
          operator.text === '&&' ? truth(left !== 0n && right !== 0n) : truth(left !== 0n || right !== 0n);
      } else {
        const right = binary(operator.text === '**' ? rank : rank + 1, live);
        left = live ? wrap(operate(operator.text, left, right)) : 0n;
      }
    }
  };
  const unary = (live: boolean): bigint => {
    const token = tokens[at] ?? fail();
    at++;
    if (token.kind === 'number') return wrap(readNumber(token.text));
    if (token.kind === 'name') {
      const value = live ? valueOf(token.text) : 0n;
      if (!isOperator('++', '--')) return value;
      const step = tokens[at++]?.text === '++' ? 1n : -1n;
      assign(token.text, value + step, live);
      return value;
    }
    switch (token.text) {
      case '-':
        return wrap(-unary(live));
      case '+':
        return unary(live);
      case '!':
        return truth(unary(live) === 0n);
      case '~':
        return ~unary(live);
      case '++':
      case '--': {
        const name = tokens[at];
        const step = token.text === '++' ? 1n : -1n;
        if (name?.kind !== 'name') return step === 1n ? unary(live) : wrap(unary(live));
        at++;
        return assign(name.text, (live ? valueOf(name.text) : 0n) + step, live);
      }
      case '(': {
        const value = comma(live);
        if (!isOperator(')')) fail();
        at++;
        return value;
      }
      default:
        return fail();
    }
  };
  if (tokens.length === 0) return '0';
  const value = comma(true);
  if (at < tokens.length) fail();
  return String(value);
}
