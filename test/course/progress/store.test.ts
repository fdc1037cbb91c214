import { mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedRun } from '../../../src/course/player/saved.js';
import { stateFolder } from '../../../src/course/progress/files.js';
import { lessonStanding } from '../../../src/course/progress/model.js';
import { openProgress } from '../../../src/course/progress/store.js';

let root: string;
let dir: string;
let time: number;
const clock = { now: () => time };
const open = () => openProgress({ dir, clock });
const file = () => join(dir, 'progress.json');

/** A run in which these steps are solved; `!` after the name: with the solution. */
const run = (at: string | undefined, ...solved: string[]): SavedRun => ({
  at,
  steps: Object.fromEntries(
    solved.map((name) => [
      name.replace('!', ''),
      { solved: true, hintsShown: 0, solutionSeen: name.endsWith('!'), chosen: [], elapsedMs: 10 },
    ]),
  ),
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'progress-'));
  dir = join(root, 'state', 'kube-tutor');
  time = 1_000;
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('progress', () => {
  it('is empty at first, and opening it makes no files', async () => {
    const store = await open();
    expect(store.progress()).toEqual({ version: 1, lessons: {} });
    expect(store.lesson('DK-01').saved()).toBeUndefined();
    expect(await readdir(root)).toEqual([]);
  });

  it('comes back in the next program', async () => {
    const store = await open();
    await store.lesson('DK-01').save(run('two', 'one'), 'docker');
    const again = await open();
    expect(again.lesson('DK-01').saved()).toEqual(run('two', 'one'));
    expect(again.progress().last).toEqual({ lesson: 'DK-01', at: 1_000 });
  });

  it('is for its owner only', async () => {
    await (await open()).lesson('DK-01').save(run('two', 'one'), 'docker');
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('knows when and where a step was first solved, and whether ever unaided', async () => {
    const slot = (await open()).lesson('DK-01');
    await slot.save(run('two', 'one!'), 'docker');
    time = 2_000;
    await slot.startOver();
    await slot.save(run(undefined, 'one', 'two'), 'simulator');
    const { lessons } = (await open()).progress();
    expect(lessons['DK-01']).toMatchObject({
      startedAt: 1_000,
      finished: { at: 2_000, environment: 'simulator' },
      solved: {
        one: { at: 1_000, environment: 'docker', unaided: true },
        two: { at: 2_000, environment: 'simulator' },
      },
    });
  });

  it('keeps what was solved when a lesson is started over, and forgets it when asked to', async () => {
    const store = await open();
    await store.lesson('DK-01').save(run('two', 'one'), 'docker');
    await store.lesson('DK-01').startOver();
    expect((await open()).lesson('DK-01').saved()).toBeUndefined();
    expect(lessonStanding((await open()).progress(), 'DK-01', 2)).toEqual({
      state: 'begun',
      solved: 1,
      unaided: 1,
      total: 2,
    });
    await store.forget('DK-01');
    expect(lessonStanding((await open()).progress(), 'DK-01', 2)).toEqual({
      state: 'new',
      solved: 0,
      unaided: 0,
      total: 2,
    });
  });

  it('takes the newer answer to a question, also within one millisecond', async () => {
    const slot = (await open()).lesson('DK-01');
    const answered = (text: string): SavedRun => {
      const work = { answers: { 0: text }, remembered: {}, commands: [] };
      const step = { solved: false, hintsShown: 0, solutionSeen: false, chosen: [], elapsedMs: 0, work };
      return { at: 'one', steps: { one: step } };
    };
    for (const text of ['b', 'z', 'a']) await slot.save(answered(text), 'docker');
    expect((await open()).lesson('DK-01').saved()!.steps['one']!.work!.answers).toEqual({ 0: 'a' });
  });

  it('writes once for many saves at a time, and the newest is there', async () => {
    const slot = (await open()).lesson('DK-01');
    await Promise.all(Array.from({ length: 50 }, (_, i) => slot.save(run(`s${i + 1}`, `s${i}`), 'docker')));
    expect((await open()).lesson('DK-01').saved()).toMatchObject({ at: 's50' });
    expect(Object.keys((await open()).progress().lessons['DK-01']!.solved)).toHaveLength(50);
  });
});

describe('two programs', () => {
  it('both keep what they solved in one lesson', async () => {
    const [a, b] = [await open(), await open()];
    await a.lesson('DK-01').save(run('two', 'one'), 'docker');
    await b.lesson('DK-01').save(run('one', 'two'), 'docker');
    expect(Object.keys((await open()).lesson('DK-01').saved()!.steps).sort()).toEqual(['one', 'two']);
  });

  it('do not bring back a run that the other has started over', async () => {
    const [a, b] = [await open(), await open()];
    const slot = a.lesson('DK-01');
    await slot.save(run('two', 'one'), 'docker');
    await b.lesson('DK-01').startOver();
    await slot.save(run('three', 'one', 'two'), 'docker');
    const { lessons } = (await open()).progress();
    expect(lessons['DK-01']!.run.steps).toEqual({});
    expect(Object.keys(lessons['DK-01']!.solved)).toEqual(['one', 'two']);
  });

  it('do not bring back what the other has forgotten', async () => {
    const [a, b] = [await open(), await open()];
    await a.lesson('DK-01').save(run('two', 'one'), 'docker');
    await (await open()).forget();
    await b.lesson('DK-02').save(run('two', 'one'), 'docker');
    await a.lesson('DK-03').save(run('two', 'one'), 'docker');
    expect(
      Object.entries((await open()).progress().lessons).map(([id, lesson]) => [
        id,
        Object.keys(lesson.solved).length,
      ]),
    ).toEqual([
      ['DK-01', 0],
      ['DK-02', 1],
      ['DK-03', 1],
    ]);
  });
});

describe('a damaged file', () => {
  it('that is cut off is put aside, and the version before it is used', async () => {
    const slot = (await open()).lesson('DK-01');
    await slot.save(run('two', 'one'), 'docker');
    await slot.save(run('three', 'one', 'two'), 'docker');
    const whole = await readFile(file(), 'utf8');
    await writeFile(file(), whole.slice(0, 100));
    time = Date.UTC(2026, 0, 2, 3, 4, 5);
    const store = await open();
    expect(store.notices()).toEqual([
      {
        says: 'The progress file was damaged (it is cut off or not JSON). The version saved before it is used; the last change may be missing.',
        next: `The damaged file is kept as ${file()}.bak-2026-01-02T030405.000Z.`,
      },
    ]);
    expect(store.lesson('DK-01').saved()).toEqual(run('two', 'one'));
    expect(await readFile(`${file()}.bak-2026-01-02T030405.000Z`, 'utf8')).toBe(whole.slice(0, 100));
    await store.lesson('DK-01').save(run('three', 'one', 'two'), 'docker');
    expect((await open()).notices()).toEqual([]);
  });

  it('without a version before it is put aside, and progress starts anew', async () => {
    await (await open()).lesson('DK-01').save(run('two', 'one'), 'docker');
    await writeFile(file(), '');
    const store = await open();
    expect(store.notices()[0]!.says).toBe(
      'The progress file was damaged (it is empty), and there is no earlier version. Progress starts anew.',
    );
    expect(store.progress().lessons).toEqual({});
  });

  it('found while saving loses nothing that this program knows', async () => {
    const store = await open();
    await store.lesson('DK-01').save(run('two', 'one'), 'docker');
    await writeFile(file(), 'garbage');
    await store.lesson('DK-02').save(run('two', 'one'), 'docker');
    expect(store.notices()).toHaveLength(1);
    expect(Object.keys((await open()).progress().lessons)).toEqual(['DK-01', 'DK-02']);
  });
});

describe('a file of a newer program', () => {
  const newer = '{"version":2,"future":true}';

  it('is not opened and not touched', async () => {
    await (await open()).lesson('DK-01').save(run('two', 'one'), 'docker');
    await writeFile(file(), newer);
    await expect(open()).rejects.toMatchObject({
      code: 'state-unreadable',
      message: expect.stringContaining('newer kube-tutor') as string,
    });
    expect(await readFile(file(), 'utf8')).toBe(newer);
  });

  it('that came while this program ran is not overwritten', async () => {
    const store = await open();
    await store.lesson('DK-01').save(run('two', 'one'), 'docker');
    await writeFile(file(), newer);
    await expect(store.lesson('DK-01').save(run('three', 'two'), 'docker')).rejects.toMatchObject({
      code: 'state-unreadable',
    });
    expect(await readFile(file(), 'utf8')).toBe(newer);
    await rm(file());
    await store.lesson('DK-01').save(run('three', 'three'), 'docker');
    expect(Object.keys((await open()).progress().lessons['DK-01']!.solved)).toEqual(['one', 'two', 'three']);
  });
});

describe('what other programs leave behind', () => {
  it('a lock of a program that is gone is taken away', async () => {
    const store = await open();
    await store.lesson('DK-01').save(run('two', 'one'), 'docker');
    // Linux gives no process an id this high.
    await symlink(`999999999@${hostname()}@dead`, `${file()}.lock`);
    await store.lesson('DK-01').save(run('three', 'two'), 'docker');
    expect((await readdir(dir)).sort()).toEqual(['progress.json', 'progress.json.last']);
  });

  it('half-written files are swept away once they are old', async () => {
    await (await open()).lesson('DK-01').save(run('two', 'one'), 'docker');
    const [old, young] = [`${file()}.tmp-1-00000000`, `${file()}.tmp-2-00000000`];
    await writeFile(old, '{');
    await writeFile(young, '{');
    time = Date.now();
    await utimes(old, new Date(time - 120_000), new Date(time - 120_000));
    await (await open()).lesson('DK-01').save(run('three', 'two'), 'docker');
    const names = await readdir(dir);
    expect(names).not.toContain('progress.json.tmp-1-00000000');
    expect(names).toContain('progress.json.tmp-2-00000000');
  });

  it('a place that can not be a folder is an error with advice', async () => {
    await writeFile(join(root, 'state'), 'a file');
    await expect(open()).rejects.toMatchObject({ code: 'state-unreadable', detail: { where: dir } });
  });
});

describe('the state folder', () => {
  it('follows XDG_STATE_HOME when that is absolute', () => {
    expect(stateFolder({ XDG_STATE_HOME: '/x' })).toBe('/x/kube-tutor');
    expect(stateFolder({ XDG_STATE_HOME: 'x' })).toMatch(/\.local\/state\/kube-tutor$/);
  });
});
