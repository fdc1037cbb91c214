import { afterEach, describe, expect, it, vi } from 'vitest';
import { inLesson, keys, stopAll } from './support/app.js';
import { exited, pass } from './support/results.js';

// These are whole programs; a machine that is busy with other tests is slow, not wrong.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

afterEach(stopAll);

describe('a lesson', () => {
  it('passes what is typed to the shell untouched, Escape and control keys too', async () => {
    const app = await inLesson();
    const bytes = 'docker ps\r\u0003\u001b[A\u001b[1;5Dq?h\u0012é好';
    app.type(bytes);
    app.type('\u001b');
    app.type('x');
    await expect.poll(() => app.session().shell.typed).toBe(`${bytes}\u001bx`);
  });

  it('keeps function keys and the leader; the leader twice is for the shell', async () => {
    const app = await inLesson();
    app.type(`a${keys.f2}b`);
    await app.waitFor('Hint 1 of 3');
    app.type(`${keys.ctrlT}h`);
    await app.waitFor('Hint 2 of 3');
    app.type(keys.ctrlT + keys.ctrlT);
    expect(app.session().shell.typed).toBe(`ab${keys.ctrlT}`);
  });

  it('does not take keys out of a paste', async () => {
    const app = await inLesson();
    app.session().shell.print('\u001b[?2004h');
    await app.waitFor('$');
    const paste = `\u001b[200~one\u0014h${keys.f10}\u001b[201~`;
    app.type(paste);
    await expect
      .poll(() => app.session().shell.typed.replaceAll(/\u001b\[20[01]~/g, ''))
      .toContain(`one\u0014h${keys.f10}`);
    expect(app.text()).not.toContain('Hint 1 of 3');
  });

  it('asks before it shows the solution', async () => {
    const app = await inLesson();
    app.type(keys.f3);
    await app.waitFor('Show the solution?');
    app.type('n');
    await app.waitFor((text) => !text.includes('Show the solution?'));
    expect(app.session().sent).toEqual([]);
    app.type(keys.f3);
    await app.waitFor('Show the solution?');
    app.type('y');
    await app.waitFor('docker run -d --name web');
    expect(app.session().sent).toEqual([{ type: 'solution' }]);
  });

  it('says why something can not be done now', async () => {
    const app = await inLesson();
    app.type(keys.f7);
    await app.waitFor('This is the first step.');
    app.type(keys.f8);
    await app.waitFor('The task is not done yet: 0 of 3 checks pass.');
    app.type('l');
    await app.waitFor((text) => !text.includes('The task is not done yet'));
  });

  it('ticks, celebrates, asks, and ends with what was learned', async () => {
    const app = await inLesson();
    app.session().happen({ type: 'checked', step: 0, results: [pass, pass, pass] });
    await app.waitFor('✦ Solved on your own');
    app.type(keys.f8);
    await app.waitFor('What makes a container stop by itself?');
    await app.waitFor('QUESTION');
    const place = (text: string, option: string) => new RegExp(`(\\d) +${option}`).exec(text)?.[1];
    app.type(place(app.text(), 'The terminal is closed')!);
    await app.waitFor('✗');
    expect(app.text()).toContain('it does not hang on a');
    app.type(place(app.text(), 'Its main process ends')!);
    await app.waitFor('✦ Right');
    expect(app.text()).toContain('More to it');
    app.type(keys.enter);
    await app.waitFor('3 of 3');
    app.session().happen({ type: 'checked', step: 2, results: [pass] });
    await app.waitFor('✦ Solved on your own');
    app.type(keys.f8);
    const text = await app.waitFor('Lesson complete');
    expect(text).toContain('✓ start a container in the background and name it');
    expect(text).toContain('no hints');
    app.type(keys.enter);
    await app.waitFor((shown) => shown.includes('Preparing') && shown.includes('DK-02'));
  });

  it('gives the keyboard to the lesson and back, and says so in words', async () => {
    const app = await inLesson();
    app.type(keys.f9);
    await app.waitFor((text) => text.includes('LESSON ') && !text.includes('TERMINAL'));
    app.type('h');
    await app.waitFor('Hint 1 of 3');
    expect(app.session().shell.typed).toBe('');
    app.type(keys.tab);
    await app.waitFor('TERMINAL');
  });

  it('gives the whole screen to the terminal and tells the shell its size', async () => {
    const app = await inLesson({ size: { columns: 80, rows: 24 } });
    app.type(`${keys.ctrlT}z`);
    await app.waitFor((text) => !text.includes('It is running'));
    expect(app.area()?.rect).toEqual({ left: 0, top: 1, width: 80, height: 22 });
    await expect.poll(() => app.session().shell.sizes.at(-1)).toEqual({ columns: 80, rows: 22 });
  });

  it('waits in plain words when the engine is gone', async () => {
    const app = await inLesson();
    app.session().happen({
      type: 'health',
      up: false,
      says: 'The engine does not answer.',
      next: 'sudo systemctl start docker',
    });
    const text = await app.waitFor('The lesson waits');
    expect(text).toContain('sudo systemctl start docker');
    app.session().happen({ type: 'health', up: true });
    await app.waitFor((shown) => !shown.includes('The lesson waits'));
  });

  it('shows author feedback and hides it when the step is solved', async () => {
    const app = await inLesson();
    const feedback = { id: 'tag', text: 'The tag is another one.' };
    app.session().happen({ type: 'checked', step: 0, results: [pass, exited, undefined], feedback });
    await app.waitFor('The tag is another one.');
    app.session().happen({ type: 'checked', step: 0, results: [pass, pass, pass] });
    await app.waitFor((text) => text.includes('✦') && !text.includes('The tag is another one.'));
  });

  it('obeys what was asked for inside the shell', async () => {
    const app = await inLesson();
    app.session().ask('map');
    await app.waitFor('When does a container stop?');
    app.type(keys.esc);
    await app.waitFor((text) => !text.includes('When does a container stop?'));
    app.session().ask('solution');
    await app.waitFor('Show the solution?');
    app.type('n');
    await app.waitFor((text) => !text.includes('Show the solution?'));
  });

  it('scrolls the terminal by keys and wheel, and comes back to the end by typing', async () => {
    const app = await inLesson();
    app.session().shell.print(Array.from({ length: 100 }, (_, n) => `\r\nline ${n}`).join(''));
    await app.waitFor('line 99');
    app.type(keys.shiftPageUp);
    await app.waitFor('rows back');
    app.type('x');
    await app.waitFor((text) => !text.includes('rows back') && text.includes('line 99'));
    const { left, top } = app.area()!.rect;
    app.type(`\u001b[<64;${left + 5};${top + 5}M`);
    await app.waitFor('3 rows back');
  });

  it('searches in what the terminal has shown', async () => {
    const app = await inLesson();
    app.session().shell.print(`\r\nneedle${Array.from({ length: 100 }, (_, n) => `\r\nline ${n}`).join('')}`);
    await app.waitFor('line 99');
    app.type(`${keys.ctrlT}/needle`);
    await app.waitFor((text) => text.includes('SEARCH') && /│needle/.test(text));
    app.type(keys.esc);
    await app.waitFor((text) => text.includes('TERMINAL') && text.includes('line 99'));
    expect(app.session().shell.typed).toBe('');
  });
});
