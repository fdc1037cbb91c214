import jsonPatch from 'fast-json-patch';
import type { Fields, Value } from '../../contract.js';
import { ApiError } from '../../contract.js';
import { badRequest } from '../errors.js';
import { isFields } from '../../schema/value.js';

const goName = (value: Value) =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;

/** RFC 6902. Throws 400 for what is no patch and 422 for one that cannot be applied. */
export function applyJsonPatch(target: Fields, patch: Value): Fields {
  if (!Array.isArray(patch))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goName(patch)} into Go value of type []handlers.jsonPatchOp`,
    );
  let document: Value = structuredClone(target);
  for (const operation of patch) {
    if (!isFields(operation)) throw badRequest('error decoding patch: not an operation');
    try {
      document = jsonPatch.applyOperation(
        document,
        operation as unknown as jsonPatch.Operation,
        true,
        true,
      ).newDocument;
    } catch {
      throw new ApiError(
        422,
        'Invalid',
        'the server rejected our request due to an error in our request',
        {},
      );
    }
  }
  return document;
}
