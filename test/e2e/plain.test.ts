import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeEngine, reply, type Route } from '../environments/docker/fake-engine.js';
import { newLearner, runTutor, type Learner } from './support/program.js';

/** A lesson that needs no container: a file to make, and a question. */
const lesson = `id: MY-01
title: A file
goal: Make a file.
minutes: 1
requires: [docker]
images: []
steps:
  - id: make
    title: Make it
    prose: Files are made by touch.
    task: Make the file done.txt.
    hints: [Use touch.]
    solution: touch done.txt
    checks:
      - kind: file
        path: done.txt
        says: The file is there
    debrief: That was a system call.
  - id: ask
    title: A question
    prose: One question.
    quiz:
      question: Which program made it?
      options:
        - text: touch
          correct: true
          explain: It was touch.
        - text: rm
          explain: That one removes files.
learned: [Make a file]
`;

/** A learner with an engine that answers and has nothing, and with the lesson above. */
async function learnerWithEngine(): Promise<{ learner: Learner; lessons: string }> {
  const answer =
    (body: Parameters<typeof reply>[1]): Route =>
    (_, response) =>
      reply(response, body);
  const engine = await fakeEngine({
    'GET /info': answer({ ID: 'e1' }),
    'GET /version': answer({ Version: '28.0.0', Components: [{ Name: 'Engine' }] }),
    'GET /containers/json': answer([]),
    'GET /networks': answer([]),
    'GET /images/json': answer([]),
    'GET /volumes': answer({ Volumes: [] }),
  });
  onTestFinished(() => engine.remove());
  const learner = newLearner({ DOCKER_HOST: `unix://${engine.path}` });
  const lessons = join(learner.home, 'mine');
  mkdirSync(lessons);
  writeFileSync(join(lessons, 'lesson.yaml'), lesson);
  return { learner, lessons };
}

describe('kube-tutor --plain in a pipe', () => {
  it('plays a lesson from the lines it reads, ends with them, and keeps the progress', async () => {
    const { learner, lessons } = await learnerWithEngine();
    const args = ['start', 'MY-01', '--plain', '--lessons', lessons];
    const first = await runTutor(learner, args, 'touch done.txt\n');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('Make the file done.txt.');
    expect(first.out).toContain('That was a system call.');
    expect(first.out).not.toMatch(/\x1b\[\??\d*[hlJK]/);

    const second = await runTutor(learner, args, 'tutor next\ntutor answer touch\ntutor quit\n');
    expect(second).toMatchObject({ code: 0, err: '' });
    expect(second.out).toContain('Which program made it?');
    expect(readFileSync(learner.progressFile, 'utf8')).toContain('"make"');
  });

  it('ends when nothing is typed at all', async () => {
    const { learner, lessons } = await learnerWithEngine();
    const { code, out } = await runTutor(learner, ['start', 'MY-01', '--plain', '--lessons', lessons]);
    expect(code).toBe(0);
    expect(out).toContain('MY-01 A file');
  });
});
