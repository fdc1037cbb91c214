import { flag } from '../../docker/api.js';
import { invalid } from '../../docker/errors.js';
import { isBody } from '../../docker/decode.js';
import { parseReference, ReferenceError, tagged, type Reference } from '../../images/reference.js';

/** What `POST /build` is asked for. */
export interface ClassicOptions {
  dockerfile: string;
  tags: Reference[];
  buildArgs: Map<string, string>;
  labels: Record<string, string>;
  target: string;
  noCache: boolean;
  pull: boolean;
  /** Removes intermediate containers: only what is said of them here. */
  remove: boolean;
  quiet: boolean;
}

function stringMap(query: URLSearchParams, name: string): Map<string, string> {
  const text = query.get(name);
  if (!text) return new Map();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(`error reading ${name === 'buildargs' ? 'build args' : name}: invalid JSON`);
  }
  if (value === null) return new Map();
  if (!isBody(value))
    throw invalid(`error reading ${name === 'buildargs' ? 'build args' : name}: not an object`);
  return new Map(
    Object.entries(value).flatMap(([key, entry]) => (typeof entry === 'string' ? [[key, entry]] : [])),
  );
}

/** Reads the query. Throws the engine's 400. */
export function classicOptions(query: URLSearchParams): ClassicOptions {
  const tags = query
    .getAll('t')
    .filter(Boolean)
    .map((name) => {
      try {
        return tagged(parseReference(name));
      } catch (error) {
        if (error instanceof ReferenceError) throw invalid(error.message);
        throw error;
      }
    });
  return {
    dockerfile: query.get('dockerfile') || 'Dockerfile',
    tags,
    buildArgs: stringMap(query, 'buildargs'),
    labels: Object.fromEntries(stringMap(query, 'labels')),
    target: query.get('target') ?? '',
    noCache: flag(query, 'nocache'),
    pull: flag(query, 'pull'),
    remove: flag(query, 'rm', true),
    quiet: flag(query, 'q'),
  };
}
