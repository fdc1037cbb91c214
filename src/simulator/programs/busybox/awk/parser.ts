import { Failure } from '../../lib/failure.js';
import type { AwkProgram, Expression, Rule, Statement, Target } from './ast.js';
import { tokenize, type Token } from './lexer.js';

const assignments = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=']);
const comparisons = new Set(['<', '<=', '==', '!=', '>', '>=']);

/** Parses a program. Throws Failure with code 2. */
export function parseAwk(source: string): AwkProgram {
  const tokens = tokenize(source);
  let at = 0;
  /** Inside print's list `>` is a redirection, inside for(x in y) `in` is not an operator. */
  let noGreater = false;
  let noIn = false;
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? { kind: 'end', line: 0 };
  const textOf = (token: Token) =>
    'text' in token && token.kind !== 'string' && token.kind !== 'regex' ? token.text : '';
  const is = (...texts: string[]) => texts.includes(textOf(peek()));
  const fail = (): never => {
    const token = peek();
    throw new Failure(`cmd. line:${token.line}: Unexpected token`);
  };
  const expect = (text: string) => {
    if (!is(text)) fail();
    at++;
  };
  const skipNewlines = () => {
    while (peek().kind === 'newline') at++;
  };
  const skipEnds = () => {
    while (peek().kind === 'newline' || is(';')) at++;
  };
  const free = <T>(parse: () => T): T => {
    const saved = [noGreater, noIn] as const;
    noGreater = noIn = false;
    const result = parse();
    [noGreater, noIn] = saved;
    return result;
  };

  const expression = (): Expression => {
    const left = ternary();
    const operator = textOf(peek());
    if (!assignments.has(operator)) return left;
    const target = left.kind === 'group' ? left.inner : left;
    if (target.kind !== 'variable' && target.kind !== 'element' && target.kind !== 'field') return fail();
    at++;
    skipNewlines();
    return { kind: 'assign', operator, target, value: expression() };
  };
  const ternary = (): Expression => {
    const test = logical('||', () => logical('&&', membership));
    if (!is('?')) return test;
    at++;
    skipNewlines();
    const yes = expression();
    skipNewlines();
    expect(':');
    skipNewlines();
    return { kind: 'conditional', test, yes, no: expression() };
  };
  const logical = (operator: '&&' | '||', next: () => Expression): Expression => {
    let left = next();
    while (is(operator)) {
      at++;
      skipNewlines();
      left = { kind: 'logical', operator, left, right: next() };
    }
    return left;
  };
  const membership = (): Expression => {
    let left = matching();
    while (!noIn && is('in')) {
      at++;
      left = { kind: 'in', subscripts: [left], name: textOf(peek()) };
      at++;
    }
    return left;
  };
  const matching = (): Expression => {
    let left = comparison();
    while (is('~', '!~')) {
      const negated = is('!~');
      at++;
      left = { kind: 'match', negated, left, right: comparison() };
    }
    return left;
  };
  const comparison = (): Expression => {
    let left = concatenation();
    while (comparisons.has(textOf(peek())) && !(noGreater && is('>'))) {
      const operator = textOf(peek());
      at++;
      left = { kind: 'binary', operator, left, right: concatenation() };
    }
    while (is('|') && textOf(peek(1)) === 'getline') {
      at += 2;
      left = { kind: 'getline', command: left, ...optionalTarget() };
    }
    return left;
  };
  const startsValue = (): boolean => {
    const token = peek();
    if (token.kind === 'operator') return ['$', '!', '(', '-', '+', '++', '--'].includes(token.text);
    return ['number', 'string', 'regex', 'name', 'call', 'builtin'].includes(token.kind);
  };
  const concatenation = (): Expression => {
    let left = additive();
    while (startsValue() && !is('+', '-', '!') && !(noIn && is('in')))
      left = { kind: 'binary', operator: ' ', left, right: additive() };
    return left;
  };
  const additive = (): Expression => chain(['+', '-'], () => chain(['*', '/', '%'], unary));
  const chain = (operators: string[], next: () => Expression): Expression => {
    let left = next();
    while (is(...operators)) {
      const operator = textOf(peek());
      at++;
      left = { kind: 'binary', operator, left, right: next() };
    }
    return left;
  };
  const unary = (): Expression => {
    if (!is('!', '-', '+')) return power();
    const operator = textOf(peek()) as '!' | '-' | '+';
    at++;
    return { kind: 'unary', operator, operand: unary() };
  };
  const power = (): Expression => {
    const left = postfix();
    if (!is('^')) return left;
    at++;
    const right = is('-', '+', '!') ? unary() : power();
    return { kind: 'binary', operator: '^', left, right };
  };
  const isTarget = (value: Expression): value is Target =>
    value.kind === 'variable' || value.kind === 'element' || value.kind === 'field';
  const postfix = (): Expression => {
    if (is('++', '--')) {
      const by = is('++') ? 1 : -1;
      at++;
      const target = primary();
      return isTarget(target) ? { kind: 'increment', by, prefix: true, target } : fail();
    }
    const value = primary();
    if (!is('++', '--') || !isTarget(value)) return value;
    const by = is('++') ? 1 : -1;
    at++;
    return { kind: 'increment', by, prefix: false, target: value };
  };
  const list = (closing: string): Expression[] => {
    const found: Expression[] = [];
    skipNewlines();
    while (!is(closing)) {
      found.push(expression());
      skipNewlines();
      if (!is(',')) break;
      at++;
      skipNewlines();
    }
    expect(closing);
    return found;
  };
  const optionalTarget = (): { target?: Target } => {
    if (!is('$') && peek().kind !== 'name') return {};
    const target = primary();
    return isTarget(target) ? { target } : fail();
  };
  const primary = (): Expression => {
    const token = peek();
    at++;
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: token.value };
      case 'string':
        return { kind: 'string', text: token.text };
      case 'regex':
        return { kind: 'regex', text: token.text };
      case 'call':
        at++;
        return { kind: 'call', name: token.text, args: free(() => list(')')) };
      case 'builtin':
        if (!is('('))
          return token.text === 'length' ? { kind: 'builtin', name: 'length', args: [] } : (at--, fail());
        at++;
        return { kind: 'builtin', name: token.text, args: free(() => list(')')) };
      case 'name':
        if (!is('[')) return { kind: 'variable', name: token.text };
        at++;
        return { kind: 'element', name: token.text, subscripts: free(() => list(']')) };
      case 'keyword':
        if (token.text !== 'getline') break;
        return getline();
      case 'operator':
        if (token.text === '$') {
          if (is('++', '--')) return { kind: 'field', index: postfix() };
          if (is('-')) return { kind: 'field', index: unary() };
          return { kind: 'field', index: primary() };
        }
        if (token.text === '(') return grouping();
        if (['-', '+', '!'].includes(token.text))
          return { kind: 'unary', operator: token.text as '-', operand: unary() };
        break;
      default:
        break;
    }
    at--;
    return fail();
  };
  const getline = (): Expression => {
    const target = optionalTarget();
    if (!is('<')) return { kind: 'getline', ...target };
    at++;
    return { kind: 'getline', ...target, file: primary() };
  };
  const grouping = (): Expression => {
    const items = free(() => list(')'));
    if (is('in')) {
      at++;
      const name = textOf(peek());
      at++;
      return { kind: 'in', subscripts: items, name };
    }
    const [only] = items;
    if (items.length === 1 && only) return { kind: 'group', inner: only };
    return items.length > 1 ? { kind: 'call', name: '', args: items } : fail();
  };

  const block = (): Statement => {
    expect('{');
    const body: Statement[] = [];
    skipEnds();
    while (!is('}')) {
      body.push(statement());
      skipEnds();
    }
    expect('}');
    return { kind: 'block', body };
  };
  const endSimple = () => {
    if (is(';') || peek().kind === 'newline') at++;
    else if (!is('}') && peek().kind !== 'end') fail();
  };
  const body = (): Statement => {
    skipNewlines();
    if (is(';')) {
      at++;
      return { kind: 'block', body: [] };
    }
    return statement();
  };
  const statement = (): Statement => {
    if (is('{')) return block();
    switch (peek().kind === 'keyword' ? textOf(peek()) : '') {
      case 'if': {
        at++;
        expect('(');
        const test = free(expression);
        expect(')');
        const yes = body();
        const mark = at;
        skipEnds();
        if (!is('else')) {
          at = mark;
          return { kind: 'if', test, yes };
        }
        at++;
        return { kind: 'if', test, yes, no: body() };
      }
      case 'while': {
        at++;
        expect('(');
        const test = free(expression);
        expect(')');
        return { kind: 'while', test, body: body(), first: false };
      }
      case 'do': {
        at++;
        const inner = body();
        skipEnds();
        expect('while');
        expect('(');
        const test = free(expression);
        expect(')');
        endSimple();
        return { kind: 'while', test, body: inner, first: true };
      }
      case 'for':
        return forStatement();
      default: {
        const simple = simpleStatement();
        endSimple();
        return simple;
      }
    }
  };
  const forStatement = (): Statement => {
    at++;
    expect('(');
    if (peek().kind === 'name' && textOf(peek(1)) === 'in' && textOf(peek(3)) === ')') {
      const [name, array] = [textOf(peek()), textOf(peek(2))];
      at += 4;
      return { kind: 'forIn', name, array, body: body() };
    }
    const start = is(';') ? undefined : simpleStatement();
    expect(';');
    skipNewlines();
    const test = is(';') ? undefined : expression();
    expect(';');
    skipNewlines();
    const step = is(')') ? undefined : simpleStatement();
    expect(')');
    return {
      kind: 'for',
      ...(start ? { start } : {}),
      ...(test ? { test } : {}),
      ...(step ? { step } : {}),
      body: body(),
    };
  };
  const simpleStatement = (): Statement => {
    const word = peek().kind === 'keyword' ? textOf(peek()) : '';
    switch (word) {
      case 'print':
      case 'printf':
        return printStatement(word === 'printf');
      case 'next':
      case 'nextfile':
      case 'break':
      case 'continue':
        at++;
        return { kind: 'jump', to: word };
      case 'exit':
      case 'return': {
        at++;
        const ends = is(';', '}') || peek().kind === 'newline' || peek().kind === 'end';
        return { kind: word, ...(ends ? {} : { value: expression() }) };
      }
      case 'delete': {
        at++;
        const name = textOf(peek());
        at++;
        if (!is('[')) return { kind: 'delete', name };
        at++;
        return { kind: 'delete', name, subscripts: free(() => list(']')) };
      }
      default:
        return { kind: 'expression', expression: expression() };
    }
  };
  const printStatement = (format: boolean): Statement => {
    at++;
    const args: Expression[] = [];
    noGreater = true;
    if (!is(';', '}', '>', '>>', '|') && peek().kind !== 'newline' && peek().kind !== 'end') {
      args.push(expression());
      while (is(',')) {
        at++;
        skipNewlines();
        args.push(expression());
      }
    }
    noGreater = false;
    const [only] = args;
    const items = args.length === 1 && only?.kind === 'call' && only.name === '' ? only.args : args;
    if (!is('>', '>>', '|')) return { kind: 'print', args: items, format };
    const how = textOf(peek()) as '>' | '>>' | '|';
    at++;
    return { kind: 'print', args: items, format, output: { how, to: concatenation() } };
  };

  const program: AwkProgram = { rules: [], functions: new Map() };
  skipEnds();
  while (peek().kind !== 'end') {
    if (is('function')) {
      at++;
      const name = textOf(peek());
      at++;
      expect('(');
      const parameters: string[] = [];
      while (!is(')')) {
        parameters.push(textOf(peek()));
        at++;
        if (is(',')) at++;
        skipNewlines();
      }
      expect(')');
      skipNewlines();
      program.functions.set(name, { parameters, body: block() });
    } else program.rules.push(rule());
    skipEnds();
  }
  return program;

  function rule(): Rule {
    if (is('BEGIN', 'END')) {
      const when = textOf(peek()) as 'BEGIN' | 'END';
      at++;
      skipNewlines();
      return { when, body: block() };
    }
    if (is('{')) return { when: 'always', body: block() };
    const pattern = expression();
    let until: Expression | undefined;
    if (is(',')) {
      at++;
      skipNewlines();
      until = expression();
    }
    const own = is('{') ? { body: block() } : {};
    return until ? { when: 'range', pattern, until, ...own } : { when: 'match', pattern, ...own };
  }
}
