import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openOuterTerminal, type OuterTerminal } from './support/outer-terminal.js';
import { descendants, kubeTutor, newLearner } from './support/program.js';

/** A learner's own shell in a terminal, at its prompt. */
async function openShell(more: Record<string, string> = {}): Promise<OuterTerminal> {
  const learner = newLearner({ PS1: 'mine> ', ...more });
  const terminal = await openOuterTerminal({
    file: 'bash',
    args: ['--noprofile', '--norc', '-i'],
    cwd: learner.home,
    env: learner.env,
    columns: 100,
    rows: 30,
  });
  await terminal.waitForText('mine>');
  return terminal;
}

/** Starts kube-tutor from the shell; returns its process id. */
async function startTutor(terminal: OuterTerminal): Promise<number> {
  terminal.type(`'${process.execPath}' '${kubeTutor}'; echo "left with $?"\n`);
  await terminal.waitForText('Your first container');
  const [child = ''] = descendants(terminal.pid);
  return Number(child.split(' ')[0]);
}

/** What the shell and the emulator say about the terminal after the program has left. */
async function expectClean(terminal: OuterTerminal): Promise<void> {
  expect(terminal.modes()).toEqual({
    alternateScreen: false,
    cursor: true,
    mouse: 'none',
    bracketedPaste: expect.any(Boolean) as boolean, // the shell's own line editor turns it on again
    applicationCursorKeys: false,
    wraparound: true,
  });
  terminal.type('stty -a | tr ";" "\\n" | grep -ow -e "-*echo" -e "-*icanon" -e "-*isig" | tr "\\n" ,\n');
  await terminal.waitForText(/isig,|echo,/);
  await terminal.waitForText(/(^|\n)isig,icanon,echo,mine>/);
  expect(descendants(terminal.pid)).toEqual([]);
}

describe('the terminal afterwards', () => {
  it('is as before when the learner quits', async () => {
    const terminal = await openShell();
    await startTutor(terminal);
    terminal.type('q');
    await terminal.waitForText('left with 0');
    await expectClean(terminal);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('is as before after %s', async (signal, code) => {
    const terminal = await openShell();
    process.kill(await startTutor(terminal), signal);
    await terminal.waitForText(`left with ${code}`);
    await expectClean(terminal);
  });

  it('is as before after a crash, and the reason stands below', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kt-crash-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const preload = join(folder, 'crash.mjs');
    writeFileSync(preload, 'process.on("SIGUSR2", () => { throw new Error("a crash on purpose"); });');
    const terminal = await openShell({ NODE_OPTIONS: `--import=${preload}` });
    process.kill(await startTutor(terminal), 'SIGUSR2');
    await terminal.waitForText('left with 70');
    await terminal.waitForText('Something went wrong inside kube-tutor: a crash on purpose');
    await expectClean(terminal);
  });
});
