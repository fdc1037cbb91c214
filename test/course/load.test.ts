import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allLessons, findLesson, loadCourse, openLesson } from '../../src/course/load.js';
import { formatProblem, type LessonProblem } from '../../src/course/problems.js';
import { bend } from './example.js';
import { folderWith } from './folders.js';

const track = (id: string, after = '') => `id: ${id}\ntitle: Track ${id}\nsummary: About ${id}.\n${after}`;
const lesson = (id: string, title = 'A first page') =>
  bend('title: A first page', `title: ${title}`, bend('XY-01', id));

const small = () =>
  folderWith({
    'b-core/track.yaml': track('core', 'after: [docker]\n'),
    'b-core/CO-01-pods/lesson.yaml': lesson('CO-01'),
    'z-docker/track.yaml': track('docker'),
    'z-docker/DK-02-two/lesson.yaml': lesson('DK-02'),
    'z-docker/DK-01-one/lesson.yaml': lesson('DK-01'),
    'z-docker/notes/README.md': 'not a lesson',
    'README.md': 'not a track',
  });
const ids = (course: Awaited<ReturnType<typeof loadCourse>>) =>
  course.tracks.map((each) => [each.id, ...each.lessons.map((own) => own.id)]);

describe('a course', () => {
  it('lists tracks after those they build on, and lessons by id', async () => {
    const course = await loadCourse([await small()]);
    expect(ids(course)).toEqual([
      ['docker', 'DK-01', 'DK-02'],
      ['core', 'CO-01'],
    ]);
    expect(course.problems).toEqual([]);
    expect(findLesson(course, 'dk-01')).toMatchObject({
      title: 'A first page',
      goal: 'Serve a page from a container.',
      minutes: 5,
      steps: 2,
      track: 'docker',
    });
  });

  it('is replaced by a later one lesson by lesson', async () => {
    const mine = await folderWith({
      'DK-01-mine/lesson.yaml': lesson('DK-01', 'Mine'),
      'MY-01-new/lesson.yaml': lesson('MY-01', 'New'),
    });
    const course = await loadCourse([await small(), mine]);
    expect(ids(course)).toEqual([
      ['docker', 'DK-01', 'DK-02'],
      ['core', 'CO-01'],
      ['own', 'MY-01'],
    ]);
    expect(findLesson(course, 'DK-01')).toMatchObject({ title: 'Mine', folder: join(mine, 'DK-01-mine') });
  });

  it('takes a single lesson folder, with its track, or a single track folder', async () => {
    const dir = await small();
    expect(ids(await loadCourse([join(dir, 'z-docker/DK-02-two')]))).toEqual([['docker', 'DK-02']]);
    expect(ids(await loadCourse([join(dir, 'b-core')]))).toEqual([['core', 'CO-01']]);
  });

  it('says what can not be listed, and lists the rest', async () => {
    const dir = await folderWith({
      'docker/track.yaml': track('docker'),
      'docker/DK-01/lesson.yaml': lesson('DK-01'),
      'docker/DK-02/lesson.yaml': lesson('DK-01', 'Twice'),
      'docker/DK-03/lesson.yaml': 'title: no id\n',
      'core/track.yaml': 'id: core\ntitel: Core\nsummary: x\n',
    });
    const course = await loadCourse([dir, join(dir, 'nowhere')]);
    expect(allLessons(course).map((each) => each.id)).toEqual(['DK-01']);
    const messages = course.problems.map((problem) => formatProblem(problem).replaceAll(`${dir}/`, ''));
    expect(messages).toContain('core/track.yaml:2:1: error: unknown key "titel" (did you mean "title"?)');
    expect(messages).toContain(
      'docker/DK-02/lesson.yaml:1:1: error: the id DK-01 is taken by docker/DK-01/lesson.yaml',
    );
    expect(messages).toContain('nowhere:1:1: error: there is no folder here that can be read');
    expect(
      messages.some((message) => message.startsWith('docker/DK-03/lesson.yaml:1:1: error: "id" is missing')),
    ).toBe(true);
  });

  it('survives tracks that come after each other', async () => {
    const dir = await folderWith({
      'a/track.yaml': track('a', 'after: [b]\n'),
      'b/track.yaml': track('b', 'after: [a, gone]\n'),
    });
    expect(ids(await loadCourse([dir]))).toEqual([['b'], ['a']]);
  });

  it('is listed without loading the YAML parser or the schema', async () => {
    const dir = await small();
    const { build } = await import('esbuild');
    const out = await folderWith({});
    const { metafile } = await build({
      entryPoints: ['src/course/load.ts'],
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      outdir: out,
      metafile: true,
      write: true,
      outExtension: { '.js': '.mjs' },
      logLevel: 'silent',
    });
    const entry = Object.keys(metafile.outputs).find((path) => path.endsWith('/load.mjs'))!;
    const eager = [
      entry,
      ...metafile.outputs[entry]!.imports.filter((each) => each.kind === 'import-statement').map(
        (each) => each.path,
      ),
    ];
    const inputs = eager.flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
    expect(inputs.filter((path) => path.includes('node_modules'))).toEqual([]);
    const script = `import { loadCourse } from ${JSON.stringify(join(out, 'load.mjs'))}; process.stdout.write(String((await loadCourse([${JSON.stringify(dir)}])).tracks.length))`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })).toBe(
      '2',
    );
  });
});

describe('opening a lesson', () => {
  const withFile = (from: string) => bend('    content: |\n      <h1>Hello</h1>\n', `    from: ${from}\n`);
  const open = async (files: Record<string, string>, prepare?: (dir: string) => Promise<unknown>) => {
    const dir = await folderWith(files);
    await prepare?.(join(dir, 'XY-01'));
    return openLesson(await loadCourse([dir]), 'XY-01');
  };
  const firstProblem = async (opened: Promise<unknown>) => {
    const error = await opened.then(
      () => undefined,
      (reason: { code: string; detail: { cause: LessonProblem[] } }) => reason,
    );
    expect(error?.code).toBe('lesson-invalid');
    const { line, column, message } = error!.detail.cause[0]!;
    return `${line}:${column} ${message}`;
  };

  it('gives it whole, with the files beside it', async () => {
    const opened = await open({
      'XY-01/lesson.yaml': withFile('page/index.html').replace('    from', '    executable: true\n    from'),
      'XY-01/page/index.html': '<p>ü',
    });
    expect(opened).toMatchObject({
      id: 'XY-01',
      track: 'own',
      files: [{ path: 'site/index.html', content: '<p>ü', mode: 0o755 }],
    });
    expect(opened.source).toMatch(/XY-01\/lesson.yaml$/);
  });

  it('that is not there names the nearest', async () => {
    const course = await loadCourse([await small()]);
    await expect(openLesson(course, 'DK-10')).rejects.toMatchObject({
      code: 'lesson-not-found',
      detail: { next: 'Did you mean DK-01?' },
    });
    await expect(openLesson(course, 'nothing')).rejects.toMatchObject({
      detail: { next: '`kube-tutor list` shows all lessons.' },
    });
  });

  it('with a mistake names its place', async () => {
    const wrong = open({ 'XY-01/lesson.yaml': bend('kind: http', 'kind: htpp') });
    expect(await firstProblem(wrong)).toMatch(/^\d+:15 "kind": expected one of .* found text "htpp"$/);
  });

  it.each([
    ['is missing', 'gone.html', undefined, 'does not exist'],
    ['lies above the folder', '../secret', undefined, 'must not leave the folder'],
    ['has an absolute path', '/etc/hostname', undefined, 'must be relative'],
    [
      'is a symbolic link',
      'link',
      (dir: string) => symlink('/etc/hostname', join(dir, 'link')),
      'must not go through a symbolic link',
    ],
    [
      'lies behind a symbolic link',
      'etc/hostname',
      (dir: string) => symlink('/etc', join(dir, 'etc')),
      'must not go through a symbolic link',
    ],
    ['is a folder', 'sub', (dir: string) => mkdir(join(dir, 'sub')), 'is not a file'],
    [
      'is a pipe that nobody writes to',
      'pipe',
      async (dir: string) => execFileSync('mkfifo', [join(dir, 'pipe')]),
      'is not a file',
    ],
  ])('whose file %s is refused', async (_, from, prepare, message) => {
    const opened = open({ 'XY-01/lesson.yaml': withFile(from), secret: 'x' }, prepare);
    expect(await firstProblem(opened)).toMatch(
      new RegExp(`^9:11 the file "${from}" beside the lesson ${message}`),
    );
  });

  it('whose file is huge, or not text, is refused', async () => {
    const huge = open({ 'XY-01/lesson.yaml': withFile('big'), 'XY-01/big': 'x'.repeat(300 * 1024) });
    expect(await firstProblem(huge)).toContain('is larger than 256 KiB');
    const binary = open({ 'XY-01/lesson.yaml': withFile('bin') }, async (dir) =>
      execFileSync('sh', ['-c', `printf '\\377\\376' > ${dir}/bin`]),
    );
    expect(await firstProblem(binary)).toContain('is not UTF-8 text');
  });
});
