import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isQuiz, type Lesson } from '../../src/course/lesson.js';
import type { QuizStep, Step, TaskStep } from '../../src/course/schema.js';
import { loadCourse, openLesson } from '../../src/course/load.js';
import type { Progress } from '../../src/course/progress/model.js';
import { openOuterTerminal, type OuterTerminal } from '../e2e/support/outer-terminal.js';
import {
  descendants,
  kubeTutor,
  newLearner,
  processesOf,
  runTutor,
  type Learner,
} from '../e2e/support/program.js';

/** A learner with a Docker and a Kubernetes configuration that must stay as it is. */
function learnerWithConfiguration(): Learner {
  const learner = newLearner({ PS1: 'mine> ', DOCKER_HOST: process.env['DOCKER_HOST'] ?? '' });
  for (const [folder, file, text] of [
    ['.docker', 'config.json', '{"credsStore":""}\n'],
    ['.kube', 'config', 'apiVersion: v1\nkind: Config\n'],
  ] as const) {
    const own = join(homedir(), folder);
    const copy = join(learner.home, folder);
    if (existsSync(own)) cpSync(own, copy, { recursive: true });
    mkdirSync(copy, { recursive: true });
    if (!existsSync(join(copy, file))) writeFileSync(join(copy, file), text);
  }
  return learner;
}

/** Every file of a folder with a digest of what it holds. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => lstatSync(join(folder, path)).isFile())
      .map((path) => [
        path,
        createHash('sha256')
          .update(readFileSync(join(folder, path)))
          .digest('hex'),
      ]),
  );
}

/** Containers of this lesson, running or not. Leaving keeps what the learner made; DK-01 removes it in its last task. */
function ownContainers(): string[] {
  const format = '{{.Names}} {{.Status}}';
  const args = ['ps', '--all', '--filter', 'label=dev.kube-tutor.lesson=DK-01', '--format', format];
  return execFileSync('docker', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
}

/** What a visit leaves for the next one: the step worked on, and the commands typed for it. */
function saved(learner: Learner): { at?: string; commands: string[] } {
  const { lessons } = JSON.parse(readFileSync(learner.progressFile, 'utf8')) as Progress;
  const run = lessons['DK-01']?.run;
  const work = run?.at === undefined ? undefined : run.steps[run.at]?.work;
  return { at: run?.at, commands: work?.commands.map(({ line }) => line) ?? [] };
}

/** A learner's own shell in a new window. */
async function openShell(learner: Learner): Promise<OuterTerminal> {
  const terminal = await openOuterTerminal({
    file: 'bash',
    args: ['--noprofile', '--norc', '-i'],
    cwd: learner.home,
    env: learner.env,
    columns: 120,
    rows: 40,
  });
  await terminal.waitForText('mine>');
  terminal.type(`'${process.execPath}' '${kubeTutor}'; echo "left with $?"\n`);
  await terminal.waitForText('Your first container');
  await terminal.waitForText('DK-02');
  terminal.press('enter');
  return terminal;
}

/** Answers the question on screen, and goes on. */
async function answer(terminal: OuterTerminal, step: QuizStep): Promise<void> {
  await terminal.waitForText(step.title);
  const right = step.quiz.options.find(({ correct }) => correct);
  const opening = right?.text.split(/\s+/).slice(0, 4).join('\\s+') ?? '';
  const option = new RegExp(`(\\d)\\s+${opening}`);
  await terminal.waitForText(option);
  terminal.type(option.exec(terminal.screen())?.[1] ?? '');
  await terminal.waitForText('Right');
  terminal.press('enter');
}

/** Types the solution of the task on screen, waits for the tick, and goes on. */
async function solve(terminal: OuterTerminal, step: TaskStep, script = step.solution): Promise<void> {
  await terminal.waitForText(step.title);
  await terminal.waitForText('TERMINAL');
  terminal.type(`${script.trim()}\n`);
  await terminal.waitForText('Solved on your own');
  terminal.press('f8');
  await terminal.waitForNoText('Solved on your own');
}

async function play(terminal: OuterTerminal, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await (isQuiz(step) ? answer(terminal, step) : solve(terminal, step));
}

/** The rows of the screen that hold the words of these checks, tick included. */
function checklist(terminal: OuterTerminal): string[] {
  return terminal
    .rows()
    .map((row) => row.slice(0, 48))
    .filter((row) => /containers are listed|All containers/.test(row));
}

async function lesson(): Promise<Lesson> {
  return openLesson(await loadCourse([resolve(import.meta.dirname, '../../lessons')]), 'DK-01');
}

it('plays DK-01 to its end through a kill -9, and leaves everything as it was', async () => {
  const learner = learnerWithConfiguration();
  onTestFinished(async () => void (await runTutor(learner, ['reset', 'DK-01'])));
  const before = [contents(join(learner.home, '.docker')), contents(join(learner.home, '.kube'))];
  const own = ownContainers();
  const { steps } = await lesson();
  const middle = steps.findIndex(({ id }) => id === 'list');
  const list = steps[middle];
  if (!list || isQuiz(list))
    throw new Error('DK-01 has no task "list" any more: kill the program elsewhere.');

  const first = await openShell(learner);
  await play(first, steps.slice(0, middle));
  await first.waitForText(list.title);
  await first.waitForText('TERMINAL');
  first.type('docker ps\n');
  await expect
    .poll(() => saved(learner), { timeout: 30_000 })
    .toEqual({ at: 'list', commands: ['docker ps'] });
  await first.waitFor(() => checklist(first).some((row) => row.includes('✓')));
  const ticks = checklist(first);
  const [program = ''] = descendants(first.pid);
  process.kill(Number(program.split(' ')[0]), 'SIGKILL');
  await expect.poll(() => processesOf(learner, first.pid), { timeout: 30_000 }).toEqual([]);

  const second = await openShell(learner);
  await second.waitForText(list.title);
  await second.waitForText('TERMINAL');
  await second.waitFor(() => checklist(second).join() === ticks.join(), `the ticks ${ticks.join()}`);
  await solve(second, list, 'docker ps -a');
  await play(second, steps.slice(middle + 1));
  await second.waitForText('Lesson complete');
  await second.waitForText('every step on your own');
  second.type('q');
  await second.waitForText('left with 0');

  expect(second.modes()).toMatchObject({ alternateScreen: false, cursor: true, mouse: 'none' });
  second.type('stty -a | tr ";" "\\n" | grep -ow -e "-*echo" -e "-*icanon" -e "-*isig" | tr "\\n" ,\n');
  await second.waitForText(/(^|\n)isig,icanon,echo,mine>/);
  expect(processesOf(learner, first.pid, second.pid)).toEqual([]);
  expect(ownContainers()).toEqual(own);
  expect([contents(join(learner.home, '.docker')), contents(join(learner.home, '.kube'))]).toEqual(before);
}, 240_000);
