import { isJsonObject, type Json } from '../../json.js';
import { migrate } from './migrate.js';
import { progressVersion, type Progress } from './model.js';

/** What the bytes of a progress file turned out to be. */
export type ParsedProgress =
  | { kind: 'good'; progress: Progress }
  | { kind: 'corrupt'; says: string }
  /** Written by a newer program: must not be touched. */
  | { kind: 'newer'; version: number };

/**
 * Reads the text of a progress file. The shape is checked by hand, not by the lesson schema's library: the home screen
 * needs this before its first frame.
 */
export function parseProgress(text: string): ParsedProgress {
  let data: Json;
  try {
    data = JSON.parse(text) as Json;
  } catch {
    return { kind: 'corrupt', says: text.trim() === '' ? 'it is empty' : 'it is cut off or not JSON' };
  }
  if (!isJsonObject(data) || typeof data['version'] !== 'number')
    return { kind: 'corrupt', says: 'it has no version' };
  if (data['version'] > progressVersion) return { kind: 'newer', version: data['version'] };
  const current = migrate(data);
  if (!current || !isProgress(current))
    return { kind: 'corrupt', says: 'it does not have the shape of progress' };
  return { kind: 'good', progress: current as unknown as Progress };
}

type Test = (value: Json | undefined) => boolean;

const isNumber: Test = (value) => typeof value === 'number';
const isText: Test = (value) => typeof value === 'string';
const isBoolean: Test = (value) => typeof value === 'boolean';
const optional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);
const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every((each) => test(each));
const recordOf =
  (test: Test): Test =>
  (value) =>
    isJsonObject(value) && Object.values(value).every((each) => test(each));
const shape =
  (keys: Record<string, Test>): Test =>
  (value) =>
    isJsonObject(value) && Object.entries(keys).every(([key, test]) => test(value[key]));

const isWork = shape({
  answers: recordOf(isText),
  remembered: recordOf(() => true),
  commands: listOf(
    shape({
      line: isText,
      output: isText,
      startedAt: isNumber,
      exitCode: optional(isNumber),
      finishedAt: optional(isNumber),
    }),
  ),
});

const isStep = shape({
  solved: isBoolean,
  hintsShown: isNumber,
  solutionSeen: isBoolean,
  chosen: listOf(isNumber),
  elapsedMs: isNumber,
  work: optional(isWork),
});

const isProgress = shape({
  last: optional(shape({ lesson: isText, at: isNumber })),
  lessons: recordOf(
    shape({
      generation: isNumber,
      startedAt: isNumber,
      savedAt: isNumber,
      finished: optional(shape({ at: isNumber, environment: isText })),
      run: shape({ at: optional(isText), steps: recordOf(isStep) }),
      solved: recordOf(shape({ at: isNumber, unaided: isBoolean, environment: isText })),
    }),
  ),
});
