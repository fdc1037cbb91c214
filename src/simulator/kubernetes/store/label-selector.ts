import { ApiError } from '../contract.js';
import { matchesRequirement } from '../lib/selector.js';

/** One demand of a label selector. `=` and `==` are In with one value, `!=` is NotIn. */
export interface LabelRequirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  values: readonly string[];
}

const valuePattern = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** True when the labels meet every requirement. */
export function matchesLabels(
  requirements: readonly LabelRequirement[],
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return requirements.every((requirement) => matchesRequirement(requirement, labels));
}

type Token = { text: string; symbol: boolean };

function tokens(text: string): Token[] {
  return [...text.matchAll(/\s*(==|!=|>|<|=|!|\(|\)|,|[^\s=!<>(),]+)/g)].map((m) => ({
    text: m[1]!,
    symbol: /^[=!<>(),]/.test(m[1]!),
  }));
}

function fail(message: string): never {
  throw new ApiError(400, 'BadRequest', `unable to parse requirement: ${message}`);
}

function checkValue(key: string, value: string): string {
  if (!valuePattern.test(value) || value.length > 63)
    fail(
      `values[0][${key}]: Invalid value: "${value}": a valid label must be an empty string or consist of ` +
        `alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ` +
        `(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    );
  return value;
}

/** Reads a selector as of the query parameter labelSelector. Throws 400 in the words of the API server. */
export function parseLabelSelector(text: string): LabelRequirement[] {
  const list = tokens(text);
  const requirements: LabelRequirement[] = [];
  let at = 0;
  const peek = () => list[at]?.text ?? '';
  const isWord = () => list[at] !== undefined && !list[at]!.symbol;
  const word = () => (isWord() ? list[at++]!.text : fail(`found '${peek()}', expected: identifier`));
  while (at < list.length) {
    if (peek() === '!') {
      at++;
      requirements.push({ key: word(), operator: 'DoesNotExist', values: [] });
    } else {
      const key = word();
      const operator = peek();
      if (operator === '' || operator === ',') {
        requirements.push({ key, operator: 'Exists', values: [] });
      } else if (operator === 'in' || operator === 'notin') {
        at++;
        if (peek() !== '(') fail(`found '${peek()}' expected: '('`);
        at++;
        const values: string[] = [];
        while (peek() !== ')') {
          values.push(checkValue(key, isWord() ? word() : ''));
          if (peek() === ',') at++;
          else if (peek() !== ')') fail(`found '${peek()}', expected: ',' or ')'`);
        }
        at++;
        requirements.push({ key, operator: operator === 'in' ? 'In' : 'NotIn', values });
      } else if (['=', '==', '!=', '>', '<'].includes(operator)) {
        at++;
        const value = isWord() ? word() : '';
        if (value === '' && peek() !== '' && peek() !== ',') fail(`found '${peek()}', expected: identifier`);
        const kinds = { '=': 'In', '==': 'In', '!=': 'NotIn', '>': 'Gt', '<': 'Lt' } as const;
        requirements.push({
          key,
          operator: kinds[operator as keyof typeof kinds],
          values: [checkValue(key, value)],
        });
      } else fail(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
    }
    if (peek() === ',') {
      at++;
      if (at === list.length) fail(`found '', expected: identifier after ','`);
    } else if (at < list.length) fail(`found '${peek()}', expected: ',' or 'end of string'`);
  }
  return requirements;
}

/** A selector as objects hold it (matchLabels and matchExpressions) as requirements. */
export function selectorRequirements(selector: {
  matchLabels?: Readonly<Record<string, string>>;
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}): LabelRequirement[] {
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]): LabelRequirement => ({
      key,
      operator: 'In',
      values: [value],
    })),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values }): LabelRequirement => ({
      key,
      operator: operator as LabelRequirement['operator'],
      values: values ?? [],
    })),
  ];
}
