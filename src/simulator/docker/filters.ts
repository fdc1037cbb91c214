import { invalid } from './errors.js';

/** Filters of a request: values by name. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the `filters` parameter: `{"name":{"web":true}}`, or `{"name":["web"]}` of older clients. `known`: names that
 * the command takes; others are errors.
 */
export function parseFilters(text: string | null, known?: readonly string[]): Filters {
  if (!text) return new Map();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('invalid filter');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid('invalid filter');
  const filters = new Map<string, string[]>();
  for (const [name, values] of Object.entries(json as Record<string, unknown>)) {
    if (known && !known.includes(name)) throw invalid(`invalid filter '${name}'`);
    if (Array.isArray(values)) filters.set(name, values.map(String));
    else if (typeof values === 'object' && values !== null)
      filters.set(
        name,
        Object.entries(values as Record<string, unknown>).flatMap(([value, on]) =>
          on === true ? [value] : [],
        ),
      );
    else throw invalid('invalid filter');
  }
  return filters;
}

/** Whether labels have what the filter wants: "key" or "key=value", all of them. */
export function matchesLabels(
  labels: Readonly<Record<string, string>> | null,
  wanted?: readonly string[],
): boolean {
  return (wanted ?? []).every((text) => {
    const cut = text.indexOf('=');
    const key = cut < 0 ? text : text.slice(0, cut);
    if (!labels || !Object.hasOwn(labels, key)) return false;
    return cut < 0 || labels[key] === text.slice(cut + 1);
  });
}

/** The one truth value of a filter. Throws with the engine's words for anything else. */
export function booleanFilter(filters: Filters, name: string): boolean | undefined {
  const values = filters.get(name);
  if (!values || values.length === 0) return undefined;
  const truths = values.map((value) => {
    if (['1', 'true', 'True', 'TRUE', 't', 'T'].includes(value)) return true;
    if (['0', 'false', 'False', 'FALSE', 'f', 'F'].includes(value)) return false;
    throw invalid(`invalid filter '${name}=${value}'`);
  });
  if (new Set(truths).size > 1) throw invalid(`invalid filter '${name}'`);
  return truths[0];
}

/** A shell pattern (*, ?, [..]) as a regular expression; * does not cross slashes. */
export function globPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^$a/;
  }
}
