import type { CheckResult } from '../../../src/checks/contract.js';
import type { Lesson } from '../../../src/course/lesson.js';
import { reduce } from '../../../src/course/player/reduce.js';
import { startLesson } from '../../../src/course/player/start.js';
import type { PlayerEvent, PlayerState } from '../../../src/course/player/state.js';
import { validateLesson } from '../../../src/course/validate.js';

const task = (id: string, checks: string) => `  - id: ${id}
    title: T
    prose: P
    task: Do it
    hints: [one, two]
    solution: docker version
    checks: ${checks}
    debrief: D
`;

/** Three tasks and a quiz between the second and the third. The second task has two questions to answer. */
export const lesson: Lesson = {
  ...validateLesson(
    `id: XY-01
title: T
goal: G
minutes: 5
requires: [docker]
steps:
${task('one', '[{kind: container, name: web}, {kind: container, name: db}]')}${task('two', '[{kind: answer, ask: A?, equals: a}, {kind: answer, ask: B?, equals: b}]')}  - id: why
    title: T
    prose: P
    quiz:
      question: Q
      options:
        - {text: A, explain: no}
        - {text: B, explain: because, correct: true}
        - {text: C, explain: never}
${task('three', '[{kind: command, line: docker}]')}learned: [x]
`.replace('explain: no}', 'explain: "no"}'),
    'lesson.yaml',
  ).value!,
  files: [],
  track: 'docker',
  source: 'lesson.yaml',
};

export const pass: CheckResult = { status: 'pass', evidence: [] };
export const fail: CheckResult = {
  status: 'fail',
  evidence: [{ code: 'missing', object: 'container web', says: 'There is no container web.' }],
};

export const play = (state: PlayerState, ...events: PlayerEvent[]): PlayerState =>
  events.reduce(reduce, state);
export const begin = (): PlayerState => play(startLesson(lesson), { type: 'prepared' });
export const solve = (step: number): PlayerEvent => ({
  type: 'checked',
  step,
  results:
    lesson.steps[step] && 'checks' in lesson.steps[step] ? lesson.steps[step].checks.map(() => pass) : [],
});
export const next: PlayerEvent = { type: 'next' };
export const typed = (line: string, startedAt: number, exitCode?: number): PlayerEvent => ({
  type: 'command',
  record: {
    line,
    startedAt,
    output: '',
    ...(exitCode !== undefined && { exitCode, finishedAt: startedAt + 5 }),
  },
});
