import { isJsonObject, type Json } from '../../json.js';
import type { Mismatch } from '../match.js';
import { valueAt } from '../path.js';
import { describe, patternFacts, sayValue } from '../words.js';

/**
 * Says a mismatch in a parsed Dockerfile as people read Dockerfiles: by line and instruction, not by path.
 * @returns the place (the line, where there is one) and the sentence without the file's name
 */
export function dockerfileWords(mismatch: Mismatch, dockerfile: Json): { line?: number; says: string } {
  const { keys, expected, actual, path } = mismatch;
  if (isJsonObject(expected)) {
    if (expected.$contains !== undefined)
      return { says: `there is no ${instructionWords(expected.$contains)}` };
    if (Array.isArray(expected.$order)) {
      return { says: `the order is not yet ${expected.$order.map(instructionWords).join(', then ')}` };
    }
  }
  const element = keys.map((_, i) => valueAt(dockerfile, keys.slice(0, keys.length - i))).find(hasLine);
  if (!element) return { says: `${path} is ${sayValue(actual)}; the task wants ${describe(expected)}` };
  const instruction = typeof element.name === 'string' ? element.name : 'FROM';
  const field = String(keys.at(-1));
  const form = field === 'json' ? ' in JSON form' : '';
  const there =
    form && actual === undefined
      ? `${instruction} is not${form}`
      : `${instruction} has ${sayValue(actual)}${form}`;
  return { line: element.line, says: `${there}; the task wants ${describe(expected)}` };
}

function hasLine(value: Json | undefined): value is { [key: string]: Json; line: number } {
  return isJsonObject(value) && typeof value.line === 'number';
}

/** A pattern of an instruction: "COPY with something with requirements.txt". */
function instructionWords(pattern: Json): string {
  if (!isJsonObject(pattern) || pattern.name === undefined) return patternFacts(pattern);
  const { name, ...rest } = pattern;
  const facts = Object.values(rest).map(describe);
  return [describe(name ?? null), ...facts].join(' ').replace(/ something with /g, ' … ');
}
