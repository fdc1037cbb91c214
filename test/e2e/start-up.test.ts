import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openOuterTerminal } from './support/outer-terminal.js';
import { kubeTutor, newLearner, type Learner } from './support/program.js';

/** Opens kube-tutor as the program of a terminal window. */
function open(learner: Learner, size: { columns?: number; rows?: number } = {}, args: string[] = []) {
  return openOuterTerminal({
    file: process.execPath,
    args: [kubeTutor, ...args],
    cwd: learner.home,
    env: learner.env,
    ...size,
  });
}

describe('kube-tutor in a terminal', () => {
  it.each([
    [80, 24],
    [120, 40],
    [200, 60],
  ])('shows the lessons at %dx%d, and leaves with q', async (columns, rows) => {
    const terminal = await open(newLearner(), { columns, rows });
    await terminal.waitForText('DK-01');
    await terminal.waitForText('Your first container');
    expect(terminal.rows()).toHaveLength(rows);
    expect(terminal.modes()).toMatchObject({ alternateScreen: true, cursor: false });
    terminal.type('q');
    expect(await terminal.exited).toBe(0);
    expect(terminal.screen()).not.toContain('DK-01');
  });

  it('says that a window is too small, and comes back when it has grown', async () => {
    const terminal = await open(newLearner(), { columns: 40, rows: 10 });
    await terminal.waitForText('too small');
    await terminal.waitForText('40x10');
    terminal.resize(100, 30);
    await terminal.waitForText('Your first container');
    terminal.resize(50, 12);
    await terminal.waitForText('50x12');
    terminal.resize(80, 24);
    await terminal.waitForText('Your first container');
  });

  it('says in plain words that there is no engine', async () => {
    const terminal = await open(newLearner(), { columns: 120, rows: 40 }, ['start', 'DK-01']);
    await terminal.waitForText('There is no Docker Engine at');
    await terminal.waitForText('Install Docker');
    expect(terminal.screen()).not.toMatch(/ENOENT|at .*\.js:\d+/);
  });

  it('draws without a single colour when NO_COLOR is set', async () => {
    const terminal = await open(newLearner({ NO_COLOR: '1' }), { columns: 120, rows: 40 });
    await terminal.waitForText('Your first container');
    terminal.press('f1');
    await terminal.waitForText('Show every key');
    expect(colours(terminal.raw())).toEqual([]);
    const coloured = await open(newLearner({ COLORTERM: 'truecolor' }), { columns: 120, rows: 40 });
    await coloured.waitForText('Your first container');
    expect(colours(coloured.raw())).not.toEqual([]);
  });

  it('says that a progress file is broken, keeps a copy, and goes on', async () => {
    const learner = newLearner();
    mkdirSync(dirname(learner.progressFile), { recursive: true });
    writeFileSync(learner.progressFile, '{"version":1,"lessons":{"DK-');
    const terminal = await open(learner, { columns: 120, rows: 40 });
    await terminal.waitForText('Your first container');
    await terminal.waitForText('The progress file was damaged');
    const kept = readdirSync(dirname(learner.progressFile)).filter((name) => name !== 'progress.json');
    expect(kept).toContainEqual(expect.stringMatching(/^progress\.json\.bak-/));
    terminal.type('q');
    expect(await terminal.exited).toBe(0);
    expect(terminal.screen()).toContain('The damaged file is kept as');
  });
});

/** SGR sequences that set a colour. */
function colours(bytes: string): string[] {
  return [...bytes.matchAll(/\x1b\[([\d;:]*)m/g)]
    .map(([, numbers = '']) => numbers)
    .filter((numbers) => numbers.split(/[;:]/).some((n) => /^([34][0-8]|9[0-7]|10[0-7])$/.test(n)));
}
