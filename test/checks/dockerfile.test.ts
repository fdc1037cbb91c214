import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../src/checks/dockerfile/parse.js';
import { matches } from '../../src/checks/match.js';
import type { Json } from '../../src/json.js';

function parsed(text: string): Json {
  const result = parseDockerfile(text);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.value;
}

function errorsOf(text: string): string[] {
  const result = parseDockerfile(text);
  return result.ok ? [] : result.errors.map(({ line, column, says }) => `${line}:${column} ${says}`);
}

describe('a Dockerfile', () => {
  test('is stages of instructions', () => {
    const text = `# syntax=docker/dockerfile:1
ARG TAG=3.12-alpine
FROM python:\${TAG} AS build
workdir /app
COPY --from=assets --chown=1000:1000 /a /b
CMD ["python", "app.py"]

FROM busybox:1.36
CMD echo hello
`;
    expect(parsed(text)).toEqual({
      args: [{ name: 'ARG', args: 'TAG=3.12-alpine', line: 2 }],
      stages: [
        {
          from: 'python:3.12-alpine',
          as: 'build',
          line: 3,
          instructions: [
            { name: 'WORKDIR', args: '/app', line: 4 },
            { name: 'COPY', args: '/a /b', flags: { from: 'assets', chown: '1000:1000' }, line: 5 },
            { name: 'CMD', args: '["python", "app.py"]', json: ['python', 'app.py'], line: 6 },
          ],
        },
        { from: 'busybox:1.36', line: 8, instructions: [{ name: 'CMD', args: 'echo hello', line: 9 }] },
      ],
    });
  });

  test('joins continued lines, past comments and blank lines, and keeps the line of the first', () => {
    const text = 'FROM a\nRUN one \\\n  # why\n\n  two \\  \n  && three\nUSER nobody';
    expect(parsed(text)).toMatchObject({
      stages: [
        {
          instructions: [
            { name: 'RUN', args: 'one two && three', line: 2 },
            { name: 'USER', line: 7 },
          ],
        },
      ],
    });
  });

  test('may choose another escape character, but only at its top', () => {
    expect(parsed('# escape=`\nFROM a\nRUN dir `\n  c:\\')).toMatchObject({
      stages: [{ instructions: [{ args: 'dir c:\\' }] }],
    });
    expect(errorsOf('FROM a\n# escape=`\nRUN dir `\n  c')).toEqual(['4:3 there is no instruction c']);
  });

  test('holds here-documents, whose lines are no instructions', () => {
    const text = 'FROM a\nRUN <<EOF\npip install flask\nFROM b\nEOF\nCOPY <<-"X" /x\n\thello\n\tX\nUSER me';
    expect(parsed(text)).toMatchObject({
      stages: [
        {
          instructions: [
            { name: 'RUN', args: '<<EOF\npip install flask\nFROM b' },
            { name: 'COPY', args: '<<-"X" /x\nhello' },
            { name: 'USER', line: 9 },
          ],
        },
      ],
    });
  });

  test('has no exec form in single quotes, as the builder sees it', () => {
    const [stage] = (parsed("FROM a\nCMD ['python']") as { stages: { instructions: Json[] }[] }).stages;
    expect(stage?.instructions).toEqual([{ name: 'CMD', args: "['python']", line: 2 }]);
  });

  test('reads the same with Windows line ends', () => {
    const text = 'FROM a\nRUN x \\\n  y\nCMD ["b"]\n';
    expect(parsed(text.replaceAll('\n', '\r\n'))).toEqual(parsed(text));
  });

  test.each([
    ['', '1:1 the file is empty; it begins with FROM'],
    ['# only words\n', '1:1 the file is empty; it begins with FROM'],
    ['ARG A=1', '1:1 there is no FROM: it names the image to start from'],
    ['RUN ls\nFROM a', '1:1 RUN stands before FROM; only ARG may'],
    ['FROM a\n  FORM b', '2:3 there is no instruction FORM; did you mean FROM?'],
    ['FROM a\nCMD', '2:1 CMD needs something after it'],
    ['FROM a AS', '1:1 FROM takes an image and, if you like, AS and a name'],
    ['FROM a\nCOPY .', '2:1 COPY needs a source and a destination'],
    ['FROM a\nRUN <<EOF\nls', '2:1 the here-document EOF has no end'],
  ])('%j has its mistake located', (text, error) => {
    expect(errorsOf(text)).toEqual([error]);
  });

  test('reports each mistake once, in order', () => {
    expect(errorsOf('FORM a\nRUN ls\nCDM ["x"]')).toEqual([
      '1:1 there is no instruction FORM; did you mean FROM?',
      '3:1 there is no instruction CDM; did you mean CMD?',
    ]);
  });

  test('of any text is read or has errors with places inside it', () => {
    const word = fc.constantFrom(
      'FROM',
      'a',
      'AS',
      'RUN',
      '\\',
      '\n',
      '<<EOF',
      'EOF',
      '#',
      '[',
      '"',
      '--x=y',
      ' ',
      'COPY',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => words.join(' ')),
      fc.array(word).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const result = parseDockerfile(source);
        if (result.ok) return;
        expect(result.errors.length).toBeGreaterThan(0);
        for (const { line, column } of result.errors) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(source.split('\n').length);
          expect(column).toBeGreaterThan(0);
        }
      }),
    );
  });
});

test('the order of layers can be asked for', () => {
  const pattern: Json = {
    stages: [
      {
        instructions: {
          $order: [
            { name: 'COPY', args: { $contains: 'requirements.txt' } },
            { name: 'RUN', args: { $contains: 'pip install' } },
            { name: { $in: ['COPY', 'ADD'] }, args: { $regex: '^\\. ' } },
          ],
        },
      },
    ],
  };
  const good = 'FROM a\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .';
  const bad = 'FROM a\nCOPY . .\nCOPY requirements.txt .\nRUN pip install -r requirements.txt';
  expect(matches(pattern, parsed(good))).toBe(true);
  expect(matches(pattern, parsed(bad))).toBe(false);
});
