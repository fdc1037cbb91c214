import type { z } from 'zod';
import { stepSchema } from '../schema.js';
import type { LessonProblem } from '../problems.js';
import { closest } from './closest.js';
import { describe } from './describe.js';
import { valueAt, type SourceDocument, type SourcePath } from './document.js';
import {
  discriminatorsOf,
  isMap,
  keysOf,
  optionMeant,
  optionsOf,
  schemaAt,
  typeWords,
  unwrap,
  wants,
} from './shape.js';

type Issue = z.core.$ZodIssue;
/** A problem whose place is still a path in the document. */
type Finding = Pick<LessonProblem, 'code' | 'message' | 'next'> & { path: SourcePath; on: 'key' | 'value' };

/** Turns what zod found into problems with a place, each in the words of someone who writes YAML. */
export function explainIssues(
  issues: readonly Issue[],
  schema: z.core.$ZodType,
  document: SourceDocument,
): LessonProblem[] {
  return issues
    .flatMap((issue) => explain(issue, schema, document.data))
    .map(({ path, on, ...finding }) => ({
      ...finding,
      severity: 'error' as const,
      file: document.file,
      ...(on === 'key' ? document.keyAt(path) : document.valueAt(path)),
    }));
}

function explain(issue: Issue, schema: z.core.$ZodType, data: unknown): Finding[] {
  const path = issue.path;
  const value = valueAt(data, path);
  const here = schemaAt(schema, data, path);
  const what = nameOf(path);
  const wrong = (message: string, code: Finding['code'] = 'wrong-value', next?: string): Finding[] => [
    { code, message, next, path, on: 'value' },
  ];
  switch (issue.code) {
    case 'unrecognized_keys': {
      // Zod reports the better branch of a union in its place when all that is wrong there are keys too many.
      const step = here && unwrap(here) === stepSchema ? stepMistake(path, value) : undefined;
      if (step) return [step];
      return issue.keys.map((key) => unknownKey(key, path, here, value));
    }
    case 'invalid_type':
      if (value === undefined) return [missingKey(path, here, data)];
      if (issue.expected === 'int' && typeof value === 'number') {
        return wrong(`${what}: expected a whole number, found ${describe(value)}`);
      }
      return wrong(
        `${what}: expected ${typeWords[issue.expected] ?? issue.expected}, found ${describe(value)}`,
        'wrong-type',
        typeof value === 'number' && issue.expected === 'string' ? 'put it in quotes' : undefined,
      );
    case 'invalid_union':
      return explainUnion(issue, schema, data);
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      if (value === undefined) return [missingKey(path, here, data)];
      return wrong(
        `${what}: expected one of ${allowed.join(', ')}, found ${describe(value)}`,
        undefined,
        meant(value, allowed),
      );
    }
    case 'too_small':
      if (issue.origin === 'string') return wrong(`${what}: must not be empty`);
      if (issue.origin === 'array')
        return wrong(`${what}: expected at least ${issue.minimum} in the list, found ${describe(value)}`);
      return wrong(`${what}: expected at least ${issue.minimum}, found ${describe(value)}`);
    case 'too_big':
      return wrong(`${what}: expected at most ${issue.maximum}, found ${describe(value)}`);
    case 'invalid_format':
      return wrong(
        issue.format === 'url'
          ? `${what}: expected a web address such as https://docs.docker.com/, found ${describe(value)}`
          : `${what}: ${issue.message}, found ${describe(value)}`,
      );
    case 'invalid_key':
      return [
        {
          code: 'wrong-value',
          path,
          on: 'key',
          message: `key "${String(path.at(-1))}": ${issue.issues[0]?.message ?? 'not allowed'}`,
        },
      ];
    default:
      return wrong(`${what}: ${issue.message}`);
  }
}

/** Says what is wrong with the alternative that was meant, instead of "matches none". */
function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  schema: z.core.$ZodType,
  data: unknown,
): Finding[] {
  const path = issue.path;
  if (issue.discriminator !== undefined) {
    const union = schemaAt(schema, data, path.slice(0, -1));
    return [unknownKind(path, union ? discriminatorsOf(union, issue.discriminator) : [], data)];
  }
  const value = valueAt(data, path);
  const union = schemaAt(schema, data, path) ?? schema;
  if (unwrap(union) === stepSchema) {
    const step = stepMistake(path, value);
    if (step) return [step];
  }
  const index = optionMeant(union, value);
  const inner = index === undefined ? deepest(issue.errors) : issue.errors[index];
  const specific = inner?.some((each) => index !== undefined || each.path.length > 0);
  if (inner && specific) {
    const moved = inner.map((each) => ({ ...each, path: [...path, ...each.path] }));
    return moved.flatMap((each) => explain(each, schema, data));
  }
  return [
    {
      code: 'wrong-type',
      path,
      on: 'value',
      message: `${nameOf(path)}: expected ${optionsOf(union).every((o) => keysOf(o)) ? 'a map of keys' : wants(union)}, found ${describe(value)}`,
    },
  ];
}

/** A step is one of two things; which one is seen by its keys. */
function stepMistake(path: SourcePath, value: unknown): Finding | undefined {
  if (!isMap(value)) return undefined;
  const code = 'wrong-value' as const;
  if ('task' in value && 'quiz' in value) {
    return {
      code,
      path: [...path, 'quiz'],
      on: 'key',
      message: 'a step has either "task" or "quiz"; this one has both',
      next: 'make it two steps',
    };
  }
  if ('task' in value || 'quiz' in value) return undefined;
  const typo = Object.keys(value).find((key) => closest(key, ['task', 'quiz']));
  return {
    code: 'missing-key',
    path: typo === undefined ? path : [...path, typo],
    on: typo === undefined ? 'value' : 'key',
    message: 'a step needs "task" (something to do in the terminal) or "quiz" (a question with options)',
    next:
      typo === undefined
        ? undefined
        : `did you mean "${closest(typo, ['task', 'quiz'])}" instead of "${typo}"?`,
  };
}

function unknownKind(path: SourcePath, kinds: string[], data: unknown): Finding {
  const value = valueAt(data, path);
  const key = String(path.at(-1));
  const choice = `one of ${kinds.join(', ')}`;
  if (value === undefined) {
    return {
      code: 'missing-key',
      path: path.slice(0, -1),
      on: 'value',
      message: `"${key}" is missing: ${choice}`,
    };
  }
  return {
    code: 'wrong-value',
    path,
    on: 'value',
    message: `"${key}": expected ${choice}, found ${describe(value)}`,
    next: meant(value, kinds),
  };
}

function unknownKey(
  key: string,
  path: SourcePath,
  schema: z.core.$ZodType | undefined,
  value: unknown,
): Finding {
  const index = schema && optionMeant(schema, value);
  const keys = keysOf(schema && index !== undefined ? optionsOf(schema)[index] : schema) ?? [];
  const taken = isMap(value) ? Object.keys(value) : [];
  const free = keys.filter((each) => !taken.includes(each));
  const where = path.length === 0 ? '' : ` in ${nameOf(path)}`;
  return {
    code: 'unknown-key',
    path: [...path, key],
    on: 'key',
    message: `unknown key "${key}"${where}`,
    next: meant(key, free) ?? (keys.length > 0 ? `the keys here are ${keys.join(', ')}` : undefined),
  };
}

function missingKey(path: SourcePath, schema: z.core.$ZodType | undefined, data: unknown): Finding {
  if (path.length === 0) return { code: 'missing-key', path, on: 'value', message: 'the file is empty' };
  const parent = path.slice(0, -1);
  const about = schema && (schema as z.ZodType).description;
  const where = parent.length === 0 ? '' : ` in ${nameOf(parent)}`;
  const siblings = valueAt(data, parent);
  const typo = isMap(siblings) ? meant(String(path.at(-1)), Object.keys(siblings)) : undefined;
  return {
    code: 'missing-key',
    path: parent,
    on: 'value',
    message: `"${String(path.at(-1))}" is missing${where}`,
    // A key that is nearly there is reported as unknown, with this one as its suggestion.
    next: typo ? undefined : (about ?? (schema && `it is ${wants(schema)}`)),
  };
}

function meant(value: unknown, candidates: string[]): string | undefined {
  const near = typeof value === 'string' ? closest(value, candidates) : undefined;
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

function deepest(errors: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));
  return [...errors].sort((a, b) => depth(b) - depth(a))[0];
}

/** "steps[2].checks[0].match", as people point at things in YAML; "the lesson file" for the whole. */
function nameOf(path: SourcePath): string {
  const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return name === '' ? 'the file' : name.replace(/^\./, '');
}
