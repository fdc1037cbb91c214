import type { JsonObject } from '../../json.js';
import { progressVersion } from './model.js';

/** From the version of its key to the next one. Empty as long as there has been only one version. */
const steps: Record<number, (old: JsonObject) => JsonObject> = {};

/** Brings a file of an older version to the current one; undefined when there is no way from it. */
export function migrate(data: JsonObject): JsonObject | undefined {
  let current = data;
  while (current['version'] !== progressVersion) {
    const step = steps[Number(current['version'])];
    if (!step) return undefined;
    current = step(current);
  }
  return current;
}
