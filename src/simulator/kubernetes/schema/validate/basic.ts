import type { Value } from '../../contract.js';
import type { Report } from './report.js';

/** Reports values that are not in the list; nothing for those that are missing. */
export function oneOf(
  value: Value | undefined,
  allowed: readonly string[],
  path: string,
  report: Report,
): void {
  if (value !== undefined && !allowed.includes(value as string)) report.unsupported(path, value, allowed);
}

/** Reports numbers below zero. */
export function notNegative(value: Value | undefined, path: string, report: Report): void {
  if (typeof value === 'number' && value < 0)
    report.invalid(path, value, 'must be greater than or equal to 0');
}

/** Reports numbers that are no port. */
export function port(value: Value | undefined, path: string, report: Report): void {
  if (typeof value === 'number' && (value < 1 || value > 65535))
    report.invalid(path, value, 'must be between 1 and 65535, inclusive');
}

/** What is wrong with the name of a port (IANA service name). */
export function portNameProblems(name: string): string[] {
  return [
    ...(name.length > 15 ? ['must be no more than 15 characters'] : []),
    ...(/^[-a-z0-9]+$/.test(name)
      ? []
      : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
    ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
    ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
    ...(/^-|-$/.test(name) ? ['must not begin or end with a hyphen'] : []),
  ];
}
