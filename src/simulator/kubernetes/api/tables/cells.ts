import type { Fields, Value } from '../../contract.js';
import { at, fields, objects, stringMap, text } from '../../schema/value.js';

/** A cell of a Table. */
export type Cell = string | number | boolean | null;
/** The cells of a row. `now`: milliseconds since the epoch, for ages. */
export type Row = (object: Fields, now: number) => Cell[];

/** A number that may be missing. */
export const count = (value: Value | undefined): number => (typeof value === 'number' ? value : 0);
export const orNone = (value: unknown): string => text(value) || '<none>';

/** How long ago a time is, as short as kubectl shows it: 45s, 3m5s, 12m, 5h, 3d4h, 2y10d. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 ? `${minutes}m${seconds % 60}s` : `${minutes}m`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return minutes % 60 ? `${hours}h${minutes % 60}m` : `${hours}h`;
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return hours % 24 ? `${days}d${hours % 24}h` : `${days}d`;
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  if (days < 2920) return days % 365 ? `${years}y${days % 365}d` : `${years}y`;
  return `${years}y`;
}

export function since(time: unknown, now: number): string {
  const at = Date.parse(text(time));
  return Number.isNaN(at) ? '<unknown>' : duration(now - at);
}

export const name = (object: Fields) => text(at(object, 'metadata', 'name'));
export const created = (object: Fields) => text(at(object, 'metadata', 'creationTimestamp'));
export const age = (object: Fields, now: number) => since(created(object), now);

/** Names and images of the containers of a pod template. */
export function containersOf(podSpec: Value | undefined): [names: string, images: string] {
  const containers = objects(at(podSpec, 'containers'));
  return [
    containers.map((c) => text(c['name'])).join(','),
    containers.map((c) => text(c['image'])).join(','),
  ];
}

/** Labels as a=b,c=d. */
export function labelsText(labels: unknown): string {
  const pairs = Object.entries(stringMap(labels)).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([key, value]) => `${key}=${value}`).join(',') || '<none>';
}

/** A label selector as text: a=b,c in (d,e),!f. */
export function selectorText(selector: Value | undefined): string {
  const { matchLabels, matchExpressions } = fields(selector);
  const operators: Record<string, (key: string, values: string) => string> = {
    In: (key, values) => `${key} in (${values})`,
    NotIn: (key, values) => `${key} notin (${values})`,
    Exists: (key) => key,
    DoesNotExist: (key) => `!${key}`,
  };
  const terms = [
    ...Object.entries(stringMap(matchLabels)).map(([key, value]) => [key, `${key}=${value}`] as const),
    ...objects(matchExpressions).map((e) => {
      const key = text(e['key']);
      const values = ((e['values'] ?? []) as string[]).toSorted().join(',');
      return [key, operators[text(e['operator'])]?.(key, values) ?? ''] as const;
    }),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  return terms.map(([, term]) => term).join(',') || '<none>';
}

/** Access modes in short: RWO,ROX. */
export function modesText(modes: Value | undefined): string {
  const short: Record<string, string> = {
    ReadWriteOnce: 'RWO',
    ReadOnlyMany: 'ROX',
    ReadWriteMany: 'RWX',
    ReadWriteOncePod: 'RWOP',
  };
  return [...new Set(((modes ?? []) as string[]).map((mode) => short[mode] ?? ''))].join(',');
}

/** True when the object has a condition of this type with status True. */
export function hasCondition(object: Fields, type: string): boolean {
  return objects(at(object, 'status', 'conditions')).some(
    (c) => c['type'] === type && c['status'] === 'True',
  );
}
