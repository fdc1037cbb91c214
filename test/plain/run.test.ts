import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startLesson } from '../../src/course/player/start.js';
import { runPlain } from '../../src/plain/run.js';
import { openLessonSession } from '../../src/session/lesson-session.js';
import { fakeEnvironment, fakeTerminal, smallLesson } from '../session/fakes.js';

const after = (ms: number, call: () => void) => {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
};

/** A lesson in plain mode: what was written, and a way to wait for words in it. */
async function play({ raw }: { raw: boolean }) {
  const terminal = fakeTerminal();
  const session = openLessonSession({
    lesson: smallLesson(),
    initial: startLesson(smallLesson()),
    resume: false,
    environment: fakeEnvironment().environment,
    openTerminal: async () => terminal.session,
    checks: {
      evaluate: async () => ({ results: [{ status: 'fail', evidence: [] }], lookAgain: false }),
      remember: async () => ({}),
    },
    save: async () => {},
    startOver: async () => {},
    seed: 'test',
    now: () => Date.now(),
    after,
  });
  let written = '';
  const waiting = new Set<() => void>();
  const output = {
    write(text: string) {
      written += text;
      for (const look of [...waiting]) look();
    },
  };
  const input = new PassThrough();
  const ended = runPlain(
    session,
    { input, raw, output, after },
    { titleOf: () => 'the check', optionOrder: () => [] },
  );
  const shows = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!written.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  await shows('Your task: Type one.');
  return { terminal, session, input, ended, shows, written: () => written };
}

describe('plain mode', () => {
  it('puts its words on lines of their own and the prompt below them', async () => {
    const { terminal, session, shows, written } = await play({ raw: false });
    terminal.session.write('DK-01 # ');
    terminal.request({ word: 'map' });
    await shows('1. Do one: you are here');
    expect(written()).toContain('\nDK-01 # \n1. Do one: you are here\n');
    expect(written().endsWith('3. A question: to come\nDK-01 # ')).toBe(true);
    await session.close();
  });

  it('writes no carriage returns where lines end up in a file or a pipe, and keeps them on a terminal', async () => {
    for (const raw of [false, true]) {
      const { terminal, session, shows, written } = await play({ raw });
      terminal.session.write('hello\r\nthere');
      await shows('there');
      expect(written().includes('hello\r\n')).toBe(raw);
      await session.close();
    }
  });

  it('asks before it shows the solution', async () => {
    const { terminal, session, shows, written } = await play({ raw: false });
    terminal.request({ word: 'solution' });
    await shows('once more');
    expect(written()).not.toContain('One way to do it:');
    terminal.request({ word: 'solution' });
    await shows('One way to do it:');
    expect(session.state().steps[0]?.solutionSeen).toBe(true);
    await session.close();
  });

  it('ends when the learner quits', async () => {
    const { terminal, session, ended } = await play({ raw: false });
    terminal.request({ word: 'quit' });
    await ended;
    await session.close();
  });
});
