import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kubeTutor, newLearner, run, runTutor } from './support/program.js';

/** What a shell runs for "kube-tutor". */
const command = `'${process.execPath}' '${kubeTutor}'`;

describe('kube-tutor without a terminal', () => {
  it.each([
    ['nothing', undefined],
    ['an empty input', ''],
    ['typed-ahead text', 'q\n'],
  ])('ends at once with %s and says what works', async (_, input) => {
    const { code, out, err } = await runTutor(newLearner(), [], input);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('`kube-tutor start --plain`');
    expect(err).toContain('(no-tty)');
  });

  it('names the lesson in its advice', async () => {
    const { code, err } = await runTutor(newLearner(), ['start', 'dk-02']);
    expect(code).toBe(2);
    expect(err).toContain('`kube-tutor start dk-02 --plain`');
  });

  it('says line by line that there is no engine', async () => {
    const { code, err } = await runTutor(newLearner(), ['--plain'], '');
    expect(code).toBe(6);
    expect(err).toMatch(/There is no Docker Engine at unix:\/\/\/nonexistent/);
    expect(err).toContain('Install Docker');
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe('wrong command lines', () => {
  it.each([
    [['nosuch'], 3, 'There is no lesson nosuch'],
    [['start', 'DK-99'], 3, 'There is no lesson DK-99'],
    [['--nosuch'], 2, "unknown option '--nosuch'"],
    [['list', '--env', 'mars'], 2, 'There is no environment "mars"'],
    [['reset'], 2, 'Say which lesson'],
    [['completion', 'tcsh'], 2, 'There is no completion for "tcsh"'],
    [['verify', 'DK-99'], 3, 'DK-99'],
  ] as const)('%j ends with %d', async (args, wanted, says) => {
    const { code, out, err } = await runTutor(newLearner(), args);
    expect(err).toContain(says);
    expect(code).toBe(wanted);
    expect(out).toBe('');
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('are told as JSON when JSON is wanted', async () => {
    const { code, err } = await runTutor(newLearner(), ['--json', 'start', 'DK-99']);
    expect(code).toBe(3);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'lesson-not-found' } });
  });
});

describe('list', () => {
  it('is one JSON document with --json', async () => {
    const { code, out } = await runTutor(newLearner(), ['list', '--json']);
    expect(code).toBe(0);
    const [track] = JSON.parse(out) as { lessons: { id: string }[] }[];
    expect(track?.lessons.map(({ id }) => id)).toContain('DK-01');
  });

  it('goes quietly when nobody reads on', async () => {
    const learner = newLearner();
    const { code, out, err } = await run(learner, 'bash', [
      '-c',
      `set -o pipefail; ${command} list | head -1`,
    ]);
    expect({ code, out, err }).toEqual({ code: 0, out: 'Docker fundamentals\n', err: '' });
  });
});

describe('progress', () => {
  it('says that its file is broken, keeps a copy, and goes on', async () => {
    const learner = newLearner();
    mkdirSync(dirname(learner.progressFile), { recursive: true });
    writeFileSync(learner.progressFile, '{"version":1,"lessons":{"DK-');
    const { code, out } = await runTutor(learner, ['progress']);
    expect(code).toBe(0);
    expect(out).toMatch(/Note: .*progress\.json/);
    expect(out).toContain('0 of 6 lessons');
    const kept = readdirSync(dirname(learner.progressFile)).filter((name) => name !== 'progress.json');
    expect(kept).toContainEqual(expect.stringMatching(/^progress\.json\..+/));
  });

  it('can be reset without an engine', async () => {
    const { code, out } = await runTutor(newLearner(), ['reset', 'DK-01']);
    expect(code).toBe(0);
    expect(out).toContain('Forgot the progress of DK-01.');
    expect(out).toContain('What the lessons made could not be removed');
  });
});

describe("lessons of one's own", () => {
  it('begin with a file that lints clean and is listed', async () => {
    const learner = newLearner();
    const folder = join(learner.home, 'mine');
    expect(await runTutor(learner, ['new', 'lesson', folder])).toMatchObject({ code: 0, err: '' });
    const lint = await runTutor(learner, ['lint', folder]);
    expect(lint).toMatchObject({ code: 0, err: '' });
    expect(lint.out).toMatch(/0 errors, 0 warnings/);
    expect((await runTutor(learner, ['list', '--lessons', folder])).out).toContain('MY-01');
  });

  it('that are wrong end lint with 4 and a place', async () => {
    const learner = newLearner();
    const folder = join(learner.home, 'mine');
    mkdirSync(folder);
    writeFileSync(join(folder, 'lesson.yaml'), 'id: MY-01\ntitle: x\nsteps: [\n');
    const { code, out, err } = await runTutor(learner, ['lint', folder]);
    expect(code).toBe(4);
    expect(out + err).toMatch(/lesson\.yaml:\d+:\d+/);
  });
});

describe('the lessons that come with kube-tutor', () => {
  it('lint clean', async () => {
    const { code, out } = await runTutor(newLearner(), ['lint']);
    expect(out).toMatch(/6 lessons, 0 errors/);
    expect(code).toBe(0);
  });
});

describe('completion', () => {
  it('is a script that bash takes, and completes commands and lessons', async () => {
    const learner = newLearner();
    const line = (words: string, index: number) =>
      `COMP_WORDS=(${words}) COMP_CWORD=${index}; _kube_tutor; echo "\${COMPREPLY[*]}"`;
    const script = [
      `kube-tutor() { ${command} "$@"; }`,
      `source <(kube-tutor completion bash)`,
      line('kube-tutor li', 1),
      line('kube-tutor start DK-0', 2),
      line('kube-tutor --pl', 1),
    ].join('\n');
    const { code, out, err } = await run(learner, 'bash', ['-euc', script]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe('lint list\nDK-01 DK-02 DK-03 DK-04 DK-05 DK-06\n--plain\n');
  });

  it.each(['zsh', 'fish'])('is a script that %s takes, where there is one', async (shell) => {
    const learner = newLearner();
    const { code, out } = await runTutor(learner, ['completion', shell]);
    expect(code).toBe(0);
    expect(out).toContain('kube-tutor');
    const there = await run(learner, shell, ['--version']).catch(() => undefined);
    if (!there) return;
    writeFileSync(join(learner.home, 'script'), out);
    expect(await run(learner, shell, ['-n', join(learner.home, 'script')])).toMatchObject({
      code: 0,
      err: '',
    });
  });
});
