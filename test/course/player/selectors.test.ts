import { describe, expect, it } from 'vitest';
import { isQuiz } from '../../../src/course/lesson.js';
import {
  canGoBack,
  canGoNext,
  canHint,
  currentStep,
  lessonSummary,
  quizOptions,
  solutionVisible,
  viewedStep,
  visibleHints,
} from '../../../src/course/player/selectors.js';
import { shuffledIndexes } from '../../../src/course/player/shuffle.js';
import { startLesson } from '../../../src/course/player/start.js';
import type { PlayerEvent, PlayerState } from '../../../src/course/player/state.js';
import { begin, fail, lesson, next, pass, play, solve } from './game.js';

const quiz = (...events: PlayerEvent[]) => play(begin(), solve(0), next, solve(1), next, ...events);

describe('what can be done now', () => {
  it.each<[string, PlayerState, string | true]>([
    ['while preparing', startLesson(lesson), 'The lesson is being prepared.'],
    ['before anything passes', begin(), 'The task is not done yet: 0 of 2 checks pass.'],
    [
      'halfway',
      play(begin(), { type: 'checked', step: 0, results: [pass, fail] }),
      'The task is not done yet: 1 of 2 checks pass.',
    ],
    ['after it is solved', play(begin(), solve(0)), true],
    ['in an older step', play(begin(), solve(0), next, { type: 'back' }), true],
    [
      'while the engine is away',
      play(begin(), { type: 'health', up: false, says: 'The engine stopped.' }),
      'The engine stopped.',
    ],
    ['before a choice', quiz(), 'Choose an answer first.'],
    ['after a wrong choice', quiz({ type: 'choose', option: 0 }), 'Choose again: that was not it.'],
    ['at the end', quiz({ type: 'choose', option: 1 }, next, solve(3), next), 'The lesson is done.'],
  ])('next, %s', (_, state, expected) => {
    const possible = canGoNext(state);
    expect(possible.can || possible.why).toBe(expected);
    // The selector promises what the reducer does.
    expect(play(state, next) !== state).toBe(possible.can);
  });

  it('back and hint say why not', () => {
    expect(canGoBack(begin())).toEqual({ can: false, why: 'This is the first step.' });
    expect(canHint(begin())).toEqual({ can: true });
    expect(canHint(play(begin(), { type: 'hint' }, { type: 'hint' }))).toEqual({
      can: false,
      why: 'There are no more hints; the solution is next.',
    });
    expect(canHint(quiz())).toEqual({ can: false, why: 'A question has no hints.' });
  });
});

describe('what is shown', () => {
  it('is the viewed step, which need not be the current one', () => {
    const state = play(begin(), solve(0), next, { type: 'back' });
    expect(viewedStep(state).step.id).toBe('one');
    expect(currentStep(state)?.step.id).toBe('two');
  });

  it('are the hints asked for, and everything once the step is solved', () => {
    const hinted = play(begin(), { type: 'hint' });
    expect(visibleHints(viewedStep(hinted))).toEqual(['one']);
    expect(solutionVisible(viewedStep(hinted))).toBe(false);
    expect(solutionVisible(viewedStep(play(hinted, { type: 'solution' })))).toBe(true);
    const solved = viewedStep(play(hinted, solve(0)));
    expect([visibleHints(solved), solutionVisible(solved)]).toEqual([['one', 'two'], true]);
  });

  it('is the explanation of each option chosen, and of all once the right one was', () => {
    const options = (state: PlayerState) => {
      const { step, state: own } = viewedStep(state);
      return isQuiz(step) ? quizOptions(step.quiz, own, 'seed') : [];
    };
    const explained = (state: PlayerState) =>
      options(state)
        .filter((option) => option.explain !== undefined)
        .map((option) => option.option);
    expect(explained(quiz())).toEqual([]);
    expect(explained(quiz({ type: 'choose', option: 2 }))).toEqual([2]);
    expect(explained(quiz({ type: 'choose', option: 1 })).sort()).toEqual([0, 1, 2]);
    expect(options(quiz()).map((option) => option.option)).toEqual(
      options(quiz({ type: 'choose', option: 2 })).map((option) => option.option),
    );
  });
});

describe('the order of options', () => {
  it('has every option once, is the same for a seed, and differs between seeds', () => {
    const orders = Array.from({ length: 60 }, (_, seed) => shuffledIndexes(4, `s${seed}`));
    for (const order of orders) expect([...order].sort()).toEqual([0, 1, 2, 3]);
    expect(shuffledIndexes(4, 's1')).toEqual(orders[1]);
    expect(new Set(orders.map((order) => order[0]))).toEqual(new Set([0, 1, 2, 3]));
  });
});

it('the summary adds up time, hints, and what was solved unaided', () => {
  const state = quiz({ type: 'choose', option: 0 }, { type: 'choose', option: 1 });
  expect(lessonSummary(state)).toMatchObject({ steps: 4, solved: 3, unaided: 2, hintsUsed: 0 });
  const helped = play(
    begin(),
    { type: 'tick', elapsedMs: 70 },
    { type: 'hint' },
    { type: 'solution' },
    solve(0),
    next,
    { type: 'hint' },
    { type: 'tick', elapsedMs: 30 },
  );
  expect(lessonSummary(helped)).toEqual({
    steps: 4,
    solved: 1,
    unaided: 0,
    hintsUsed: 2,
    solutionsSeen: 1,
    elapsedMs: 100,
  });
});
