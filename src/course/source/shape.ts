import type { z } from 'zod';
import type { SourcePath } from './document.js';

/**
 * The parts of a zod schema that messages are made from. Zod keeps them in `_zod.def`, which is its documented way for
 * libraries to look into a schema.
 */
interface Def {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  element?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  innerType?: z.core.$ZodType;
  options?: z.core.$ZodType[];
  discriminator?: string;
  entries?: Record<string, string | number>;
  values?: unknown[];
  getter?: () => z.core.$ZodType;
}

function defOf(schema: z.core.$ZodType): Def {
  return schema._zod.def;
}

/** The schema inside optional, default and lazy wrappers. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const def = defOf(schema);
  const inner = def.innerType ?? def.getter?.();
  return inner ? unwrap(inner) : schema;
}

/** The alternatives of a union, else the schema itself. */
export function optionsOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  const bare = unwrap(schema);
  return defOf(bare).options ?? [bare];
}

/** The keys of a map schema; undefined for everything else. */
export function keysOf(schema: z.core.$ZodType | undefined): string[] | undefined {
  const shape = schema && defOf(unwrap(schema)).shape;
  return shape && Object.keys(shape);
}

/** The values that a discriminator or enum schema allows. */
function valuesOf(schema: z.core.$ZodType): string[] {
  const def = defOf(unwrap(schema));
  return (def.values ?? Object.values(def.entries ?? {})).map(String);
}

/** The values of a discriminated union's key. */
export function discriminatorsOf(union: z.core.$ZodType, key: string): string[] {
  return optionsOf(union).flatMap((option) => {
    const schema = defOf(unwrap(option)).shape?.[key];
    return schema ? valuesOf(schema) : [];
  });
}

/**
 * Which alternative of a union was meant: the one that the discriminator names, else the one that has most of the keys
 * that are there. Undefined when no alternative is a map, or none has any of the keys.
 */
export function optionMeant(union: z.core.$ZodType, value: unknown): number | undefined {
  if (!isMap(value)) return undefined;
  let best: number | undefined;
  let bestScore = 0;
  optionsOf(union).forEach((option, index) => {
    const shape = defOf(unwrap(option)).shape;
    if (!shape) return;
    const score = Object.keys(value).filter((key) => {
      const schema = Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (!schema) return false;
      return defOf(schema).type !== 'literal' || valuesOf(schema).includes(String(value[key]));
    }).length;
    if (score > bestScore) {
      best = index;
      bestScore = score;
    }
  });
  return best;
}

/** The schema that governs the value at a path, or undefined where the schema does not say. */
export function schemaAt(
  schema: z.core.$ZodType,
  value: unknown,
  path: SourcePath,
): z.core.$ZodType | undefined {
  const [segment, ...rest] = path;
  let current = unwrap(schema);
  let def = defOf(current);
  if (segment === undefined) return schema;
  if (def.options) {
    const index = optionMeantByKind(current, value) ?? optionMeant(current, value);
    if (index === undefined) return undefined;
    current = unwrap(def.options[index]!);
    def = defOf(current);
  }
  const key = String(segment);
  const next =
    def.element ?? def.valueType ?? (def.shape && Object.hasOwn(def.shape, key) ? def.shape[key] : undefined);
  if (!next) return undefined;
  return schemaAt(next, (value as Record<string, unknown> | undefined)?.[key], rest);
}

function optionMeantByKind(union: z.core.$ZodType, value: unknown): number | undefined {
  const { discriminator, options } = defOf(union);
  if (!discriminator || !options || !isMap(value)) return undefined;
  const index = options.findIndex((option) => {
    const schema = defOf(unwrap(option)).shape?.[discriminator];
    return schema && valuesOf(schema).includes(String(value[discriminator]));
  });
  return index < 0 ? undefined : index;
}

/** True for a plain map of a parsed file. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a schema wants, in the words of someone who writes YAML. */
export function wants(schema: z.core.$ZodType): string {
  const bare = unwrap(schema);
  const def = defOf(bare);
  if (def.options) {
    const words = new Set(def.options.map(wants));
    return [...words].filter((word) => word !== 'nothing').join(' or ');
  }
  if (def.type === 'enum' || def.type === 'literal') return `one of ${valuesOf(bare).join(', ')}`;
  return typeWords[def.type] ?? 'another value';
}

/** Words for the types of zod's schemas and issues. */
export const typeWords: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  null: 'nothing',
};
