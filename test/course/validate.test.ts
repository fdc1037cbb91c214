import { describe, expect, it } from 'vitest';
import { formatProblem, lessonInvalid } from '../../src/course/problems.js';
import { validateLesson, validateTrack } from '../../src/course/validate.js';
import { bend, exampleLesson, placeOf } from './example.js';

/** The one problem of a lesson; its place is checked to be that of `part`. */
function onlyProblem(text: string, part: string) {
  const { problems, value } = validateLesson(text, 'lesson.yaml');
  expect(value).toBeUndefined();
  expect(problems.map((problem) => problem.message)).toHaveLength(1);
  const problem = problems[0]!;
  expect({ line: problem.line, column: problem.column }).toEqual(placeOf(text, part));
  return `${problem.code}: ${problem.message}${problem.next ? ` (${problem.next})` : ''}`;
}

describe('a lesson file', () => {
  it('that is right gives the lesson with its defaults', () => {
    const { value, problems } = validateLesson(exampleLesson, 'lesson.yaml');
    expect(problems).toEqual([]);
    expect(value?.steps).toHaveLength(2);
    expect(value?.steps[0]).toMatchObject({ id: 'serve', wrong: [{ stays: false }] });
  });

  it.each([
    ['a tab in the indentation', bend('  - id: serve', '\t- id: serve'), '\t- id: serve'],
    ['an unquoted colon', bend('title: Serve it', 'title: Serve: it'), 'Serve: it'],
    ['an open quote', bend('title: Serve it', 'title: "Serve it'), '"Serve it'],
    ['the same key twice', bend('minutes: 5', 'minutes: 5\ntitle: again'), 'title: again'],
    ['an alias without an anchor', bend('minutes: 5', 'minutes: *five'), '*five'],
  ])('with %s is broken YAML, at its line', (_, text, part) => {
    const { problems } = validateLesson(text, 'lesson.yaml');
    expect(problems[0]).toMatchObject({ code: 'yaml-syntax', severity: 'error', file: 'lesson.yaml' });
    expect(problems.map((problem) => problem.line)).toContain(placeOf(text, part).line);
  });

  it('that is empty, or only a word, says so', () => {
    expect(validateLesson('', 'l').problems).toMatchObject([
      { line: 1, column: 1, message: 'the file: expected a map of keys, found an empty value' },
    ]);
    expect(validateLesson('hello', 'l').problems).toMatchObject([{ line: 1, column: 1, code: 'wrong-type' }]);
  });

  it.each([
    [
      'an unknown key',
      bend('minutes: 5', 'minutes: 5\ncolour: red'),
      'colour',
      /unknown-key: unknown key "colour" \(the keys here are id, title/,
    ],
    [
      'an unknown key of a check',
      bend(
        '        name: page\n        match: {State',
        '        nmae: page\n        name: page\n        match: {State',
      ),
      'nmae',
      /unknown key "nmae" in steps\[0\].checks\[0\]/,
    ],
    [
      'a number for text',
      bend('title: A first page', 'title: 12'),
      '12',
      'wrong-type: title: expected text, found the number 12 (put it in quotes)',
    ],
    [
      'text for a number',
      bend('minutes: 5', 'minutes: five'),
      'five',
      'wrong-type: minutes: expected a number, found text "five"',
    ],
    [
      'a broken number',
      bend('minutes: 5', 'minutes: 5.5'),
      '5.5',
      'wrong-value: minutes: expected a whole number, found the number 5.5',
    ],
    [
      'a number out of range',
      bend('minutes: 5', 'minutes: 500'),
      '500',
      'wrong-value: minutes: expected at most 120, found the number 500',
    ],
    [
      'an empty text',
      bend('title: Serve it', 'title: ""'),
      '""',
      'wrong-value: steps[0].title: must not be empty',
    ],
    [
      'text for a list',
      bend('requires: [docker]', 'requires: docker'),
      'docker\n',
      'wrong-type: requires: expected a list, found text "docker"',
    ],
    [
      'a requirement with a typo',
      bend('[docker]', '[dokcer]'),
      'dokcer',
      /expected one of docker, kubernetes, .* found text "dokcer" \(did you mean "docker"\?\)/,
    ],
    [
      'a kind with a typo',
      bend('kind: http', 'kind: htpp'),
      'htpp',
      /"kind": expected one of container, .*, found text "htpp" \(did you mean "http"\?\)/,
    ],
    [
      'a check without kind',
      bend('kind: http\n        url', 'url'),
      'url: http:',
      /missing-key: "kind" is missing: one of container, image/,
    ],
    [
      'an address that is none',
      bend('https://docs', 'docs'),
      'docs.docker',
      /reading\[0\].url: expected a web address/,
    ],
    [
      'an id of another form',
      bend('id: XY-01', 'id: xy1'),
      'xy1',
      'wrong-value: id: must look like DK-01, found text "xy1"',
    ],
    [
      'a wrong name to remember',
      bend('      volume: {kind', '      Volume 1: {kind'),
      'Volume 1',
      'wrong-value: key "Volume 1": must be small letters, digits and dashes',
    ],
    [
      'a list where text or an operator belongs',
      bend("{$regex: 'nginx|Hello'}", '.nan'),
      '.nan',
      /body: expected text/,
    ],
  ])('with %s says what is expected and what is there', (_, text, part, message) => {
    expect(onlyProblem(text, part)).toMatch(message);
  });

  it('with a missing key says which, where, and what it is for', () => {
    const text = bend('    debrief: The engine forwards the port of your machine to the container.\n', '');
    expect(onlyProblem(text, 'id: serve')).toBe(
      'missing-key: "debrief" is missing in steps[0] (Why it worked: what happened inside.)',
    );
  });

  it('with a typo in a required key suggests the right one at the typo', () => {
    const { problems } = validateLesson(bend('goal:', 'gaol:'), 'lesson.yaml');
    expect(problems.map(formatProblem)).toEqual([
      'lesson.yaml:1:1: error: "goal" is missing',
      'lesson.yaml:3:1: error: unknown key "gaol" (did you mean "goal"?)',
    ]);
  });

  it.each([
    [
      'both a task and a quiz',
      bend('    quiz:', '    task: x\n    quiz:'),
      'quiz:',
      /a step has either "task" or "quiz"; this one has both/,
    ],
    ['neither', bend('    quiz:\n', '    question:\n'), 'id: why', /a step needs "task" .* or "quiz"/],
    [
      'a typo in quiz',
      bend('    quiz:\n', '    quizz:\n'),
      'quizz',
      /did you mean "quiz" instead of "quizz"/,
    ],
    [
      'a mistake inside the quiz',
      bend('          correct: true', '          correct: yes'),
      'yes',
      /steps\[1\].quiz.options\[1\].correct: expected true or false, found text "yes"/,
    ],
    [
      'a word for a step',
      bend('  - id: why', '  - why\n  - id: why'),
      'why\n',
      /steps\[1\]: expected a map of keys, found text "why"/,
    ],
  ])('a step with %s is told about the branch that was meant', (_, text, part, message) => {
    expect(onlyProblem(text, part)).toMatch(message);
  });

  it.each([
    [
      'step ids',
      bend('id: why', 'id: serve'),
      'serve\n    title: What',
      /duplicate: another step has the id "serve" already/,
    ],
    [
      'paths of files',
      bend('setup:', '  - {path: site/index.html, content: x}\nsetup:'),
      'site/index.html, content',
      /another file has the path/,
    ],
  ])('with duplicate %s points at the second', (_, text, part, message) => {
    expect(onlyProblem(text, part)).toMatch(message);
  });

  it.each([
    [
      'an unknown operator',
      bend('$regex', '$regexp'),
      "'nginx",
      /bad-operator: There is no operator \$regexp\. .* \(did you mean "\$regex"\?\)/,
    ],
    [
      'a broken regular expression',
      bend("'nginx|Hello'", "'nginx|('"),
      "'nginx|('",
      /operand of \$regex is not a regular expression: nginx\|\(/,
    ],
    [
      'an operator beside a key',
      bend('{CreatedAt: {$', '{$not: 3, CreatedAt: {$'),
      '3, Created',
      /operator \$not can not stand beside plain keys/,
    ],
    [
      'a text where a number belongs',
      bend('match: {State: {Running: true}}', 'match: {A: {$gt: many}}'),
      'many',
      /operand of \$gt must be a number\. It is text "many"/,
    ],
    [
      'a remembered value of the wrong type',
      bend('$remembered: volume', '$remembered: 3'),
      '3}',
      /operand of \$remembered must be .* It is the number 3/,
    ],
  ])('with %s in a pattern says which', (_, text, part, message) => {
    expect(onlyProblem(text, part)).toMatch(message);
  });

  it.each([
    [
      'neither name nor where',
      bend('        name: page\n        match: {State', '        match: {State'),
      'kind: container',
      /Give either "name" or "where"/,
    ],
    [
      'a file of two origins',
      bend('    content: |', '    from: page.html\n    content: |'),
      'from: page',
      /either "content" or "from", not both/,
    ],
    [
      'a file outside the work folder',
      bend('path: site/index.html', 'path: ../index.html'),
      '../',
      /bad-path: path must not leave the folder/,
    ],
    ['no correct option', bend('          correct: true\n', ''), '- text: A virtual', /no option is correct/],
  ])('with %s is not accepted', (_, text, part, message) => {
    expect(onlyProblem(text, part)).toMatch(message);
  });

  it('with several mistakes lists all of them from top to bottom', () => {
    const text = bend(
      'minutes: 5',
      'minutes: x',
      bend('id: why', 'id: WHY', bend('kind: http', 'kind: ftp')),
    );
    const lines = validateLesson(text, 'lesson.yaml').problems.map((problem) => problem.line);
    expect(lines).toHaveLength(3);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  it('gives one error at the edge, which names every place', () => {
    const { problems } = validateLesson(
      bend('kind: http', 'kind: ftp', bend('minutes: 5', 'minutes: x')),
      'a/lesson.yaml',
    );
    const error = lessonInvalid('Lesson XY-01', problems);
    expect(error.code).toBe('lesson-invalid');
    expect(error.message).toContain(
      'Lesson XY-01 has 2 mistakes.\na/lesson.yaml:4:10: error: minutes: expected',
    );
    expect(error.detail.where).toBe('a/lesson.yaml:4:10');
  });

  it('that is nested beyond reason, or enormous, is refused with a place', () => {
    expect(validateLesson('['.repeat(100_000), 'l').problems).toMatchObject([
      { code: 'yaml-syntax', line: 1 },
    ]);
    expect(validateLesson(`a: ${'x'.repeat(600_000)}`, 'l').problems).toMatchObject([
      { message: 'the file is longer than 512 KiB' },
    ]);
  });

  it('that multiplies aliases is refused before it fills the memory', () => {
    const levels = Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    const { problems } = validateLesson(['a0: &a0 x', ...levels].join('\n'), 'l');
    expect(problems).toMatchObject([{ code: 'yaml-syntax' }]);
  });
});

describe('a track file', () => {
  it('is checked the same way', () => {
    expect(validateTrack('id: docker\ntitle: Docker\nsummary: All of it.\n', 't').value?.after).toEqual([]);
    expect(validateTrack('id: docker\ntitle: Docker\nsumary: x\nsummary: y\n', 't').problems).toMatchObject([
      { code: 'unknown-key', line: 3, column: 1 },
    ]);
  });
});
