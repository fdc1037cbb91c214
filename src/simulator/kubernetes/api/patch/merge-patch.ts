import type { Fields, Value } from '../../contract.js';
import { isFields } from '../../schema/value.js';

/** RFC 7396: null removes, objects merge, all else replaces. */
export function mergePatch(target: Value | undefined, patch: Value): Value {
  if (!isFields(patch)) return patch;
  const result: Fields = isFields(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}
