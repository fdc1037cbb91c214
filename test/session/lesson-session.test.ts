import { describe, expect, it } from 'vitest';
import type { CheckContext } from '../../src/checks/contract.js';
import { startLesson } from '../../src/course/player/start.js';
import type { PlayerState } from '../../src/course/player/state.js';
import { TutorError } from '../../src/errors.js';
import type { LessonSession } from '../../src/session/contract.js';
import { openLessonSession } from '../../src/session/lesson-session.js';
import { fakeEnvironment, fakeTerminal, smallLesson } from './fakes.js';

/** A session whose checks pass when a command of the step's solution was typed. */
function open({ initial, failWith }: { initial?: PlayerState; failWith?: Error } = {}) {
  const world = fakeEnvironment();
  world.failWith(failWith);
  const terminals: ReturnType<typeof fakeTerminal>[] = [];
  const saved: PlayerState[] = [];
  const session = openLessonSession({
    lesson: initial?.lesson ?? smallLesson(),
    initial: initial ?? startLesson(smallLesson()),
    resume: initial !== undefined,
    environment: world.environment,
    openTerminal: async () => {
      const terminal = fakeTerminal();
      terminals.push(terminal);
      return terminal.session;
    },
    checks: {
      evaluate: async (step, { commands }: CheckContext) => ({
        lookAgain: false,
        results: [
          commands.some(({ line }) => line === step.solution)
            ? { status: 'pass', evidence: [] }
            : { status: 'fail', evidence: [{ code: 'not-typed', object: 'shell', says: 'Not typed yet.' }] },
        ],
      }),
      remember: async () => ({}),
    },
    startOver: async () => {},
    seed: 'test',
    save: async (state) => void saved.push(state),
    now: () => Date.now(),
    after: (ms, call) => {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  });
  return { session, world, terminals, saved };
}

/** Waits until the session's state is so; the test's own timeout is the limit. */
function until(session: LessonSession, so: (state: PlayerState) => boolean): Promise<PlayerState> {
  return new Promise((resolve) => {
    const look = () => {
      if (!so(session.state())) return;
      stop();
      resolve(session.state());
    };
    const stop = session.onChange(look);
    look();
  });
}
const playing = ({ phase }: PlayerState) => phase === 'playing';

describe('a lesson session', () => {
  it('prepares the world, opens a shell of the right size and plays', async () => {
    const { session, world, terminals } = open();
    session.resize({ columns: 40, rows: 10 });
    await until(session, playing);
    expect(world.log).toEqual(['prepare XX-01']);
    expect(terminals[0]?.sizes.at(-1)).toEqual({ columns: 40, rows: 10 });
    await session.close();
    expect(terminals[0]?.killed()).toBe(true);
  });

  it('ticks a step as soon as the command is done, without being asked', async () => {
    const { session, terminals } = open();
    await until(session, playing);
    terminals[0]?.command('one');
    const state = await until(session, ({ steps }) => steps[0]?.status === 'solved');
    expect(state.current).toBe(0);
    session.send({ type: 'next' });
    expect(session.state().current).toBe(1);
    await session.close();
  });

  it('plays to the end: tasks, then a question answered by the number on screen', async () => {
    const { session, terminals, world } = open();
    await until(session, playing);
    for (const line of ['one', 'two']) {
      terminals[0]?.command(line);
      const at = session.state().current;
      await until(session, ({ steps }) => steps[at]?.status === 'solved');
      session.send({ type: 'next' });
    }
    for (const number of ['1', '2']) terminals[0]?.request({ word: 'answer', text: number });
    expect(session.state().steps[2]?.status).toBe('solved');
    session.send({ type: 'next' });
    expect(session.state().phase).toBe('done');
    await session.close();
    expect(world.log.at(-1)).toBe('clean XX-01');
  });

  it('gives hints in the shell one at a time and says when there are no more', async () => {
    const { session, terminals } = open();
    await until(session, playing);
    const ask = () => terminals[0]?.request({ word: 'hint' });
    expect(ask()).toContain('A nudge.');
    expect(ask()).toContain('Nearly there.');
    expect(ask()).toContain('last hint');
    await session.close();
  });

  it('does not count `tutor ...` as work on a step', async () => {
    const { session, terminals } = open();
    await until(session, playing);
    terminals[0]?.command('tutor check');
    expect(session.state().steps[0]?.commands).toEqual([]);
    await session.close();
  });

  it('opens a new shell when the learner leaves the old one', async () => {
    const { session, terminals } = open();
    await until(session, playing);
    terminals[0]?.exit(0);
    await until(session, () => session.terminal() !== undefined && terminals.length === 2);
    expect(session.terminal()).toBe(terminals[1]?.session);
    await session.close();
  });

  it('waits while the engine is gone and goes on when it is back', async () => {
    const { session, world } = open();
    await until(session, playing);
    world.health({ up: false, says: 'The engine stopped.', next: 'Start it.' });
    expect(session.state().phase).toBe('waiting');
    expect(session.state().notice).toEqual({ says: 'The engine stopped.', next: 'Start it.' });
    world.health({ up: true });
    expect(session.state().phase).toBe('playing');
    await session.close();
  });

  it('says in words why a lesson can not be prepared', async () => {
    const failWith = new TutorError('image-unavailable', 'No network.', { next: 'Plug it in.' });
    const { session } = open({ failWith });
    const state = await until(session, ({ phase }) => phase === 'failed');
    expect(state.notice).toEqual({ says: 'No network.', next: 'Plug it in.' });
    await session.close();
  });

  it('brings the lesson back to its start on reset, with a new shell', async () => {
    const { session, world, terminals } = open();
    await until(session, playing);
    terminals[0]?.command('one');
    await until(session, ({ steps }) => steps[0]?.status === 'solved');
    session.send({ type: 'reset' });
    const state = await until(session, (now) => playing(now) && terminals.length === 2);
    expect(state.steps[0]?.status).toBe('active');
    expect(world.log).toEqual(['prepare XX-01', 'reset XX-01']);
    expect(terminals[0]?.killed()).toBe(true);
    await session.close();
  });

  it('saves the newest state before it closes', async () => {
    const { session, terminals, saved } = open();
    await until(session, playing);
    terminals[0]?.command('one');
    await until(session, ({ steps }) => steps[0]?.status === 'solved');
    await session.close();
    expect(saved.at(-1)?.steps[0]?.status).toBe('solved');
  });
});
