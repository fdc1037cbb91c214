import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintCourse, lintLesson } from '../../../src/course/lint/lint.js';
import { bend, exampleLesson, placeOf } from '../example.js';
import { folderWith } from '../folders.js';

async function lint(text: string, files: Record<string, string> = {}) {
  const folder = await folderWith({ 'lesson.yaml': text, ...files });
  return lintLesson({ folder, file: join(folder, 'lesson.yaml'), track: 'own' });
}

/** The one finding, at the place of `part`. */
async function onlyFinding(text: string, part: string, files?: Record<string, string>) {
  const found = await lint(text, files);
  expect(found.map((problem) => problem.message)).toHaveLength(1);
  const { severity, message, next, line, column } = found[0]!;
  expect({ line, column }).toEqual(placeOf(text, part));
  return `${severity}: ${message}${next ? ` (${next})` : ''}`;
}

describe('lint', () => {
  it('has nothing to say about a good lesson', async () => {
    expect(await lint(exampleLesson)).toEqual([]);
  });

  it.each([
    [
      'one hint only',
      bend('      - Publish the port with `-p 8091:80`.\n', ''),
      '- Look at',
      'warning: 1 hints; 2 to 4 lead a learner best',
    ],
    [
      'a hint like a novel',
      bend('- Look at', `- ${'Look '.repeat(100)}at`),
      'Look Look',
      /warning: a hint of \d+ characters/,
    ],
    [
      'two right options',
      bend('          explain: There is', '          correct: true\n          explain: There is'),
      '- text: A virtual',
      'warning: 2 options are correct; learners expect one',
    ],
    [
      'the same option twice',
      bend('- text: A process', '- text: a virtual machine'),
      'a virtual',
      'error: another option has the same text',
    ],
    [
      'an image that nobody has',
      bend(
        'images: [nginx:1.27-alpine]\n',
        'images: [nginx:1.27-alpine]\n',
        bend(
          'run: docker container run --detach --name page --publish 8091:80 nginx:1.27-alpine',
          'run: docker run -d --name page -p 8091:80 nginx',
        ),
      ),
      'docker run -d --name page -p 8091:80 nginx\n',
      'error: the image nginx is neither in "images" nor made by the lesson',
    ],
    [
      'an image without a tag',
      bend('nginx:1.27-alpine]', 'nginx:1.27-alpine, docker]'),
      'docker]\nfiles',
      /error: the image docker has no tag/,
    ],
    [
      'an image for nothing',
      bend('nginx:1.27-alpine]', 'nginx:1.27-alpine, redis:7]'),
      'redis:7',
      'warning: the image redis:7 is not used in the lesson',
    ],
    [
      'a port that nobody publishes',
      bend('url: http://localhost:8091/', 'url: http://localhost:8092/'),
      'http://localhost:8092/',
      'warning: nothing in the lesson publishes port 8092',
    ],
    [
      'a port that does not exist',
      bend('--publish 8091:80', '--publish 80910:80'),
      'docker container run',
      /error: "-p 80910:80" names a port that does not exist/,
    ],
    [
      'a port for root only',
      bend('--publish 8091:80', '--publish 81:80'),
      'docker container run',
      /warning: "-p 81:80" needs a port below 1024/,
    ],
    [
      'a name that the engine refuses',
      bend('--name page --publish', '--name p --publish'),
      'docker container run',
      /error: the engine refuses "--name p"/,
    ],
    [
      'a long goal',
      bend('goal: Serve', `goal: ${'Serve '.repeat(30)}`),
      'Serve Serve',
      'warning: 35 words; at most 25 are easy to read here',
    ],
    ['a tab', bend('<h1>Hello', '<h1>\tHello'), '\tHello', /error: a tab/],
    [
      'reading without https',
      bend('url: https', 'url: http'),
      'http://docs',
      /error: .* does not start with https/,
    ],
    [
      'broken bash',
      bend('docker volume create xy-data', 'docker volume create "xy-data'),
      '|\n  docker volume',
      /error: bash can not read the script: line \d: unexpected EOF/,
    ],
  ])('finds %s', async (_, text, part, message) => {
    expect(await onlyFinding(text, part)).toMatch(message);
  });

  it('finds feedback that does not exist, and feedback that nothing proves', async () => {
    const text = bend('feedback: no-port', 'feedback: no-prot');
    expect((await lint(text)).map(({ severity, message, next }) => [severity, message, next])).toEqual([
      ['error', '"no-prot" is neither feedback of this step nor an evidence code', 'did you mean "no-port"?'],
      ['warning', 'no wrong attempt proves the feedback "no-port"', undefined],
    ]);
  });

  it('takes evidence codes for feedback', async () => {
    const text = bend(
      '        feedback: no-port',
      '        feedback: no-port\n      - about: Nothing\n        run: docker ps\n        feedback: missing',
    );
    expect(await lint(text)).toEqual([]);
  });

  it('finds a remembered name that was never remembered', async () => {
    const found = await lint(bend('{$remembered: volume}', '{$remembered: volum}'));
    expect(found.map((problem) => problem.message)).toEqual([
      '"volume" is remembered and never used',
      '"volum" is not remembered by this step',
    ]);
    expect(found[1]!.next).toBe('did you mean "volume"?');
  });

  it('reads images of Dockerfiles and manifests, in files and here-documents', async () => {
    const files =
      'files:\n  - {path: Dockerfile, from: Dockerfile}\n  - {path: compose.yaml, from: compose.yaml}';
    const found = await lint(
      bend(
        'files:',
        files,
        bend(
          '  docker volume create xy-data',
          '  docker volume create xy-data\n  cat > Dockerfile.two <<EOF\n  FROM alpine:3.20\n  EOF',
        ),
      ),
      {
        Dockerfile:
          'FROM golang:1 AS build\nFROM build\nFROM scratch\nFROM --platform=linux/amd64 nginx:1.27-alpine\n',
        'compose.yaml': 'services:\n  db:\n    image: "redis:7" # cache\n',
      },
    );
    expect(found.map((problem) => problem.message)).toEqual([
      'the image golang:1 in Dockerfile is neither in "images" nor made by the lesson',
      'the image redis:7 in compose.yaml is neither in "images" nor made by the lesson',
      'the image alpine:3.20 (FROM) is neither in "images" nor made by the lesson',
    ]);
  });

  it('accepts images that the lesson makes, and wrong images in wrong attempts', async () => {
    const made = bend(
      'docker volume create xy-data',
      'docker tag nginx:1.27-alpine shop/web:v1',
      bend(
        'run: docker container run --detach --name page --publish 8091:80 nginx:1.27-alpine',
        'run: docker run -d --name page -p 8091:80 shop/web:v1',
      ),
    );
    expect(await lint(made)).toEqual([]);
    expect(
      await lint(
        bend('run: docker run -d --name page nginx:1.27-alpine', 'run: docker run -d --name page ngnix'),
      ),
    ).toEqual([]);
  });

  it('finds files that nobody names', async () => {
    expect(await lint(exampleLesson, { 'old/notes.txt': 'x' })).toMatchObject([
      { severity: 'warning', message: 'the file old/notes.txt beside the lesson is not used' },
    ]);
  });

  it('gives the mistakes of the file itself when there are any', async () => {
    expect(await lint(bend('kind: http', 'kind: htpp'))).toMatchObject([{ code: 'wrong-value' }]);
    expect(await lint(bend('    content: |\n      <h1>Hello</h1>\n', '    from: gone.html\n'))).toMatchObject(
      [{ code: 'bad-path', line: 9 }],
    );
  });

  it('goes through a whole course, or the lessons one names', async () => {
    const dir = await folderWith({
      'XY-01/lesson.yaml': bend('[nginx:1', '[x:1, nginx:1'),
      'XY-02/lesson.yaml': bend('XY-01', 'XY-02'),
    });
    expect(await lintCourse([dir])).toMatchObject({ lessons: 2, problems: [{ code: 'lint' }] });
    expect(await lintCourse([dir], ['XY-02'])).toEqual({ lessons: 1, problems: [] });
  });
});

it('bash is there for these tests', () => {
  expect(execFileSync('bash', ['-c', 'echo yes'], { encoding: 'utf8' })).toBe('yes\n');
});
