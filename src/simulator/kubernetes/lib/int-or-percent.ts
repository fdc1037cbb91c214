import type { IntOrString } from './types.js';

/** The number that an int-or-percentage ("25%") stands for out of a total, rounded up or down. */
export function scaledValue(value: IntOrString | undefined, total: number, rounding: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value);
  if (!percent) return Number.parseInt(value, 10) || 0;
  const share = (Number(percent[1]) * total) / 100;
  return rounding === 'up' ? Math.ceil(share) : Math.floor(share);
}
