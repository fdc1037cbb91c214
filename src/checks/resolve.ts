import type { World } from '../environments/contract.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { CheckContext, Evidence } from './contract.js';
import { findObject, listCommand } from './docker/objects.js';
import { valueAt } from './path.js';
import { valueRef, type Check, type ValueRef } from './schema.js';

/** A check without `$same` and `$remembered`, or why a value that it compares with is not there. */
type Resolved<C> = { ok: true; check: C } | { ok: false; evidence: Evidence };

/** Reads a value of an object in the world; undefined when the object or the value is not there. */
export async function readValue(ref: ValueRef, world: World): Promise<Json | undefined> {
  return valueAt(await findObject(world.docker, ref.kind, ref.name), ref.path);
}

/** Replaces each `{$same: ...}` and `{$remembered: ...}` anywhere in a check by the value it stands for. */
export async function resolveCheck<C extends Check>(
  check: C,
  context: Pick<CheckContext, 'world' | 'remembered'>,
): Promise<Resolved<C>> {
  const missing: Evidence[] = [];

  async function resolve(value: Json): Promise<Json> {
    if (Array.isArray(value)) return Promise.all(value.map(resolve));
    if (!isJsonObject(value)) return value;
    const found = await lookUp(value);
    if (found === undefined) {
      const entries = Object.entries(value).map(async ([key, inner]) => [key, await resolve(inner)] as const);
      return Object.fromEntries(await Promise.all(entries));
    }
    if ('says' in found) {
      missing.push(found);
      return null;
    }
    // A whole object or list is compared as it is, not as a pattern.
    return typeof found.value === 'object' && found.value !== null ? { $equals: found.value } : found.value;
  }

  async function lookUp(value: JsonObject): Promise<{ value: Json } | Evidence | undefined> {
    if (typeof value.$remembered === 'string') {
      const kept = context.remembered[value.$remembered];
      return kept === undefined ? nothingKept(value.$remembered) : { value: kept };
    }
    const ref = valueRef.safeParse(value.$same);
    if (!ref.success) return undefined;
    const there = await readValue(ref.data, context.world);
    return there === undefined ? noValue(ref.data) : { value: there };
  }

  const resolved = (await resolve(check)) as unknown as C;
  const [evidence] = missing;
  return evidence ? { ok: false, evidence } : { ok: true, check: resolved };
}

function nothingKept(name: string): Evidence {
  const says = `The step kept no value "${name}" when it began: reset the lesson to begin it again.`;
  return { code: 'missing', object: `remembered value ${name}`, says };
}

/** Evidence that a value which something is compared with is not there. */
export function noValue({ kind, name, path }: ValueRef): Evidence {
  const object = `${kind} ${name}`;
  const says = `This is compared with ${path} of ${object}, which is not there.`;
  return { code: 'missing', object, path, says, next: listCommand(kind) };
}
