import { isJsonObject, type Json } from '../json.js';
import { isOperator } from './operators.js';

const isId = (name: string) => /^(sha256:)?([0-9a-f]{12}|[0-9a-f]{64})$/.test(name);

/**
 * The short name of an image, so that spellings of one image compare equal: without `docker.io/library/` (and
 * Podman's `localhost/`), with `:latest` when neither tag nor digest is given. Ids stay as they are.
 */
export function familiarImage(name: string): string {
  if (name === '' || isId(name)) return name;
  const short = name.replace(/^(index\.)?docker\.io\//, '').replace(/^(library|localhost)\//, '');
  if (short.includes('@')) return short;
  return /:[^/]*$/.test(short) ? short : `${short}:latest`;
}

/** The two halves of an image name: "localhost:5001/shop/web", "v1". */
export function splitImage(name: string): { repository: string; tag: string } {
  const [, repository = name, tag = ''] = /^(.*?)(?::([^/:@]*))?$/.exec(familiarImage(name)) ?? [];
  return { repository, tag };
}

/** Operators whose operand is a part of a text, not a whole image name. */
const partial = ['$regex', '$contains', '$length'];

/** Makes the image names in a value, or in a pattern for it, familiar. */
export function familiarImages(value: Json): Json {
  if (typeof value === 'string') return familiarImage(value);
  if (Array.isArray(value)) return value.map(familiarImages);
  if (!isJsonObject(value) || !isOperator(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, operand]) => {
      // A list that must contain a name: $contains with a name that has a repository and a tag.
      return [name, partial.includes(name) ? operand : familiarImages(operand)];
    }),
  );
}

/** Applies a change to the value of one key, where the object has it. */
export function changeKey(object: Json, key: string, change: (value: Json) => Json): Json {
  if (!isJsonObject(object) || !Object.hasOwn(object, key)) return object;
  return { ...object, [key]: change(object[key] ?? null) };
}
