import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { Mismatch } from './match.js';
import { formatPath, type Key } from './path.js';
import { isNothing, sameValue } from './same-value.js';
import { valueRef } from './schema.js';
import type { operators } from './schema.js';

/** The matcher of whole patterns, handed in so that operators can hold patterns. */
type Match = (pattern: Json, actual: Json | undefined, keys?: readonly Key[]) => Mismatch[];

interface Operator {
  /** What is wrong with the operand, or undefined. Patterns inside are looked at by the caller, see `inner`. */
  problem(operand: Json): string | undefined;
  /** Patterns inside the operand, with where they are in it. */
  inner?(operand: Json): { at: readonly Key[]; pattern: Json }[];
  /** Whether it holds, or the mismatches that say better why it does not. */
  test(operand: Json, actual: Json | undefined, match: Match, keys: readonly Key[]): boolean | Mismatch[];
}

const itself = (operand: Json) => [{ at: [], pattern: operand }];
const each = (operand: Json) =>
  Array.isArray(operand) ? operand.map((pattern, i) => ({ at: [i], pattern })) : [];
const anything = () => undefined;
const listOf = (what: string) => (operand: Json) =>
  Array.isArray(operand) && operand.length > 0 ? undefined : `must be a list of ${what}`;

function compare(holds: (actual: number, wanted: number) => boolean): Operator {
  return {
    problem: (operand) =>
      typeof operand === 'number' || isResolvedLater(operand) ? undefined : 'must be a number',
    test: (operand, actual) =>
      typeof actual === 'number' && typeof operand === 'number' && holds(actual, operand),
  };
}

/** Operators that are replaced by a value of the world before matching; when one is left, nothing matches it. */
function resolvedEarlier(problem: Operator['problem']): Operator {
  return { problem, test: () => false };
}

function isResolvedLater(operand: Json): boolean {
  return isJsonObject(operand) && ('$same' in operand || '$remembered' in operand);
}

const table: Record<keyof typeof operators, Operator> = {
  $equals: { problem: anything, test: (operand, actual) => sameValue(operand, actual) },
  $regex: {
    problem: (operand) => (typeof operand === 'string' ? regexProblem(operand) : 'must be text'),
    test: (operand, actual) =>
      typeof operand === 'string' &&
      (typeof actual === 'string' || typeof actual === 'number') &&
      regex(operand).test(String(actual)),
  },
  $contains: {
    problem: anything,
    inner: itself,
    test(operand, actual, match) {
      if (Array.isArray(actual)) return actual.some((element) => match(operand, element).length === 0);
      return typeof actual === 'string' && typeof operand === 'string' && actual.includes(operand);
    },
  },
  $in: {
    problem: listOf('values'),
    test: (operand, actual) => Array.isArray(operand) && operand.some((value) => sameValue(value, actual)),
  },
  $not: {
    problem: anything,
    inner: itself,
    test: (operand, actual, match) => match(operand, actual).length > 0,
  },
  $all: {
    problem: listOf('patterns'),
    inner: each,
    test: (operand, actual, match, keys) =>
      asList(operand).flatMap((pattern) => match(pattern, actual, keys)),
  },
  $any: {
    problem: listOf('patterns'),
    inner: each,
    test: (operand, actual, match, keys) => matchAny(asList(operand), actual, match, keys),
  },
  $order: {
    problem: listOf('patterns, first to last'),
    inner: each,
    test: (operand, actual, match) => isInOrder(asList(operand), actual, match),
  },
  $exists: {
    problem: (operand) => (typeof operand === 'boolean' ? undefined : 'must be true or false'),
    test: (operand, actual) => (actual !== undefined) === operand,
  },
  $gt: compare((actual, wanted) => actual > wanted),
  $gte: compare((actual, wanted) => actual >= wanted),
  $lt: compare((actual, wanted) => actual < wanted),
  $lte: compare((actual, wanted) => actual <= wanted),
  $length: {
    problem: anything,
    inner: itself,
    test(operand, actual, match) {
      const length = lengthOf(actual);
      return length !== undefined && match(operand, length).length === 0;
    },
  },
  $same: resolvedEarlier((operand) =>
    valueRef.safeParse(operand).success ? undefined : 'must be {kind, name, path} of a Docker object',
  ),
  $remembered: resolvedEarlier((operand) =>
    typeof operand === 'string' ? undefined : 'must be a name under "remember" of the step',
  ),
};

/** True for an object that has keys and all of them start with `$`. */
export function isOperator(pattern: JsonObject): boolean {
  const keys = Object.keys(pattern);
  return keys.length > 0 && keys.every((key) => key.startsWith('$'));
}

/** The operator of that name (with its `$`), or undefined. */
export function operatorNamed(name: string): Operator | undefined {
  return Object.hasOwn(table, name) ? table[name as keyof typeof table] : undefined;
}

/** Matches a value against all operators of an object. An unknown operator matches nothing. */
export function matchOperators(
  pattern: JsonObject,
  actual: Json | undefined,
  keys: readonly Key[],
  match: Match,
): Mismatch[] {
  return Object.entries(pattern).flatMap(([name, operand]) => {
    const outcome = operatorNamed(name)?.test(operand, actual, match, keys) ?? false;
    if (typeof outcome !== 'boolean') return outcome;
    return outcome ? [] : [{ path: formatPath(keys), keys, expected: { [name]: operand }, actual }];
  });
}

function asList(operand: Json): Json[] {
  return Array.isArray(operand) ? operand : [];
}

/** `^` and `$` match at line ends too: files and outputs have many lines. */
function regex(source: string): RegExp {
  return new RegExp(source, 'm');
}

function regexProblem(source: string): string | undefined {
  try {
    regex(source);
    return undefined;
  } catch {
    return `is not a regular expression: ${source}`;
  }
}

function lengthOf(actual: Json | undefined): number | undefined {
  if (isNothing(actual)) return 0;
  if (Array.isArray(actual)) return actual.length;
  if (typeof actual === 'string') return [...actual].length;
  return isJsonObject(actual) ? Object.keys(actual).length : undefined;
}

/** When no alternative holds: for alternatives that are objects, what the closest one lacks says most. */
function matchAny(alternatives: Json[], actual: Json | undefined, match: Match, keys: readonly Key[]) {
  const outcomes = alternatives.map((pattern) => match(pattern, actual, keys));
  if (outcomes.some((found) => found.length === 0)) return true;
  const [first, ...others] = outcomes;
  if (!first || !alternatives.every((pattern) => isJsonObject(pattern) && !isOperator(pattern))) return false;
  return others.reduce((best, found) => (found.length < best.length ? found : best), first);
}

/** Taking the earliest fit each time finds an order if there is one. */
function isInOrder(patterns: Json[], actual: Json | undefined, match: Match): boolean {
  const elements = Array.isArray(actual) ? actual : [];
  let wanted = 0;
  for (const element of elements) {
    const pattern = patterns[wanted];
    if (pattern !== undefined && match(pattern, element).length === 0) wanted++;
  }
  return wanted === patterns.length;
}
