/** A value of awk: a number, text, or text from input that counts as a number when it looks like one. */
export type Value = number | string | Numeric;

/** Text from input. */
export interface Numeric {
  readonly text: string;
}

const looksNumeric = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
const startsNumeric = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;

/** The number that a value counts as. */
export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : value.text;
  const match = startsNumeric.exec(text);
  return match ? Number(match[0]) : 0;
}

/** A number as text: integers in full, others by the format. */
export function numberText(value: number, format: (value: number) => string): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return Object.is(value, -0) ? '-0' : String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return format(value);
}

/** True when a value is compared as a number. */
export function isNumeric(value: Value): boolean {
  return typeof value === 'number' || (typeof value === 'object' && looksNumeric.test(value.text));
}

/** True for a value that is neither 0 nor empty. */
export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return looksNumeric.test(value.text) ? Number(value.text) !== 0 : value.text !== '';
}
