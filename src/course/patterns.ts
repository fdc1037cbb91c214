import { operators } from '../checks/schema.js';
import { closest } from './source/closest.js';
import { describe } from './source/describe.js';
import type { SourcePath } from './source/document.js';
import { isMap } from './source/shape.js';

/** A wrong operator of a pattern, with its path inside the value that was looked at. */
export interface PatternMistake {
  path: SourcePath;
  message: string;
  next?: string;
}

type Operator = keyof typeof operators;

/** What each operator wants to its right; undefined when the operand is fine. */
const operandRules: Record<Operator, (operand: unknown) => string | undefined> = {
  $equals: () => undefined,
  $regex: regexMistake,
  $contains: () => undefined,
  $in: (operand) => (Array.isArray(operand) ? undefined : 'expected a list'),
  $not: () => undefined,
  $all: (operand) => (Array.isArray(operand) ? undefined : 'expected a list of patterns'),
  $any: (operand) => (Array.isArray(operand) ? undefined : 'expected a list of patterns'),
  $order: (operand) => (Array.isArray(operand) ? undefined : 'expected a list of patterns'),
  $exists: (operand) => (typeof operand === 'boolean' ? undefined : 'expected true or false'),
  $gt: numberMistake,
  $gte: numberMistake,
  $lt: numberMistake,
  $lte: numberMistake,
  $length: (operand) =>
    typeof operand === 'number' || isMap(operand) ? undefined : 'expected a number or an operator',
  $same: (operand) =>
    isMap(operand) && ['kind', 'name', 'path'].every((key) => typeof operand[key] === 'string')
      ? undefined
      : 'expected {kind: ..., name: ..., path: ...}',
  $remembered: (operand) =>
    typeof operand === 'string' ? undefined : 'expected the name of a remembered value',
};

function numberMistake(operand: unknown): string | undefined {
  return typeof operand === 'number' ? undefined : 'expected a number';
}

function regexMistake(operand: unknown): string | undefined {
  if (typeof operand !== 'string') return 'expected a regular expression as text';
  try {
    new RegExp(operand, 'm');
    return undefined;
  } catch (error) {
    return `not a regular expression: ${(error as Error).message.replace(/^Invalid regular expression: /, '')}; found`;
  }
}

/** Finds unknown and misused $operators anywhere inside a check. */
export function patternMistakes(value: unknown, path: SourcePath = []): PatternMistake[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => patternMistakes(each, [...path, index]));
  if (!isMap(value)) return [];
  const keys = Object.keys(value);
  const plain = keys.find((key) => !key.startsWith('$'));
  return keys.flatMap((key): PatternMistake[] => {
    const at = [...path, key];
    const inside = patternMistakes(value[key], at);
    if (!key.startsWith('$')) return inside;
    const mistake = operatorMistake(key, value[key], plain);
    return mistake ? [{ path: at, ...mistake }, ...inside] : inside;
  });
}

function operatorMistake(
  key: string,
  operand: unknown,
  plain: string | undefined,
): Omit<PatternMistake, 'path'> | undefined {
  if (!Object.hasOwn(operators, key)) {
    const near = closest(key, Object.keys(operators));
    return {
      message: `unknown operator "${key}"`,
      next: near ? `did you mean "${near}"?` : `the operators are ${Object.keys(operators).join(', ')}`,
    };
  }
  if (plain !== undefined) {
    return {
      message: `"${key}" stands beside the ordinary key "${plain}"; a map has either operators or keys`,
      next: 'use {$all: [..., ...]} to ask for both',
    };
  }
  const wrong = operandRules[key as Operator](operand);
  return wrong === undefined
    ? undefined
    : { message: `"${key}": ${wrong}${wrong.endsWith('found') ? '' : ', found'} ${describe(operand)}` };
}
