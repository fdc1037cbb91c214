import { isJsonObject, type Json } from '../json.js';

/** One step into a value: a key of an object or an index of a list. */
export type Key = string | number;

const plainKey = /^[A-Za-z_$][\w$-]*$/;

/** Writes a path as people do: `State.Status`, `Config.Env[2]`, `NetworkSettings.Ports["80/tcp"][0].HostPort`. */
export function formatPath(keys: readonly Key[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    if (!plainKey.test(key)) return `${path}[${JSON.stringify(key)}]`;
    return path === '' ? key : `${path}.${key}`;
  }, '');
}

// "key"], [2], then anything up to the next dot or bracket.
const step = /\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]|\.?([^.[]+)|\.|\[/gy;

/**
 * Reads a path. Besides what `formatPath` writes it takes what people type: a leading dot (as in Go templates),
 * numbers between dots for list elements (`Config.Env.2`), keys such as `80/tcp` without quotes.
 */
export function parsePath(path: string): Key[] {
  const keys: Key[] = [];
  for (const [, quoted, index, bare] of path.matchAll(step)) {
    if (quoted !== undefined) keys.push(unquote(quoted));
    else if (index !== undefined) keys.push(Number(index));
    else if (bare !== undefined) keys.push(bare);
  }
  return keys;
}

function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

/** The value at a path, or undefined when nothing is there. */
export function valueAt(value: Json | undefined, path: readonly Key[] | string): Json | undefined {
  const keys = typeof path === 'string' ? parsePath(path) : path;
  return keys.reduce<Json | undefined>((at, key) => {
    if (Array.isArray(at)) return /^\d+$/.test(String(key)) ? at[Number(key)] : undefined;
    return isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }, value);
}
