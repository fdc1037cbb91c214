import { isJsonObject, type Json } from '../json.js';
import { isOperator, operatorNamed } from './operators.js';
import type { Key } from './path.js';
import { operators, type Check } from './schema.js';

/** A mistake in a pattern or check that can be known without running it. */
interface Problem {
  /** Where, from the root of what was looked at: for a file:line:column. */
  path: readonly Key[];
  /** What is wrong, as a sentence without the place. */
  says: string;
}

/** Finds unknown and malformed operators, at any depth. */
export function patternProblems(pattern: Json, path: readonly Key[] = []): Problem[] {
  if (Array.isArray(pattern)) return pattern.flatMap((element, i) => patternProblems(element, [...path, i]));
  if (!isJsonObject(pattern)) return [];
  const entries = Object.entries(pattern);
  if (isOperator(pattern))
    return entries.flatMap(([name, operand]) => operatorProblems(name, operand, [...path, name]));
  return entries.flatMap(([key, value]) => {
    const at = [...path, key];
    if (!key.startsWith('$')) return patternProblems(value, at);
    return [{ path: at, says: `The operator ${key} can not stand beside plain keys: put both under $all.` }];
  });
}

function operatorProblems(name: string, operand: Json, path: readonly Key[]): Problem[] {
  const operator = operatorNamed(name);
  if (!operator) {
    return [{ path, says: `There is no operator ${name}. Operators: ${Object.keys(operators).join(', ')}.` }];
  }
  const problem = operator.problem(operand);
  if (problem) return [{ path, says: `The operand of ${name} ${problem}.` }];
  return (operator.inner?.(operand) ?? []).flatMap(({ at, pattern }) =>
    patternProblems(pattern, [...path, ...at]),
  );
}

/** Fields of checks that hold patterns. */
const patternFields = ['where', 'match', 'count', 'line', 'exit', 'status', 'headers', 'body'] as const;

/**
 * Finds what the schema can not say about a check: patterns that are none, fields that exclude or need each other.
 * @param remembered names under `remember` of the step, to find a `$remembered` that nothing was kept for
 */
export function checkProblems(check: Check, remembered?: readonly string[]): Problem[] {
  const fields: { [key: string]: Json | undefined } = check;
  const patterns = patternFields.flatMap((field) => {
    const pattern = fields[field];
    return pattern === undefined ? [] : patternProblems(pattern, [field]);
  });
  return [...patterns, ...fieldProblems(check), ...(remembered ? forgotten(check, remembered, []) : [])];
}

function fieldProblems(check: Check): Problem[] {
  const problem = (says: string): Problem[] => [{ path: [], says }];
  switch (check.kind) {
    case 'container':
    case 'image':
    case 'network':
    case 'volume':
      if ((check.name === undefined) === (check.where === undefined))
        return problem('Give either "name" or "where".');
      return check.count !== undefined && check.name !== undefined
        ? problem('"count" goes with "where".')
        : [];
    case 'absent':
      if (check.of === 'file' && check.name === undefined)
        return problem('Give the path of the file as "name".');
      return (check.name === undefined) === (check.where === undefined)
        ? problem('Give either "name" or "where".')
        : [];
    case 'answer': {
      const given = [check.equals, check.match, check.value].filter((way) => way !== undefined);
      return given.length === 1 ? [] : problem('Give one of "equals", "match" and "value".');
    }
    default:
      return [];
  }
}

function forgotten(value: Json | undefined, names: readonly string[], path: readonly Key[]): Problem[] {
  if (Array.isArray(value)) return value.flatMap((element, i) => forgotten(element, names, [...path, i]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    if (key !== '$remembered') return forgotten(inner, names, at);
    return typeof inner !== 'string' || names.includes(inner)
      ? []
      : [{ path: at, says: `The step keeps nothing named "${inner}" under "remember".` }];
  });
}
