import * as z from 'zod';
import type { Json } from '../json.js';

/**
 * A partial value that must match, read the way Kubernetes people read manifests: objects match when each named key
 * matches, lists when each wanted element is found (by `name` where the elements have one), everything else when equal.
 * An object whose only keys start with `$` is an operator, see `operators`.
 */
const patternSchema: z.ZodType<Json> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number(),
    z.string(),
    z.array(patternSchema),
    z.record(z.string(), patternSchema),
  ]),
);

/** The operators of a pattern and what they say. `$same` and `$remembered` are resolved before matching. */
export const operators = {
  $equals: 'exactly this value, nothing more',
  $regex: 'text that this regular expression finds a match in (^ and $ match at line ends too)',
  $contains: 'text with this part, or a list with an element that matches',
  $in: 'one of these values',
  $not: 'anything that this pattern does not match',
  $all: 'each of these patterns matches',
  $any: 'at least one of these patterns matches',
  $order: 'a list with elements that match these patterns, in this order; others may stand between them',
  $exists: 'true: the key is there; false: it is not',
  $gt: 'a number above this',
  $gte: 'a number of at least this',
  $lt: 'a number below this',
  $lte: 'a number of at most this',
  $length: 'a list, text or map whose length matches',
  $same: 'the value at a path of another object: {kind, name, path}',
  $remembered: 'what the step remembered under this name when it began',
} as const;

const pattern = patternSchema.describe('A partial value that must match.');
const text = z.union([z.string(), patternSchema]).describe('Text that must be contained, or an operator.');
const name = z.string().min(1);
const dockerKinds = ['container', 'image', 'network', 'volume'] as const;

const common = {
  says: z
    .string()
    .min(1)
    .describe('The line on the checklist. Has a default made from the check.')
    .optional(),
};

const dockerObject = <K extends (typeof dockerKinds)[number]>(kind: K) =>
  z.strictObject({
    kind: z.literal(kind),
    name: name.describe(`Name of the ${kind}; or leave it out and give "where".`).optional(),
    where: pattern.describe(`Any ${kind} whose inspect output matches counts.`).optional(),
    match: pattern.describe('What `docker inspect` must show.').optional(),
    count: pattern.describe('How many objects must match (with "where").').optional(),
    ...common,
  });

const containerCheck = dockerObject('container');
const imageCheck = dockerObject('image');
const networkCheck = dockerObject('network');
const volumeCheck = dockerObject('volume');

const fileCheck = z.strictObject({
  kind: z.literal('file'),
  path: name.describe('Relative to the work folder of the lesson.'),
  parse: z.enum(['text', 'lines', 'json', 'yaml', 'dockerfile']).default('text'),
  match: text.optional(),
  ...common,
});

const absentCheck = z.strictObject({
  kind: z.literal('absent'),
  of: z.enum([...dockerKinds, 'file']),
  name: name.describe('Name of the object, or path of the file, that must not be there.').optional(),
  where: pattern.describe('No object whose inspect output matches may be there.').optional(),
  ...common,
});

const commandCheck = z.strictObject({
  kind: z.literal('command'),
  line: text.describe('The command line as typed; text must be contained, or use {$regex: ...}.'),
  exit: pattern.default(0).describe('Its exit code: a number, or an operator.'),
  running: z.boolean().describe('true: the command is still running now.').optional(),
  ...common,
});

const outputCheck = z.strictObject({
  kind: z.literal('output'),
  line: text.describe('Which command lines count. Any when left out.').optional(),
  match: text.describe('What the output must contain (colours and cursor movement removed).'),
  ...common,
});

const httpCheck = z.strictObject({
  kind: z.literal('http'),
  url: z.string().regex(/^https?:\/\//, 'must start with http:// or https://'),
  status: pattern.default(200),
  headers: pattern.optional(),
  body: text.optional(),
  ...common,
});

const execCheck = z.strictObject({
  kind: z.literal('exec'),
  container: name,
  run: z.array(z.string()).min(1).describe('The program and its arguments; no shell unless you name one.'),
  exit: pattern.default(0),
  match: text.describe('What standard output must contain.').optional(),
  ...common,
});

const logsCheck = z.strictObject({
  kind: z.literal('logs'),
  container: name,
  match: text,
  ...common,
});

/** A value of an object in the world: `{kind: container, name: job, path: Id}`. */
export const valueRef = z.strictObject({
  kind: z.enum(dockerKinds),
  name,
  path: name.describe(
    'Dots between keys, numbers for list elements: NetworkSettings.Networks.bridge.IPAddress',
  ),
});

const answerCheck = z.strictObject({
  kind: z.literal('answer'),
  ask: z.string().min(1).describe('The question that the learner answers with `tutor answer ...`.'),
  equals: z
    .union([z.string(), z.number()])
    .describe('The answer, compared without case and outer blanks.')
    .optional(),
  match: text.describe('Or: what the answer must contain or match.').optional(),
  value: valueRef.describe('Or: the answer is this value of the world.').optional(),
  ...common,
});

/** Every kind of check. A new kind is one more entry here and one more file in kinds/. */
export const checkSchema = z.discriminatedUnion('kind', [
  containerCheck,
  imageCheck,
  networkCheck,
  volumeCheck,
  fileCheck,
  absentCheck,
  commandCheck,
  outputCheck,
  httpCheck,
  execCheck,
  logsCheck,
  answerCheck,
]);

/** A check as a lesson states it, with defaults filled in. */
export type Check = z.output<typeof checkSchema>;
/** The check of one kind. */
export type CheckOf<K extends Check['kind']> = Extract<Check, { kind: K }>;
/** Where a value of the world is found. */
export type ValueRef = z.output<typeof valueRef>;
