import { describe, expect, it } from 'vitest';
import { reduce } from '../../src/course/player/reduce.js';
import { startLesson } from '../../src/course/player/start.js';
import type { PlayerEvent, PlayerState } from '../../src/course/player/state.js';
import { announceChange, announceChecks, announceMap, type Wording } from '../../src/plain/announce.js';
import { plainText } from '../../src/plain/plain-text.js';
import { smallLesson } from '../session/fakes.js';

const wording: Wording = { titleOf: () => 'the check', optionOrder: () => [1, 0] };

/** What is said when these events happen one after the other. */
function said(...events: PlayerEvent[]): { lines: string[]; state: PlayerState } {
  let state = startLesson(smallLesson());
  const lines: string[] = [];
  for (const event of events) {
    const next = reduce(state, event);
    lines.push(...announceChange(state, next, wording));
    state = next;
  }
  return { lines, state };
}
const pass: PlayerEvent = { type: 'checked', step: 0, results: [{ status: 'pass', evidence: [] }] };

describe('plain mode says', () => {
  it('the first step once the lesson is ready', () => {
    const { lines } = said({ type: 'prepared' });
    expect(lines).toContain('Step 1 of 3: Do one');
    expect(lines).toContain('Your task: Type one.');
  });

  it('nothing of hints, which the shell itself prints', () => {
    const { lines } = said({ type: 'prepared' }, { type: 'hint' });
    expect(lines.join()).not.toContain('A nudge.');
  });

  it('that a step is done, why it worked and how to go on', () => {
    const { lines } = said({ type: 'prepared' }, pass);
    expect(lines.slice(-4)).toEqual(['Done: Do one', 'That is how.', '', 'Type: tutor next']);
  });

  it('the explanation of the option that was chosen', () => {
    const later: PlayerEvent[] = [{ type: 'next' }, { ...pass, step: 1 }, { type: 'next' }];
    const { lines } = said(
      { type: 'prepared' },
      pass,
      ...later,
      { type: 'choose', option: 1 },
      { type: 'choose', option: 0 },
    );
    expect(lines).toContain('  1. that');
    expect(lines).toContain('Not this one. No.');
    expect(lines).toContain('Yes.');
  });

  it('why it waits, and that it goes on', () => {
    const { lines } = said(
      { type: 'prepared' },
      { type: 'health', up: false, says: 'The engine stopped.', next: 'Start it.' },
      { type: 'health', up: true },
    );
    expect(lines.slice(-3)).toEqual(['Attention: The engine stopped.', 'Start it.', 'The lesson goes on.']);
  });

  it('what a check is missing, and the command that shows it', () => {
    const evidence = [
      { code: 'missing', object: 'container web', says: 'There is no container web.', next: 'docker ps -a' },
    ] as const;
    const { state } = said(
      { type: 'prepared' },
      { type: 'checked', step: 0, results: [{ status: 'fail', evidence: [...evidence] }] },
    );
    expect(announceChecks(state, wording)).toEqual([
      'Not yet: the check',
      '  There is no container web.',
      '  Look with: docker ps -a',
    ]);
  });

  it('where one is', () => {
    const { state } = said({ type: 'prepared' }, pass, { type: 'next' });
    expect(announceMap(state)).toEqual([
      '1. Do one: done',
      '2. Do two: you are here',
      '3. A question: to come',
    ]);
  });
});

describe('Markdown read aloud', () => {
  it('keeps words and drops decoration', () => {
    expect(
      plainText('Run `docker ps`, **now**, or *later*.\nSame [paragraph](https://example.org).'),
    ).toEqual(['Run docker ps, now, or later. Same paragraph (https://example.org).']);
  });

  it('keeps code blocks and lists line by line', () => {
    expect(plainText('First:\n\n```\na  b\nc\n```\n\n- one\n- two\n  more')).toEqual([
      'First:',
      '',
      '  a  b',
      '  c',
      '',
      '- one',
      '- two more',
    ]);
  });

  it('leaves underscores inside words alone', () => {
    expect(plainText('Set MY_OWN_NAME and file_name_here.')).toEqual(['Set MY_OWN_NAME and file_name_here.']);
  });
});
