import { Failure } from '../../lib/failure.js';
import type { AwkProgram, Expression, Rule, Statement, Target } from './ast.js';
import { callBuiltin, formatArgs, type Evaluator } from './builtins.js';
import { sprintf } from './format.js';
import { compare, getField, global, inputReader, outputStream, regex, setField, setFieldCount, setRecord, textOf, toText, type Cell, type Runtime } from './runtime.js'; // prettier-ignore
import { isTrue, toNumber, type Value } from './values.js';

/** A jump out of statements. */
export class AwkJump extends Error {
  override readonly name = 'AwkJump';
  constructor(
    readonly to: 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return',
    readonly value?: Value,
  ) {
    super(to);
  }
}

/** Runs the rules of a program. */
export interface Interpreter {
  /** Runs the rules for BEGIN, END, or the record at hand. */
  run(when: 'BEGIN' | 'END' | 'record'): Promise<void>;
  /** `name=value` of the command line. */
  setVariable(name: string, value: Value): void;
}

/** Reads the next record of the main input into $0; false at the end. */
export type NextRecord = () => Promise<string | undefined>;

/** Makes the interpreter of a program. */
export function createInterpreter(
  program: AwkProgram,
  runtime: Runtime,
  nextRecord: NextRecord,
): Interpreter {
  const frames: Map<string, Cell>[] = [];
  const active = new Set<Rule>();
  let steps = 0;

  const cell = (name: string): Cell => frames.at(-1)?.get(name) ?? global(runtime, name);
  const arrayOf = (name: string): Map<string, Value> => (cell(name).array ??= new Map<string, Value>());
  const key = async (subscripts: readonly Expression[]): Promise<string> => {
    const parts: string[] = [];
    for (const subscript of subscripts) parts.push(toText(runtime, await evaluate(subscript)));
    return parts.join(textOf(runtime, 'SUBSEP'));
  };
  const store = (name: string, value: Value) => {
    cell(name).value = value;
    if (name === 'NF' && !frames.at(-1)?.has(name)) setFieldCount(runtime, toNumber(value));
  };
  const assign = async (target: Target, value: Value): Promise<void> => {
    if (target.kind === 'variable') store(target.name, value);
    else if (target.kind === 'element') arrayOf(target.name).set(await key(target.subscripts), value);
    else setField(runtime, toNumber((await evaluate(target.index)) ?? 0), toText(runtime, value));
  };
  const pattern = async (expression: Expression): Promise<string> =>
    expression.kind === 'regex' ? expression.text : toText(runtime, await evaluate(expression));
  const evaluator: Evaluator = {
    runtime,
    evaluate: (each) => evaluate(each),
    assign,
    arrayCell: cell,
    pattern,
  };
  const number = async (expression: Expression) => toNumber((await evaluate(expression)) ?? 0);

  const calculate = (operator: string, left: number, right: number): number => {
    switch (operator) {
      case '+':
        return left + right;
      case '-':
        return left - right;
      case '*':
        return left * right;
      case '/':
      case '%':
        if (right === 0) throw new Failure('cmd. line:1: Division by zero');
        return operator === '/' ? left / right : left % right;
      default:
        return left ** right;
    }
  };

  const evaluate = async (expression: Expression): Promise<Value | undefined> => {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'string':
        return expression.text;
      case 'regex':
        return Number(regex(expression.text).test(toText(runtime, getField(runtime, 0))));
      case 'variable':
        return cell(expression.name).value;
      case 'element': {
        const array = arrayOf(expression.name);
        const at = await key(expression.subscripts);
        const value = array.get(at);
        if (value === undefined) array.set(at, '');
        return value;
      }
      case 'field':
        return getField(runtime, Math.trunc(await number(expression.index)));
      case 'group':
        return evaluate(expression.inner);
      case 'assign': {
        const right = (await evaluate(expression.value)) ?? '';
        const value = expression.operator === '=' ? right : calculate(expression.operator.slice(0, -1), await number(expression.target), toNumber(right)); // prettier-ignore
        await assign(expression.target, value);
        return value;
      }
      case 'increment': {
        const old = await number(expression.target);
        await assign(expression.target, old + expression.by);
        return expression.prefix ? old + expression.by : old;
      }
      case 'unary':
        if (expression.operator === '!') return Number(!isTrue((await evaluate(expression.operand)) ?? ''));
        return expression.operator === '-' ? -(await number(expression.operand)) : number(expression.operand);
      case 'logical': {
        const left = isTrue((await evaluate(expression.left)) ?? '');
        if (left === (expression.operator === '||')) return Number(left);
        return Number(isTrue((await evaluate(expression.right)) ?? ''));
      }
      case 'conditional':
        return evaluate(isTrue((await evaluate(expression.test)) ?? '') ? expression.yes : expression.no);
      case 'match': {
        const text = toText(runtime, await evaluate(expression.left));
        return Number(regex(await pattern(expression.right)).test(text) !== expression.negated);
      }
      case 'in':
        return Number(arrayOf(expression.name).has(await key(expression.subscripts)));
      case 'binary':
        return binary(expression);
      case 'builtin':
        return callBuiltin(expression.name, expression.args, evaluator);
      case 'call':
        return callFunction(expression.name, expression.args);
      case 'getline':
        return readLine(expression);
    }
  };

  const binary = async (expression: Extract<Expression, { kind: 'binary' }>): Promise<Value> => {
    const { operator } = expression;
    const left = await evaluate(expression.left);
    const right = await evaluate(expression.right);
    switch (operator) {
      case ' ':
        return toText(runtime, left) + toText(runtime, right);
      case '<':
        return Number(compare(runtime, left, right) < 0);
      case '<=':
        return Number(compare(runtime, left, right) <= 0);
      case '==':
        return Number(compare(runtime, left, right) === 0);
      case '!=':
        return Number(compare(runtime, left, right) !== 0);
      case '>':
        return Number(compare(runtime, left, right) > 0);
      case '>=':
        return Number(compare(runtime, left, right) >= 0);
      default:
        return calculate(operator, toNumber(left ?? 0), toNumber(right ?? 0));
    }
  };

  const callFunction = async (name: string, args: readonly Expression[]): Promise<Value | undefined> => {
    const found = program.functions.get(name);
    if (!found) throw new Failure(`cmd. line:1: Call to undefined function`);
    if (frames.length > 500) throw new Failure('function calls are nested too deeply');
    const frame = new Map<string, Cell>();
    for (const [index, parameter] of found.parameters.entries()) {
      const arg = args[index];
      // Arrays are passed as they are; a name without a value might become one in the function.
      const shared =
        arg?.kind === 'variable' && (cell(arg.name).array || cell(arg.name).value === undefined)
          ? cell(arg.name)
          : undefined;
      frame.set(parameter, shared ?? { value: arg && (await evaluate(arg)) });
    }
    frames.push(frame);
    try {
      await execute(found.body);
      return undefined;
    } catch (error) {
      if (error instanceof AwkJump && error.to === 'return') return error.value;
      throw error;
    } finally {
      frames.pop();
    }
  };

  const readLine = async (expression: Extract<Expression, { kind: 'getline' }>): Promise<number> => {
    const { file, command, target } = expression;
    let text: string | undefined;
    if (file || command) {
      const name = toText(runtime, await evaluate(file ?? command ?? { kind: 'string', text: '' }));
      if (command) await runtime.out.flush();
      const reader = inputReader(runtime, file ? 'file' : 'command', name);
      if (!reader) return -1;
      text = await reader.next(textOf(runtime, 'RS'));
    } else text = await nextRecord();
    if (text === undefined) return 0;
    if (!file && command) global(runtime, 'NR').value = toNumber(global(runtime, 'NR').value ?? 0) + 1;
    if (target) await assign(target, { text });
    else setRecord(runtime, text);
    return 1;
  };

  const print = async (statement: Extract<Statement, { kind: 'print' }>): Promise<void> => {
    const values: (Value | undefined)[] = [];
    for (const arg of statement.args) values.push(await evaluate(arg));
    let text: string;
    if (statement.format) text = sprintf(toText(runtime, values[0]), formatArgs(runtime, values.slice(1)));
    else if (values.length === 0) text = toText(runtime, getField(runtime, 0)) + textOf(runtime, 'ORS');
    else
      text =
        values.map((value) => toText(runtime, value, 'OFMT')).join(textOf(runtime, 'OFS')) +
        textOf(runtime, 'ORS');
    const { output } = statement;
    const out = output
      ? outputStream(runtime, output.how, toText(runtime, await evaluate(output.to)))
      : runtime.out;
    await out.print(text);
  };

  /** Runs the body of a loop once; false after break. */
  const once = async (body: Statement): Promise<boolean> => {
    try {
      await execute(body);
      return true;
    } catch (error) {
      if (!(error instanceof AwkJump) || (error.to !== 'break' && error.to !== 'continue')) throw error;
      return error.to === 'continue';
    }
  };
  const holds = async (test: Expression) => isTrue((await evaluate(test)) ?? '');

  const execute = async (statement: Statement): Promise<void> => {
    if (++steps % 2000 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      runtime.context.killed.throwIfAborted();
    }
    switch (statement.kind) {
      case 'expression':
        await evaluate(statement.expression);
        return;
      case 'print':
        return print(statement);
      case 'block':
        for (const each of statement.body) await execute(each);
        return;
      case 'if':
        if (await holds(statement.test)) await execute(statement.yes);
        else if (statement.no) await execute(statement.no);
        return;
      case 'while':
        if (statement.first && !(await once(statement.body))) return;
        while (await holds(statement.test)) if (!(await once(statement.body))) return;
        return;
      case 'for':
        if (statement.start) await execute(statement.start);
        while (!statement.test || (await holds(statement.test))) {
          if (!(await once(statement.body))) return;
          if (statement.step) await execute(statement.step);
        }
        return;
      case 'forIn':
        for (const name of [...arrayOf(statement.array).keys()]) {
          store(statement.name, { text: name });
          if (!(await once(statement.body))) return;
        }
        return;
      case 'delete':
        if (statement.subscripts) arrayOf(statement.name).delete(await key(statement.subscripts));
        else arrayOf(statement.name).clear();
        return;
      case 'jump':
        throw new AwkJump(statement.to);
      case 'exit':
      case 'return':
        throw new AwkJump(statement.kind, statement.value && (await evaluate(statement.value)));
    }
  };

  const matches = async (rule: Rule): Promise<boolean> => {
    if (!rule.pattern) return true;
    if (rule.when === 'match') return holds(rule.pattern);
    if (!active.has(rule)) {
      if (!(await holds(rule.pattern))) return false;
      active.add(rule);
    }
    if (rule.until && (await holds(rule.until))) active.delete(rule);
    return true;
  };

  return {
    setVariable: store,
    async run(when) {
      for (const rule of program.rules) {
        const special = rule.when === 'BEGIN' || rule.when === 'END';
        if (when === 'record' ? special || !(await matches(rule)) : rule.when !== when) continue;
        await execute(rule.body ?? { kind: 'print', args: [], format: false });
      }
    },
  };
}
