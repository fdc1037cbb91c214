import { parse, parseDocument } from 'yaml';
import type { Fields, Value } from '../../contract.js';
import { ApiError } from '../../contract.js';
import { isFields } from '../../schema/value.js';
import { badRequest } from '../errors.js';
import { duplicateFields } from './duplicates.js';
import { decodeProtobuf } from './protobuf.js';

/** A decoded body, with what the strict decoder has to say of its text. */
export interface Body {
  value: Value;
  duplicates: string[];
}

const accepted = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

function unsupported(types: string): ApiError {
  return new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${types}`,
  );
}

/** What Go's decoder says of text that is no JSON. */
export function jsonProblem(text: string): string {
  const trimmed = text.trimStart();
  if (trimmed === '') return 'unexpected end of JSON input';
  try {
    JSON.parse(text);
  } catch (error) {
    const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? -1);
    const character = position >= 0 ? text[position] : undefined;
    if (character === undefined) return 'unexpected end of JSON input';
    const before = text.slice(0, position).trimEnd().at(-1);
    const where =
      before === '{' ? 'looking for beginning of object key string' : 'looking for beginning of value';
    return `invalid character '${character}' ${where}`;
  }
  return 'json parse error';
}

function unrecognised(kind: string, why: string, shown: string): ApiError {
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${shown})`,
  );
}

const typeOnly =
  'json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** Decodes the object in a body by its media type. `kind` is that of the URL, for messages. */
export function readObject(
  body: Buffer,
  contentType: string | undefined,
  kind: string,
): Body & { value: Fields } {
  const type = (contentType ?? 'application/json').split(';')[0]!.trim();
  if (type === 'application/vnd.kubernetes.protobuf') return { value: decodeProtobuf(body), duplicates: [] };
  if (type !== 'application/json' && type !== 'application/yaml' && type !== '') throw unsupported(accepted);
  const text = body.toString('utf8');
  const asYaml = type === 'application/yaml' || !/^\s*[[{]/.test(text);
  if (asYaml && text.trim() !== '') return readYaml(text, kind);
  try {
    const value = JSON.parse(text) as Value;
    if (!isFields(value)) throw unrecognised(kind, typeOnly, body.subarray(0, 64).toString('hex'));
    return { value, duplicates: duplicateFields(text).map((path) => `duplicate field "${path}"`) };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw unrecognised(kind, jsonProblem(text), text === '' ? '<empty>' : text);
  }
}

function readYaml(text: string, kind: string): Body & { value: Fields } {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: true });
  const duplicates = document.errors
    .filter((error) => error.code === 'DUPLICATE_KEY')
    .map((error) => {
      const line = error.linePos?.[0].line ?? 0;
      const key = text.split('\n')[line - 1]?.trim().split(':')[0] ?? '';
      return `yaml: unmarshal errors:\n  line ${line}: key ${JSON.stringify(key)} already set in map`;
    });
  const value = parse(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' }) as Value;
  if (!isFields(value)) throw unrecognised(kind, 'yaml: not an object', text.slice(0, 64));
  return { value, duplicates };
}

/** Decodes a patch. Throws 400 in the words of the server. */
export function readPatch(body: Buffer, type: string): Value {
  const text = body.toString('utf8');
  if (type === 'application/apply-patch+yaml') {
    try {
      return parse(text, { version: '1.1', logLevel: 'silent' }) as Value;
    } catch (error) {
      throw badRequest(`error decoding YAML: ${(error as Error).message}`);
    }
  }
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw badRequest(`error decoding patch: ${jsonProblem(text)}`);
  }
}
