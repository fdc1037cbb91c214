import type { World } from '../environments/contract.js';
import type { Json } from '../json.js';
import { readValue } from './resolve.js';
import type { ValueRef } from './schema.js';

/**
 * Reads the values that a step keeps when it begins, for `$remembered`. What is not there then is kept as null, so
 * that a later value differs from it. Throws TutorError when the engine can not be asked.
 */
export async function remember(
  step: { remember?: Readonly<Record<string, ValueRef>> | undefined },
  world: World,
): Promise<Record<string, Json>> {
  const entries = Object.entries(step.remember ?? {}).map(
    async ([name, ref]) => [name, (await readValue(ref, world)) ?? null] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
