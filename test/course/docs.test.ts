import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../src/json.js';
import { operators } from '../../src/checks/schema.js';
import { evidenceCodes } from '../../src/course/lint/rule.js';
import { lintCourse } from '../../src/course/lint/lint.js';
import { loadCourse, openLesson } from '../../src/course/load.js';
import { lessonJsonSchema, trackJsonSchema } from '../../src/course/schema-files.js';
import { folderWith } from './folders.js';

let text: string;
beforeAll(async () => {
  text = await readFile(join(import.meta.dirname, '../../docs/lessons.md'), 'utf8');
});

/** Keys and fixed values of a schema: what an author can write. */
function vocabulary(schema: Json | undefined): string[] {
  if (Array.isArray(schema)) return schema.flatMap(vocabulary);
  if (!isJsonObject(schema)) return [];
  const own = Object.keys((schema['properties'] ?? {}) as JsonObject);
  const fixed = [schema['const'], ...((schema['enum'] ?? []) as Json[])].filter(
    (each) => typeof each === 'string',
  );
  return [...own, ...fixed, ...Object.values(schema).flatMap(vocabulary)];
}

describe('docs/lessons.md', () => {
  it('has a worked example that loads and has nothing to lint', async () => {
    const example = /worked example[^\n]*\n\n```yaml\n([\s\S]*?)```/.exec(text)?.[1];
    const dir = await folderWith({ 'XY-01/lesson.yaml': example! });
    expect(await lintCourse([dir])).toEqual({ lessons: 1, problems: [] });
    expect((await openLesson(await loadCourse([dir]), 'XY-01')).steps).toHaveLength(2);
  });

  it('names every key, kind, value, operator and evidence code', () => {
    const code = new Set(
      [...text.matchAll(/`([^`\n]+)`/g)].flatMap((match) => match[1]!.match(/\$?[\w-]+/g) ?? []),
    );
    const words = [
      ...vocabulary(lessonJsonSchema()),
      ...vocabulary(trackJsonSchema()),
      ...Object.keys(operators),
      ...evidenceCodes,
    ];
    expect([...new Set(words)].filter((word) => !code.has(word))).toEqual([]);
  });
});
