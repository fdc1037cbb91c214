import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintCourse } from '../../src/course/lint/lint.js';
import { loadCourse, openLesson } from '../../src/course/load.js';
import { newLesson } from '../../src/course/scaffold.js';
import { folderWith } from './folders.js';

describe('a new lesson', () => {
  it.each(['My first page', 'Tricky: "quotes" #1', '…', '- dash'])(
    'titled %j loads and has nothing to lint',
    async (title) => {
      const dir = await folderWith({});
      const file = await newLesson(join(dir, 'mine'), 'XY-01', title);
      expect(await lintCourse([join(dir, 'mine')])).toEqual({ lessons: 1, problems: [] });
      const lesson = await openLesson(await loadCourse([join(dir, 'mine')]), 'XY-01');
      expect(lesson).toMatchObject({ title, source: file, files: [{ content: '<h1>It works</h1>\n' }] });
    },
  );

  it('never overwrites, and refuses an id of another form', async () => {
    const dir = await folderWith({});
    const file = await newLesson(dir, 'XY-01', 'A page');
    expect(file).toBe(join(dir, 'XY-01-a-page', 'lesson.yaml'));
    await expect(newLesson(dir, 'XY-01', 'A page')).rejects.toMatchObject({ code: 'name-taken' });
    await expect(newLesson(dir, '../x', 'A page')).rejects.toMatchObject({ code: 'usage' });
    await expect(newLesson(file, 'XY-01', 'A page')).rejects.toMatchObject({ code: 'name-taken' });
  });
});
