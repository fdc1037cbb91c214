import { describe, expect, it } from 'vitest';
import { toSaved, type SavedRun } from '../../../src/course/player/saved.js';
import { startLesson } from '../../../src/course/player/start.js';
import type { PlayerEvent, PlayerState } from '../../../src/course/player/state.js';
import { begin, lesson, next, play, solve, typed } from './game.js';

/** Leaves and comes back, through the text of a file. */
const leaveAndReturn = (state: PlayerState) =>
  play(startLesson(lesson, JSON.parse(JSON.stringify(toSaved(state))) as SavedRun), { type: 'prepared' });

describe('coming back to a lesson', () => {
  it('finds the step, with what was done in it', () => {
    const left = play(
      begin(),
      solve(0),
      next,
      { type: 'hint' },
      { type: 'solution' },
      typed('docker ps', 1, 0),
      { type: 'answer', text: 'x' },
      { type: 'tick', elapsedMs: 5 },
    );
    const back = leaveAndReturn(left);
    expect(back).toMatchObject({ current: 1, viewing: 1, phase: 'playing' });
    expect(back.steps[1]).toMatchObject({
      status: 'active',
      hintsShown: 1,
      solutionSeen: true,
      answers: { 0: 'x' },
      elapsedMs: 5,
      commands: [{ line: 'docker ps', exitCode: 0 }],
    });
  });

  it('finds the debrief that was being read', () => {
    expect(leaveAndReturn(play(begin(), solve(0)))).toMatchObject({
      current: 0,
      viewing: 0,
      steps: [{ status: 'solved' }, { status: 'ahead' }, {}, {}],
    });
  });

  it('forgets a command that never came back', () => {
    expect(leaveAndReturn(play(begin(), typed('sleep 99', 1))).steps[0]!.commands).toEqual([]);
  });

  it('finds a lesson done when it was', () => {
    const choose: PlayerEvent = { type: 'choose', option: 1 };
    const done = play(begin(), solve(0), next, solve(1), next, choose, next, solve(3), next);
    expect(leaveAndReturn(done)).toMatchObject({ phase: 'done', current: 4, viewing: 3 });
  });

  it('goes on at a step that the lesson gained meanwhile', () => {
    const saved = toSaved(play(begin(), solve(0), next, solve(1), next));
    const grown = {
      ...lesson,
      steps: [lesson.steps[0]!, { ...lesson.steps[1]!, id: 'added' }, ...lesson.steps.slice(1)],
    };
    const back = startLesson(grown, saved);
    expect(back).toMatchObject({ current: 1 });
    expect(back.steps.map((step) => step.status)).toEqual(['solved', 'active', 'solved', 'ahead', 'ahead']);
  });

  it('keeps little of long outputs and many commands', () => {
    let state = begin();
    for (let i = 0; i < 100; i++) {
      state = play(state, {
        type: 'command',
        record: { line: 'x', startedAt: i, finishedAt: i, exitCode: 0, output: 'y'.repeat(60_000) },
      });
    }
    expect(JSON.stringify(toSaved(state)).length).toBeLessThan(100_000);
  });
});
