import { afterEach, describe, expect, it, vi } from 'vitest';
import { TutorError } from '../../src/errors.js';
import { inLesson, keys, start, stopAll } from './support/app.js';
import { exited, pass } from './support/results.js';

// These are whole programs; a machine that is busy with other tests is slow, not wrong.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

afterEach(stopAll);

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

describe.each(sizes)('at $columns x $rows', (size) => {
  it('the list shows where to go on, the tracks and the lessons', async () => {
    const app = start({ size });
    const text = await app.waitFor('(context default)');
    for (const wanted of [
      'Continue',
      'Step 3 of 6',
      'Docker fundamentals',
      '1 of 6 lessons',
      '❯ ◐ DK-02',
      'DK-06',
      'LESSONS',
    ]) {
      expect(text).toContain(wanted);
    }
  });

  it('a lesson shows task, checks with evidence, and the shell', async () => {
    const app = await inLesson({ size });
    app.session().happen({ type: 'checked', step: 0, results: [pass, exited, undefined] });
    const text = await app.waitFor('✗ It is running');
    expect(text).toContain('✓ There is a container web');
    expect(text).toContain('○ It comes from nginx:1.27-alpine');
    expect(text).toContain('exited');
    expect(text).toContain('1 of 3');
    expect(app.rows()).toHaveLength(size.rows);
    const { rect } = app.area()!;
    expect(rect.left + rect.width).toBeLessThanOrEqual(size.columns);
    expect(rect.top + rect.height).toBeLessThanOrEqual(size.rows - 1);
  });

  it('the help covers the terminal and gives it back', async () => {
    const app = await inLesson({ size });
    app.type(keys.f1);
    const text = await app.waitFor('─ Keys ─');
    expect(text).toContain('Unfold the next hint.');
    expect(app.area()?.covered).toHaveLength(1);
    app.type(keys.esc);
    await app.waitFor('TERMINAL');
    expect(app.area()?.covered).toEqual([]);
    expect(app.text()).not.toContain('─ Keys ─');
  });
});

describe('the list of lessons', () => {
  it('is searched by typing after /', async () => {
    const app = start();
    await app.waitFor('Continue');
    app.type('/layers');
    await app.waitFor((text) => text.includes('DK-03') && !text.includes('DK-01  '));
    app.type(' cache');
    await app.waitFor((text) => text.includes('❯ ○ DK-06') && !text.includes('DK-03'));
    app.type(keys.enter);
    await app.waitFor('/ changes it');
    app.type(keys.enter);
    await app.waitFor('Preparing');
    expect(app.session().state().lesson.id).toBe('DK-06');
  });

  it('moves by arrows and opens the chosen lesson', async () => {
    const app = start();
    await app.waitFor('❯ ◐ DK-02');
    app.type(keys.down);
    await app.waitFor('❯ ○ DK-03');
    app.type(keys.enter);
    await app.waitFor('Preparing');
    app
      .session()
      .progress([
        { item: 'a', label: 'nginx:1.27-alpine', state: 'running', fraction: 0.5, detail: '11 MB of 22 MB' },
      ]);
    await app.waitFor('11 MB of 22 MB');
  });

  it('shows what the doctor found, with the fix', async () => {
    const app = start({
      findings: [
        {
          id: 'x',
          status: 'problem',
          says: 'kubectl is missing',
          means: 'No cluster.',
          fix: 'apt install kubectl',
        },
      ],
    });
    await app.waitFor('Continue');
    app.type('d');
    const text = await app.waitFor('kubectl is missing');
    expect(text).toContain('✗ One thing stops lessons.');
    expect(text).toContain('Fix: apt install kubectl');
    app.type(keys.esc);
    await app.waitFor('Continue');
  });

  it('says what to do when a lesson can not be opened', async () => {
    const error = new TutorError('engine-stopped', 'The engine does not answer.', { next: 'Start Docker.' });
    const app = start({ start: 'DK-01', deps: { openLesson: () => Promise.reject(error) } });
    const text = await app.waitFor('The engine does not answer.');
    expect(text).toContain('Start Docker.');
    app.type('g');
    await app.waitFor('Continue');
  });
});

describe('the screen', () => {
  it('follows the size of the window, and waits when it is too small', async () => {
    const app = await inLesson();
    app.resize({ columns: 50, rows: 10 });
    await app.waitFor('too small');
    expect(app.area()).toBeUndefined();
    app.resize({ columns: 80, rows: 24 });
    await app.waitFor('─ Terminal ─');
    expect(app.rows()).toHaveLength(24);
    await expect.poll(() => app.session().shell.sizes.at(-1)?.columns).toBe(80);
  });

  it('says everything without colours and without Unicode', async () => {
    const app = await inLesson({ look: { colours: 'none', glyphs: 'ascii' } });
    app.session().happen({ type: 'checked', step: 0, results: [pass, exited, undefined] });
    const text = await app.waitFor('x It is running');
    expect(text).toContain('v There is a container web');
    expect(text.replaceAll(/[ -~\n]/g, '')).toBe('');
  });

  it('is not painted again when nothing has changed', async () => {
    const app = await inLesson();
    const before = app.paints();
    app.session().happen({ type: 'tick', elapsedMs: 0 });
    app.session().shell.print('done');
    await app.waitFor('done');
    expect(app.paints() - before).toBeLessThanOrEqual(2);
  });

  it('asks before it leaves while a command runs', async () => {
    const app = await inLesson();
    app.session().happen({ type: 'command', record: { line: 'sleep 60', output: '', startedAt: 1 } });
    app.type(keys.f10);
    await app.waitFor('"sleep 60" still runs');
    app.type('y');
    expect(await app.exited).toEqual({ reason: 'quit' });
    expect(app.session().closed).toBe(true);
  });
});
