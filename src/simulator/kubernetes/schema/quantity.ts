/** A quantity as an exact number of thousandths-of-thousandths-of-thousandths (nano units). */
export interface Quantity {
  nano: bigint;
  format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
}

const pattern = /^([+-]?)(\d+\.?\d*|\.\d+)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$/;
const decimal: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Record<string, number> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** What the API server answers to a malformed quantity. */
export const quantityError =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Reads "500m", "1.5Gi", "1e3"; undefined when malformed. Finer than nano is rounded up, as the real one does. */
export function parseQuantity(text: string | number): Quantity | undefined {
  const match = pattern.exec(String(text));
  if (!match) return undefined;
  const [, sign, digits = '', suffix = ''] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const exponent = /^[eE]./.test(suffix) ? Number(suffix.slice(1)) : (decimal[suffix] ?? 0);
  let value = BigInt(whole + fraction || '0');
  let power = 9 + exponent - fraction.length;
  if (binary[suffix]) {
    value <<= BigInt(binary[suffix]);
    power = 9 - fraction.length;
  }
  const scale = 10n ** BigInt(Math.abs(power));
  const nano = power >= 0 ? value * scale : (value + scale - 1n) / scale;
  return {
    nano: sign === '-' ? -nano : nano,
    format: binary[suffix] ? 'BinarySI' : /^[eE]./.test(suffix) ? 'DecimalExponent' : 'DecimalSI',
  };
}

/** The canonical text: the largest suffix that needs no fraction. */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0';
  const sign = nano < 0n ? '-' : '';
  const value = nano < 0n ? -nano : nano;
  const unit = 10n ** 9n;
  // Below 1024 units binary suffixes are no use; fractions are written in decimal then.
  if (format === 'BinarySI' && value % unit === 0n && value >= 1024n * unit) {
    let rest = value / unit;
    let suffix = '';
    for (const name of Object.keys(binary)) {
      if (rest % 1024n !== 0n) break;
      rest /= 1024n;
      suffix = name;
    }
    return `${sign}${rest}${suffix}`;
  }
  let rest = value;
  let power = -9;
  while (rest % 1000n === 0n && power < 18) {
    rest /= 1000n;
    power += 3;
  }
  const suffix =
    format === 'DecimalExponent'
      ? power === 0
        ? ''
        : `e${power}`
      : (Object.keys(decimal).find((name) => decimal[name] === power) ?? '');
  return `${sign}${rest}${suffix}`;
}

/** The canonical text of a quantity; undefined when malformed. */
export function canonicalQuantity(text: string | number): string | undefined {
  const quantity = parseQuantity(text);
  return quantity && formatQuantity(quantity);
}

/** Compares two well-formed quantities: negative, 0 or positive. */
export function compareQuantities(a: string | number, b: string | number): number {
  const difference = (parseQuantity(a)?.nano ?? 0n) - (parseQuantity(b)?.nano ?? 0n);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The sum of well-formed quantities, in the format of the first that is not zero. */
export function addQuantities(texts: readonly (string | number)[]): string {
  const all = texts.map((text) => parseQuantity(text)).filter((q) => q !== undefined);
  const format = all.find((q) => q.nano !== 0n)?.format ?? 'DecimalSI';
  return formatQuantity({ nano: all.reduce((sum, q) => sum + q.nano, 0n), format });
}
