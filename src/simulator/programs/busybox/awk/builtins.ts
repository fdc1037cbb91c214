import { Failure } from '../../lib/failure.js';
import { formatDate } from '../date.js';
import type { Expression, Target } from './ast.js';
import { sprintf } from './format.js';
import { closeStream, global, regex, splitText, textOf, toText, type Cell, type Runtime } from './runtime.js';
import { isNumeric, toNumber, type Value } from './values.js';

/** What a builtin may ask of the interpreter. */
export interface Evaluator {
  runtime: Runtime;
  evaluate(expression: Expression): Promise<Value | undefined>;
  assign(target: Target, value: Value): Promise<void>;
  arrayCell(name: string): Cell;
  /** The source of a regular expression that an argument is. */
  pattern(expression: Expression): Promise<string>;
}

/** Arguments of sprintf and printf. */
export function formatArgs(runtime: Runtime, values: readonly (Value | undefined)[]) {
  return values.map((value) => ({
    number: toNumber(value ?? ''),
    text: toText(runtime, value),
    isNumber: value !== undefined && typeof value !== 'string' && isNumeric(value),
  }));
}

/** Calls a function of the language. */
export async function callBuiltin(
  name: string,
  args: readonly Expression[],
  evaluator: Evaluator,
): Promise<Value> {
  const { runtime, evaluate } = evaluator;
  const value = async (index: number) => {
    const arg = args[index];
    return arg && (await evaluate(arg));
  };
  const text = async (index: number) => toText(runtime, await value(index));
  const number = async (index: number) => toNumber((await value(index)) ?? 0);
  switch (name) {
    case 'length': {
      const [arg] = args;
      if (!arg)
        return [...toText(runtime, await evaluate({ kind: 'field', index: { kind: 'number', value: 0 } }))]
          .length;
      if (arg.kind === 'variable') {
        const { array } = evaluator.arrayCell(arg.name);
        if (array) return array.size;
      }
      return [...(await text(0))].length;
    }
    case 'substr': {
      const chars = [...(await text(0))];
      // As in busybox a start before the text does not shorten it.
      const from = Math.max(1, Math.round(await number(1)));
      const length = args.length > 2 ? Math.round(await number(2)) : Infinity;
      return chars.slice(from - 1, Math.max(0, from - 1 + length)).join('');
    }
    case 'index':
      return (await text(0)).indexOf(await text(1)) + 1;
    case 'split':
      return splitInto(args, evaluator, await text(0));
    case 'sub':
    case 'gsub':
      return substitute(name === 'gsub', args, evaluator);
    case 'gensub':
      return generalSubstitute(args, evaluator);
    case 'match': {
      const found = regex(await evaluator.pattern(args[1] ?? { kind: 'string', text: '' })).exec(
        await text(0),
      );
      global(runtime, 'RSTART').value = found ? found.index + 1 : 0;
      global(runtime, 'RLENGTH').value = found ? found[0].length : -1;
      return found ? found.index + 1 : 0;
    }
    case 'sprintf': {
      const values: (Value | undefined)[] = [];
      for (let index = 1; index < args.length; index++) values.push(await value(index));
      return sprintf(await text(0), formatArgs(runtime, values));
    }
    case 'tolower':
      return (await text(0)).toLowerCase();
    case 'toupper':
      return (await text(0)).toUpperCase();
    case 'int':
      return Math.trunc(await number(0));
    case 'sqrt':
    case 'exp':
    case 'log':
    case 'sin':
    case 'cos':
      return Math[name](await number(0));
    case 'atan2':
      return Math.atan2(await number(0), await number(1));
    case 'rand':
      runtime.random = (runtime.random * 1103515245 + 12345) % 2147483648;
      return runtime.random / 2147483648;
    case 'srand': {
      const old = runtime.seed;
      runtime.seed = args.length ? await number(0) : Math.floor(runtime.context.clock.now() / 1000);
      runtime.random = runtime.seed;
      return old;
    }
    case 'and':
      return (await number(0)) & (await number(1));
    case 'or':
      return (await number(0)) | (await number(1));
    case 'xor':
      return (await number(0)) ^ (await number(1));
    case 'lshift':
      return (await number(0)) * 2 ** (await number(1));
    case 'rshift':
      return Math.floor((await number(0)) / 2 ** (await number(1)));
    case 'compl':
      return ~(await number(0)) >>> 0;
    case 'systime':
      return Math.floor(runtime.context.clock.now() / 1000);
    case 'strftime': {
      const time = args.length > 1 ? (await number(1)) * 1000 : runtime.context.clock.now();
      return formatDate(args.length ? await text(0) : '%c', time);
    }
    case 'system': {
      await runtime.out.flush();
      for (const stream of runtime.streams.values()) await stream.out.flush();
      return (await runtime.context.spawn({ argv: ['sh', '-c', await text(0)] }).exited).code;
    }
    case 'close':
      await runtime.out.flush();
      return closeStream(runtime, await text(0));
    case 'fflush':
      await runtime.out.flush();
      for (const stream of runtime.streams.values()) await stream.out.flush();
      return 0;
    default:
      throw new Failure(`cmd. line:1: Call to undefined function`);
  }
}

async function splitInto(args: readonly Expression[], evaluator: Evaluator, text: string): Promise<number> {
  const [, target, separator] = args;
  if (target?.kind !== 'variable') throw new Failure('cmd. line:1: Not an array');
  const by = separator ? (separator.kind === 'regex' ? separator.text : toText(evaluator.runtime, await evaluator.evaluate(separator))) : textOf(evaluator.runtime, 'FS'); // prettier-ignore
  const parts =
    separator?.kind === 'regex' && by.length === 1 ? splitText(text, `(${by})`) : splitText(text, by);
  evaluator.arrayCell(target.name).array = new Map(
    parts.map((part, index) => [String(index + 1), { text: part }]),
  );
  return parts.length;
}

/** The replacement of sub and gsub: & is what matched, \& a plain one. */
function fillAmpersands(replacement: string, matched: string): string {
  return replacement.replace(/\\\\&|\\&|&/g, (mark) =>
    mark === '&' ? matched : mark === '\\&' ? '&' : `\\${matched}`,
  );
}

async function substitute(all: boolean, args: readonly Expression[], evaluator: Evaluator): Promise<number> {
  const { runtime, evaluate } = evaluator;
  const [pattern = { kind: 'string', text: '' }, replacement = { kind: 'string', text: '' }, given] =
    args as Expression[];
  const target: Expression = given ?? { kind: 'field', index: { kind: 'number', value: 0 } };
  const source = await evaluator.pattern(pattern);
  const fill = toText(runtime, await evaluate(replacement));
  const text = toText(runtime, await evaluate(target));
  let count = 0;
  const result = text.replace(regex(source, all ? 'g' : ''), (matched: string) => {
    count++;
    return fillAmpersands(fill, matched);
  });
  if (count > 0 && (target.kind === 'variable' || target.kind === 'element' || target.kind === 'field'))
    await evaluator.assign(target, result);
  return count;
}

async function generalSubstitute(args: readonly Expression[], evaluator: Evaluator): Promise<string> {
  const { runtime, evaluate } = evaluator;
  const value = async (index: number) => {
    const arg = args[index];
    return arg ? toText(runtime, await evaluate(arg)) : undefined;
  };
  const source = await evaluator.pattern(args[0] ?? { kind: 'string', text: '' });
  const fill = (await value(1)) ?? '';
  const how = (await value(2)) ?? 'g';
  const text =
    (await value(3)) ??
    toText(runtime, await evaluate({ kind: 'field', index: { kind: 'number', value: 0 } }));
  const all = /^[gG]/.test(how);
  let count = 0;
  return text.replace(regex(source, 'g'), (...found: unknown[]) => {
    const groups = found.map((each) => (typeof each === 'string' ? each : ''));
    if (!all && ++count !== Number(how)) return groups[0] ?? '';
    return fill.replace(/\\(\d)|\\&|&/g, (mark, digit: string | undefined) =>
      digit !== undefined ? (groups[Number(digit)] ?? '') : mark === '&' ? (groups[0] ?? '') : '&',
    );
  });
}
