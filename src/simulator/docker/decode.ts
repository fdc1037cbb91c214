import { invalid } from './errors.js';

/** Kinds of values in the engine's JSON bodies. */
export type Kind = 'string' | 'bool' | 'int' | 'strings' | 'map' | 'object' | 'any';

/** A field: its name, its kind, and the value it has when it is left out (undefined: then it stays out). */
export type Field = readonly [name: string, kind: Kind, fallback: unknown];

/** A JSON object of the API. */
export type Body = Record<string, unknown>;

/** True for a JSON object. */
export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const goTypes: Record<Kind, string> = {
  string: 'string',
  bool: 'bool',
  int: 'int64',
  strings: '[]string',
  map: 'map[string]string',
  object: 'map[string]interface {}',
  any: 'interface {}',
};

function fits(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'string':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'int':
      return Number.isInteger(value);
    case 'strings':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
    case 'map':
      return isBody(value) && Object.values(value).every((entry) => typeof entry === 'string');
    case 'object':
      return isBody(value);
    case 'any':
      return true;
  }
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return value !== null && typeof value === 'object' ? 'object' : typeof value;
}

/** Takes the known fields of a body, in their order, as Go's decoder would: names in any case, null means left out. */
export function decode(body: Body, fields: readonly Field[], struct: string): Body {
  const given = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
  const out: Body = {};
  for (const [name, kind, fallback] of fields) {
    const value = given.get(name.toLowerCase());
    if (value === undefined || value === null) {
      if (fallback !== undefined) out[name] = fallback;
      continue;
    }
    if (!fits(value, kind))
      throw invalid(
        `invalid JSON: json: cannot unmarshal ${jsonType(value)} into Go struct field ${struct}.${name} of type ${goTypes[kind]}`,
      );
    out[name] = value;
  }
  return out;
}

/** Reads the text of a body. Throws with the engine's words when it is not a JSON object. */
export function parseBody(text: string): Body {
  if (text.trim() === '') throw invalid('invalid JSON: got EOF while reading request body');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(`invalid JSON: ${goSyntax(text, error)}`);
  }
  if (!isBody(value))
    throw invalid(
      `invalid JSON: json: cannot unmarshal ${jsonType(value)} into Go value of type map[string]interface {}`,
    );
  return value;
}

function goSyntax(text: string, error: unknown): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const character = position === undefined ? undefined : text[Number(position)];
  if (character === undefined) return 'unexpected EOF';
  return `invalid character '${character}' looking for beginning of value`;
}

/** A string of a decoded body. */
export const str = (body: Body, name: string): string => (typeof body[name] === 'string' ? body[name] : '');
/** A number of a decoded body. */
export const num = (body: Body, name: string): number => (typeof body[name] === 'number' ? body[name] : 0);
/** A truth value of a decoded body. */
export const bool = (body: Body, name: string): boolean => body[name] === true;
/** A list of strings of a decoded body. */
export const list = (body: Body, name: string): string[] =>
  Array.isArray(body[name]) ? body[name].filter((entry): entry is string => typeof entry === 'string') : [];
/** An object of a decoded body. */
export const sub = (body: Body, name: string): Body => (isBody(body[name]) ? body[name] : {});
/** A map of strings of a decoded body. */
export const map = (body: Body, name: string): Record<string, string> =>
  sub(body, name) as Record<string, string>;
