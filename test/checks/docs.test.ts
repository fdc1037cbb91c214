import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkProblems } from '../../src/checks/problems.js';
import { checkSchema, operators } from '../../src/checks/schema.js';
import { fakeWorld } from './fake-world.js';
import { look } from './look.js';

const page = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n([^]*?)```/g)].flatMap(
  ([, text = '']) => parse(text) as unknown[],
);

test('the page on checks names each kind and each operator', () => {
  const kinds = checkSchema.options.map((option) => [...option.shape.kind.values][0]);
  for (const word of [...kinds, ...Object.keys(operators)]) expect(page).toContain(`\`${word}\``);
});

test('its examples are checks without mistakes', () => {
  expect(examples).toHaveLength(5);
  for (const example of examples) expect(checkProblems(checkSchema.parse(example))).toEqual([]);
});

test('its Dockerfile example passes for the file that it describes, and not for another order', async () => {
  const lines = [
    'FROM python:3.12-alpine',
    'COPY requirements.txt .',
    'RUN pip install -r requirements.txt',
    'COPY . .',
    'USER app',
    'CMD ["python", "app.py"]',
  ];
  const source = checkSchema.parse(examples[3]);
  const status = async (text: string[]) =>
    (await look(source, fakeWorld({ files: { Dockerfile: text.join('\n') } }))).status;
  expect(await status(lines)).toBe('pass');
  const [from = '', copy = '', run = '', all = '', ...rest] = lines;
  expect(await status([from, all, copy, run, ...rest])).toBe('fail');
});
