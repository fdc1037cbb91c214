import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduce } from '../../../src/course/player/reduce.js';
import { startLesson } from '../../../src/course/player/start.js';
import type { PlayerEvent } from '../../../src/course/player/state.js';
import { begin, fail, lesson, next, pass, play, solve, typed } from './game.js';

describe('a lesson', () => {
  it('starts in preparation, then plays its first step', () => {
    const fresh = startLesson(lesson);
    expect(fresh).toMatchObject({ phase: 'preparing', current: 0, viewing: 0 });
    expect(play(fresh, { type: 'prepared' }).phase).toBe('playing');
    expect(fresh.steps.map((step) => step.status)).toEqual(['active', 'ahead', 'ahead', 'ahead']);
  });

  it('that could not be prepared says why, and plays when a second try works', () => {
    const failed = play(startLesson(lesson), {
      type: 'prepare-failed',
      says: 'No engine.',
      next: 'Start it.',
    });
    expect(failed).toMatchObject({ phase: 'failed', notice: { says: 'No engine.', next: 'Start it.' } });
    expect(play(failed, { type: 'prepared' })).toMatchObject({ phase: 'playing', notice: undefined });
  });

  it('waits while the engine is away and goes on by itself', () => {
    const away = play(begin(), { type: 'health', up: false, says: 'The engine stopped.' });
    expect(away).toMatchObject({ phase: 'waiting', notice: { says: 'The engine stopped.' } });
    expect(play(away, { type: 'tick', elapsedMs: 500 }).steps[0]!.elapsedMs).toBe(0);
    expect(play(away, { type: 'health', up: true })).toMatchObject({ phase: 'playing', notice: undefined });
  });

  it('is played to the end by solving and going next', () => {
    const end = play(
      begin(),
      solve(0),
      next,
      solve(1),
      next,
      { type: 'choose', option: 1 },
      next,
      solve(3),
      next,
    );
    expect(end).toMatchObject({ phase: 'done', current: 4, viewing: 3 });
    expect(play(end, { type: 'health', up: false }, next, solve(3), typed('ls', 1))).toEqual(end);
  });

  it('starts over on reset', () => {
    const state = play(begin(), { type: 'hint' }, solve(0), next, { type: 'reset' });
    expect(state).toEqual(startLesson(lesson));
  });
});

describe('a task', () => {
  it('is solved when every check has passed, though not all were looked at together', () => {
    const half = play(begin(), { type: 'checked', step: 0, results: [pass, fail] });
    expect(half.steps[0]!.status).toBe('active');
    const whole = play(half, { type: 'checked', step: 0, results: [undefined, pass] });
    expect(whole.steps[0]!.status).toBe('solved');
  });

  it('is not solved while a check fails again', () => {
    const state = play(
      begin(),
      { type: 'checked', step: 0, results: [pass, undefined] },
      { type: 'checked', step: 0, results: [fail, pass] },
    );
    expect(state.steps[0]!.status).toBe('active');
  });

  it('stays solved, with its debrief in view, whatever happens to the world', () => {
    const solved = play(begin(), solve(0));
    expect(solved).toMatchObject({ current: 0, viewing: 0 });
    expect(play(solved, { type: 'checked', step: 0, results: [fail, fail] })).toBe(solved);
  });

  it('listens only to checks of its own step', () => {
    const state = begin();
    expect(play(state, solve(1), solve(3))).toBe(state);
  });

  it('shows the feedback that applies now and drops it when it no longer does', () => {
    const feedback = { id: 'no-port', text: 'No port.' };
    const wrong = play(begin(), { type: 'checked', step: 0, results: [fail, fail], feedback });
    expect(wrong.steps[0]!.feedback).toEqual(feedback);
    expect(
      play(wrong, { type: 'checked', step: 0, results: [fail, pass] }).steps[0]!.feedback,
    ).toBeUndefined();
    expect(play(wrong, solve(0)).steps[0]!.feedback).toBeUndefined();
  });

  it('unfolds its hints one at a time, and never more than it has', () => {
    const hint: PlayerEvent = { type: 'hint' };
    expect(play(begin(), hint).steps[0]!.hintsShown).toBe(1);
    expect(play(begin(), hint, hint, hint).steps[0]!.hintsShown).toBe(2);
  });

  it('records that the solution was seen, unless it was solved before', () => {
    expect(play(begin(), { type: 'solution' }, solve(0)).steps[0]!.solutionSeen).toBe(true);
    expect(play(begin(), solve(0), { type: 'solution' }).steps[0]!.solutionSeen).toBe(false);
  });

  it('takes answers in the order of its questions', () => {
    const asked = play(begin(), solve(0), next, { type: 'answer', text: 'x' });
    expect(asked.steps[1]!.answers).toEqual({ 0: 'x' });
    const second = play(
      asked,
      { type: 'checked', step: 1, results: [pass, fail] },
      { type: 'answer', text: 'b' },
    );
    expect(second.steps[1]!.answers).toEqual({ 0: 'x', 1: 'b' });
  });

  it('remembers values, also before it has become current', () => {
    const state = play(begin(), { type: 'remembered', step: 1, values: { id: 'abc' } }, solve(0), next);
    expect(state.steps[1]!.remembered).toEqual({ id: 'abc' });
  });

  it('counts the time it is worked on, and not the reading of its debrief', () => {
    const state = play(
      begin(),
      { type: 'tick', elapsedMs: 400 },
      { type: 'tick', elapsedMs: 100 },
      solve(0),
      { type: 'tick', elapsedMs: 900 },
    );
    expect(state.steps[0]!.elapsedMs).toBe(500);
  });
});

describe('typing ahead', () => {
  it('counts for the next task, while the debrief stays in view', () => {
    const state = play(begin(), solve(0), typed('docker ps', 100));
    expect(state).toMatchObject({ current: 1, viewing: 0 });
    expect(state.steps[1]!.commands.map((command) => command.line)).toEqual(['docker ps']);
    expect(play(state, next)).toMatchObject({ current: 1, viewing: 1 });
  });

  it('brings the next task into view when it is solved or has feedback', () => {
    const ahead = play(begin(), solve(0), typed('docker ps', 100));
    expect(play(ahead, solve(1))).toMatchObject({ current: 1, viewing: 1 });
    const feedback = { id: 'x', text: 'X' };
    expect(play(ahead, { type: 'checked', step: 1, results: [fail, fail], feedback }).viewing).toBe(1);
    expect(play(ahead, { type: 'checked', step: 1, results: [fail, fail] }).viewing).toBe(0);
  });

  it('is not begun by the end of the command that solved the step', () => {
    const state = play(
      begin(),
      typed('docker run -d web', 100),
      solve(0),
      typed('docker run -d web', 100, 0),
    );
    expect(state.current).toBe(0);
    expect(state.steps[0]!.commands).toMatchObject([{ line: 'docker run -d web', exitCode: 0 }]);
  });

  it('gives the end of an earlier command to the step where it began', () => {
    const state = play(begin(), typed('sleep 9', 100), solve(0), next, typed('sleep 9', 100, 0));
    expect(state.steps[0]!.commands).toMatchObject([{ exitCode: 0 }]);
    expect(state.steps[1]!.commands).toEqual([]);
  });

  it("is not begun by the tutor's own words", () => {
    const state = play(begin(), solve(0), typed('tutor next', 100), typed('  tutor', 101));
    expect(state.current).toBe(0);
    expect(play(state, typed('tutorial', 102)).current).toBe(1);
  });

  it('stops before a quiz', () => {
    const state = play(begin(), solve(0), next, solve(1), typed('ls', 100));
    expect(state.current).toBe(1);
  });

  it('first shows the task, when help is asked for', () => {
    const ahead = play(begin(), solve(0), typed('docker ps', 100));
    const shown = play(ahead, { type: 'hint' });
    expect(shown).toMatchObject({ viewing: 1, steps: [{}, { hintsShown: 0 }, {}, {}] });
    expect(play(shown, { type: 'hint' }).steps[1]!.hintsShown).toBe(1);
  });

  it('keeps a bounded number of commands', () => {
    let state = begin();
    for (let i = 0; i < 500; i++) state = play(state, typed(`echo ${i}`, i));
    expect(state.steps[0]!.commands).toHaveLength(200);
    expect(state.steps[0]!.commands.at(-1)!.line).toBe('echo 499');
  });
});

describe('a quiz', () => {
  const quiz = () => play(begin(), solve(0), next, solve(1), next);

  it('lets one choose again after a wrong option', () => {
    const wrong = play(quiz(), { type: 'choose', option: 0 });
    expect(wrong.steps[2]).toMatchObject({ status: 'active', chosen: [0] });
    expect(play(wrong, next).viewing).toBe(2);
    expect(play(wrong, { type: 'choose', option: 1 }).steps[2]).toMatchObject({
      status: 'solved',
      chosen: [0, 1],
    });
  });

  it('takes no option twice, none that is not there, and none after the right one', () => {
    const state = play(quiz(), { type: 'choose', option: 0 });
    expect(play(state, { type: 'choose', option: 0 }, { type: 'choose', option: 7 })).toBe(state);
    const solved = play(state, { type: 'choose', option: 1 });
    expect(play(solved, { type: 'choose', option: 2 })).toBe(solved);
  });
});

describe('moving about', () => {
  it('is not possible past an unsolved step', () => {
    const state = begin();
    expect(play(state, next, { type: 'view', step: 3 })).toBe(state);
  });

  it('back and to older steps only changes the view', () => {
    const state = play(begin(), solve(0), next, solve(1), next, { type: 'back' });
    expect(state).toMatchObject({ current: 2, viewing: 1 });
    expect(play(state, { type: 'view', step: 0 })).toMatchObject({ current: 2, viewing: 0 });
    expect(play(state, next)).toMatchObject({ current: 2, viewing: 2 });
    expect(play(begin(), { type: 'back' }).viewing).toBe(0);
  });
});

const anyEvent: fc.Arbitrary<PlayerEvent> = fc.oneof(
  fc.constantFrom<PlayerEvent>(
    { type: 'prepared' },
    { type: 'prepare-failed', says: 'x' },
    { type: 'health', up: true },
    { type: 'health', up: false },
    { type: 'hint' },
    { type: 'solution' },
    { type: 'next' },
    { type: 'back' },
    { type: 'answer', text: 'a' },
  ),
  fc.nat(5).map((step): PlayerEvent => ({ type: 'view', step })),
  fc.nat(5).map((option): PlayerEvent => ({ type: 'choose', option })),
  fc.nat(5).map(solve),
  fc.nat(5).map((step): PlayerEvent => ({ type: 'checked', step, results: [fail, fail] })),
  fc.tuple(fc.nat(9), fc.boolean()).map(([at, done]) => typed('ls', at, done ? 0 : undefined)),
  fc.nat(100).map((elapsedMs): PlayerEvent => ({ type: 'tick', elapsedMs })),
);

it('whatever happens, nothing solved is lost, the view is a step, and only the last step ends the lesson', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let state = startLesson(lesson);
      for (const event of events) {
        const before = state;
        state = reduce(Object.freeze(state), event);
        expect(state.current).toBeGreaterThanOrEqual(before.current);
        before.steps.forEach((step, i) => {
          if (step.status === 'solved') expect(state.steps[i]!.status).toBe('solved');
        });
        expect(state.viewing).toBeLessThanOrEqual(Math.min(state.current, 3));
        expect(state.viewing).toBeGreaterThanOrEqual(0);
        state.steps.forEach((step, i) => {
          if (i < state.current) expect(step.status).toBe('solved');
          if (i > state.current) expect(step.status).toBe('ahead');
        });
        expect(state.phase === 'done').toBe(state.current === 4);
      }
    }),
    { numRuns: 500 },
  );
});
