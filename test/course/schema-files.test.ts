import { join } from 'node:path';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../src/json.js';
import { lessonJsonSchema, trackJsonSchema } from '../../src/course/schema-files.js';
import { validateLesson } from '../../src/course/validate.js';
import { bend, exampleLesson } from './example.js';

const docs = join(import.meta.dirname, '../../docs');

// Write them anew with: npx vitest run --project unit test/course/schema-files.test.ts -u
it.each([
  ['lesson', lessonJsonSchema()],
  ['track', trackJsonSchema()],
])('docs/%s.schema.json is up to date', async (name, schema) => {
  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 110 });
  await expect(text).toMatchFileSnapshot(join(docs, `${name}.schema.json`));
});

it('the published schema accepts and refuses what the validator does', () => {
  const published = z.fromJSONSchema(lessonJsonSchema());
  for (const text of [
    exampleLesson,
    bend('minutes: 5', 'minutes: five'),
    bend('minutes: 5', 'minuts: 5'),
    bend('goal:', 'gaol:'),
    bend('kind: http', 'kind: htpp'),
    bend('[docker]', '[dokcer]'),
    bend('    quiz:\n', '    quizz:\n'),
    bend('    task: Start', '    tusk: Start'),
    bend('        name: page\n', '        name: 5\n'),
    bend('setup: |\n  docker volume create xy-data\n', ''),
  ]) {
    expect(published.safeParse(parse(text)).success).toBe(validateLesson(text, 'l').value !== undefined);
  }
});

it('every key has a description or a name that says it all', () => {
  const plain = [
    'title',
    'url',
    'text',
    'question',
    'kind',
    'name',
    'status',
    'headers',
    'body',
    'container',
    'match',
    'exit',
    'parse',
    'of',
    'path',
  ];
  const bare: string[] = [];
  const look = (schema: Json | undefined): void => {
    if (Array.isArray(schema)) return schema.forEach(look);
    if (!isJsonObject(schema)) return;
    for (const [key, own] of Object.entries((schema['properties'] ?? {}) as JsonObject)) {
      const described = isJsonObject(own) && ('description' in own || '$ref' in own || 'allOf' in own);
      if (!described && !plain.includes(key)) bare.push(key);
    }
    Object.values(schema).forEach(look);
  };
  look(lessonJsonSchema());
  expect(bare).toEqual([]);
});
