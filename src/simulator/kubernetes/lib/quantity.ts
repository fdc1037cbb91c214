const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * The number that a quantity (k8s.io/apimachinery resource.Quantity) stands for: "100m" is 0.1, "1Gi" is 1073741824,
 * "1e3" is 1000. NaN when it is none.
 */
export function parseQuantity(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(String(text));
  if (!match) return NaN;
  const [, digits, exponent, suffix] = match;
  return Number(`${digits}${exponent ?? ''}`) * (suffixes[suffix ?? ''] ?? 1);
}

/** In thousandths, as a whole number: what cpu is compared in. Rounds up, as the real one does. */
export function milliValue(text: string | number | undefined): number {
  const milli = parseQuantity(text) * 1000;
  return Math.ceil(Number(milli.toFixed(6)));
}

/** Writes a number as a decimal quantity in its shortest form: 0.5 is "500m", 1000 is "1k". */
export function decimalQuantity(value: number): string {
  if (value === 0) return '0';
  if (!Number.isInteger(value)) {
    const milli = value * 1000;
    const whole = Math.ceil(Number(milli.toFixed(6)));
    return whole % 1000 === 0 ? decimalQuantity(whole / 1000) : `${whole}m`;
  }
  for (const suffix of ['E', 'P', 'T', 'G', 'M', 'k']) {
    const unit = suffixes[suffix] ?? 1;
    if (value % unit === 0) return `${value / unit}${suffix}`;
  }
  return String(value);
}

/** Writes a number as a binary quantity in its shortest form: 1073741824 is "1Gi", 1000 is "1000". */
export function binaryQuantity(value: number): string {
  const whole = Math.ceil(value);
  if (whole === 0) return '0';
  for (const suffix of ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki']) {
    const unit = suffixes[suffix] ?? 1;
    if (whole % unit === 0) return `${whole / unit}${suffix}`;
  }
  return String(whole);
}
