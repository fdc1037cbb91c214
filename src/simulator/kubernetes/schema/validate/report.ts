import { ApiError, type Fields } from '../../contract.js';

/** One problem found by validation. */
export interface Cause {
  reason: string;
  message: string;
  field: string;
}

/** Collects what is wrong with an object. Paths are as the server prints them: "spec.containers[0].name". */
export interface Report {
  readonly causes: readonly Cause[];
  required(path: string, detail?: string): void;
  invalid(path: string, value: unknown, detail: string): void;
  duplicate(path: string, value: unknown): void;
  forbidden(path: string, detail: string): void;
  unsupported(path: string, value: unknown, supported: readonly string[]): void;
  tooLong(path: string, max: number): void;
  tooMany(path: string, count: number, max: number): void;
  notFound(path: string, value: unknown): void;
  typeInvalid(path: string, value: unknown, detail: string): void;
}

/** A value as Go's %v of the field errors prints it: text quoted, objects as JSON. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return JSON.stringify(value);
}

/** Makes an empty report. */
export function report(): Report {
  const causes: Cause[] = [];
  const add = (reason: string, field: string, message: string) =>
    void causes.push({ reason, message, field });
  return {
    causes,
    required: (path, detail) =>
      add('FieldValueRequired', path, `Required value${detail ? `: ${detail}` : ''}`),
    invalid: (path, value, detail) =>
      add(
        'FieldValueInvalid',
        path,
        `Invalid value${value === undefined ? '' : `: ${show(value)}`}: ${detail}`,
      ),
    duplicate: (path, value) => add('FieldValueDuplicate', path, `Duplicate value: ${show(value)}`),
    forbidden: (path, detail) => add('FieldValueForbidden', path, `Forbidden: ${detail}`),
    unsupported: (path, value, supported) =>
      add(
        'FieldValueNotSupported',
        path,
        `Unsupported value: ${show(value)}: supported values: ${supported.map((s) => JSON.stringify(s)).join(', ')}`,
      ),
    tooLong: (path, max) => add('FieldValueTooLong', path, `Too long: may not be more than ${max} bytes`),
    tooMany: (path, count, max) =>
      add('FieldValueTooMany', path, `Too many: ${count}: must have at most ${max} items`),
    notFound: (path, value) => add('FieldValueNotFound', path, `Not found: ${show(value)}`),
    typeInvalid: (path, value, detail) =>
      add('FieldValueTypeInvalid', path, `Invalid value: ${show(value)}: ${detail}`),
  };
}

/** The 422 error of a report; undefined when nothing is wrong. */
export function invalidError(
  of: { group: string; kind: string },
  name: string,
  { causes }: Report,
): ApiError | undefined {
  if (!causes.length) return undefined;
  const messages = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const text = messages.length === 1 ? messages[0]! : `[${messages.join(', ')}]`;
  const qualified = of.group ? `${of.kind}.${of.group}` : of.kind;
  const details: Fields = {
    ...(name ? { name } : {}),
    ...(of.group ? { group: of.group } : {}),
    kind: of.kind,
    causes: causes.map((cause) => ({ ...cause })),
  };
  return new ApiError(422, 'Invalid', `${qualified} "${name}" is invalid: ${text}`, details);
}
