import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { isOperator } from './operators.js';
import { formatPath, type Key } from './path.js';

/** Longest value in a sentence, in characters: half a line of a narrow screen. */
const valueWidth = 48;
/** Longest text kept in the facts of evidence. */
const factWidth = 200;

/** Cuts text to a width, with an ellipsis; line breaks become blanks. */
export function shorten(text: string, width = valueWidth): string {
  const line = text.replace(/\s*\n\s*/g, ' ').trim();
  const characters = [...line];
  return characters.length <= width ? line : `${characters.slice(0, width - 1).join('')}…`;
}

/** Ids and digests as the CLI shows them: twelve hex digits. */
function shortId(text: string): string {
  return text.replace(/^sha256:(?=[0-9a-f]{64}$)/, '').replace(/^([0-9a-f]{12})[0-9a-f]{52}$/, '$1');
}

/** A value for a sentence: short, never "undefined". */
export function sayValue(value: Json | undefined): string {
  if (value === undefined || value === null) return 'not set';
  if (typeof value === 'string') return value === '' ? 'empty' : shorten(shortId(value));
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  return shorten(JSON.stringify(value));
}

/** A value small enough to be kept as a fact of evidence; what is larger becomes shortened text. */
export function factValue(value: Json | undefined): Json | undefined {
  if (typeof value === 'string')
    return value.length <= factWidth ? value : `${value.slice(0, factWidth - 1)}…`;
  if (value === undefined || JSON.stringify(value).length <= factWidth) return value;
  return shorten(JSON.stringify(value), factWidth);
}

/** A pattern in words: "at least 3", "something with `slim`". */
export function describe(pattern: Json): string {
  if (isJsonObject(pattern) && isOperator(pattern))
    return Object.entries(pattern)
      .map(([name, value]) => describeOperator(name, value))
      .join(' and ');
  if (pattern === null) return 'nothing';
  return sayValue(pattern);
}

const phrases: Record<string, (operand: Json) => string> = {
  $regex: (operand) => `something like /${sayValue(operand)}/`,
  $contains: (operand) => `something with ${describe(operand)}`,
  $in: (operand) => listWords(operand, 'or'),
  $any: (operand) => listWords(operand, 'or'),
  $all: (operand) => listWords(operand, 'and'),
  $order: (operand) => listWords(operand, 'before'),
  $not: (operand) => `anything but ${describe(operand)}`,
  $exists: (operand) => (operand === true ? 'to be set' : 'not to be set'),
  $gt: (operand) => `more than ${sayValue(operand)}`,
  $gte: (operand) => `at least ${sayValue(operand)}`,
  $lt: (operand) => `less than ${sayValue(operand)}`,
  $lte: (operand) => `at most ${sayValue(operand)}`,
  $length: (operand) => `a length of ${describe(operand)}`,
};

function describeOperator(name: string, operand: Json): string {
  return phrases[name]?.(operand) ?? describe(operand);
}

function listWords(operand: Json, word: string): string {
  return (Array.isArray(operand) ? operand : [operand]).map(describe).join(` ${word} `);
}

/** The first facts that a pattern states, in words: "State.ExitCode: 3". For checklist lines. */
export function patternFacts(pattern: Json, most = 2): string {
  const facts = leaves(pattern, []).map(({ keys, value }) =>
    keys.length > 0 ? `${formatPath(keys)}: ${describe(value)}` : describe(value),
  );
  return facts.slice(0, most).join(', ') + (facts.length > most ? ', …' : '');
}

function leaves(pattern: Json, keys: readonly Key[]): { keys: readonly Key[]; value: Json }[] {
  if (!isJsonObject(pattern) || isOperator(pattern) || isEmpty(pattern)) return [{ keys, value: pattern }];
  return Object.entries(pattern).flatMap(([key, value]) => leaves(value, [...keys, key]));
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}

/** First letter large, for the start of a sentence. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
