import type { Command, List, ListItem, Pipeline } from './ast.js';
import { Jump, ShellError } from './errors.js';
import { createExpander, type Expander } from './expand.js';
import { fork } from './fork.js';
import { startJob, waitForeground } from './jobs.js';
import { matchesPattern } from './pattern.js';
import { redirect } from './redirect.js';
import { complain } from './report.js';
import { runSimple } from './simple.js';
import { setVariable, type Shell } from './state.js';
import { substitute } from './substitute.js';
import { runPendingTraps } from './traps.js';

/** How a command runs. `exec`: nothing comes after it, so a program may take the place of the shell. */
export interface How {
  exec?: boolean;
}

/** Runs a list; $? is the status of its last command. */
export async function runList(shell: Shell, list: List, how: How = {}): Promise<number> {
  for (const [index, item] of list.entries()) {
    const last = index === list.length - 1;
    await runItem(shell, item, last ? how : {});
    await betweenCommands(shell);
  }
  return shell.status;
}

/** Traps, ^C and the turn of everything else come between commands. */
async function betweenCommands(shell: Shell): Promise<void> {
  if (++shell.ticks % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
  shell.context.killed.throwIfAborted();
  if (shell.pending.length) await runPendingTraps(shell);
  if (shell.interrupted) throw new Jump('interrupt', 130);
}

async function runItem(shell: Shell, item: ListItem, how: How): Promise<void> {
  if (item.background) {
    startJob(shell, item);
    shell.status = 0;
    return;
  }
  if (item.rest.length === 0) {
    await runPipeline(shell, item.first, how);
    return;
  }
  const { tested } = shell;
  shell.tested = tested + 1;
  try {
    await runPipeline(shell, item.first, {});
    for (const [index, { when, pipeline }] of item.rest.entries()) {
      const last = index === item.rest.length - 1;
      if ((shell.status === 0) !== (when === '&&')) continue;
      if (last) shell.tested = tested;
      await runPipeline(shell, pipeline, last ? how : {});
    }
  } finally {
    shell.tested = tested;
  }
}

async function runPipeline(shell: Shell, pipeline: Pipeline, how: How): Promise<void> {
  const [first] = pipeline.commands;
  if (!first) return;
  if (pipeline.negated) shell.tested++;
  try {
    if (pipeline.commands.length === 1) await runCommand(shell, first, pipeline.negated ? {} : how);
    else shell.status = await runPiped(shell, pipeline.commands);
  } finally {
    if (pipeline.negated) shell.tested--;
  }
  if (pipeline.negated) shell.status = shell.status === 0 ? 1 : 0;
  else if (pipeline.commands.length > 1) leaveOnError(shell);
}

async function runPiped(shell: Shell, commands: readonly Command[]): Promise<number> {
  const children = pipeTogether(shell, commands, {});
  return waitForeground(shell, children);
}

/** Starts the commands of a pipeline, each in a process of its own. */
export function pipeTogether(shell: Shell, commands: readonly Command[], options: { newGroup?: boolean }) {
  let input: ReturnType<typeof shell.context.pipe>['source'] | undefined;
  return commands.map((command, index) => {
    const pipe = index < commands.length - 1 ? shell.context.pipe() : undefined;
    const child = fork(
      shell,
      async (subshell) => {
        await runCommand(subshell, command, { exec: true });
        return subshell.status;
      },
      { ...(input ? { stdin: input } : {}), ...(pipe ? { stdout: pipe.sink } : {}), ...options },
    );
    input?.close();
    pipe?.sink.close();
    input = pipe?.source;
    return child;
  });
}

/** `set -e`: a failed command ends the shell, unless its status is tested. */
export function leaveOnError(shell: Shell): void {
  if (shell.status !== 0 && shell.tested === 0 && shell.options.has('errexit'))
    throw new Jump('exit', shell.status);
}

/** Runs one command in this shell. */
async function runCommand(shell: Shell, command: Command, how: How): Promise<void> {
  const expander = createExpander(shell, substitute);
  if (command.kind === 'simple') {
    shell.line = command.line;
    await runSimple(shell, command, expander, how);
    leaveOnError(shell);
    return;
  }
  if (command.kind === 'function') {
    shell.functions.set(command.name, command.body);
    shell.status = 0;
    return;
  }
  if (command.kind === 'subshell') {
    const child = fork(shell, async (subshell) => {
      const redirected = await redirect(subshell, command.redirections, createExpander(subshell, substitute));
      const status = await runList(subshell, command.body, { exec: true });
      redirected.undo();
      return status;
    });
    shell.status = await waitForeground(shell, [child]);
    leaveOnError(shell);
    return;
  }
  let redirected;
  try {
    redirected = await redirect(shell, command.redirections, expander);
  } catch (error) {
    if (!(error instanceof ShellError) || error.status !== 1) throw error;
    await complain(shell, error.message);
    shell.status = 1;
    leaveOnError(shell);
    return;
  }
  try {
    await runCompound(shell, command, expander, command.redirections.length ? {} : how);
  } finally {
    redirected.undo();
  }
}

type Compound = Exclude<Command, { kind: 'simple' | 'function' | 'subshell' }>;

async function runCompound(shell: Shell, command: Compound, expander: Expander, how: How): Promise<void> {
  switch (command.kind) {
    case 'group':
      await runList(shell, command.body, how);
      return;
    case 'if':
      for (const branch of command.branches) {
        if ((await runTest(shell, branch.test)) !== 0) continue;
        await runList(shell, branch.body, how);
        return;
      }
      if (command.otherwise) await runList(shell, command.otherwise, how);
      else shell.status = 0;
      return;
    case 'loop': {
      let status = 0;
      await loop(shell, async () => {
        if (((await runTest(shell, command.test)) === 0) === command.until) return false;
        status = await runList(shell, command.body);
        return true;
      });
      shell.status = status;
      return;
    }
    case 'for': {
      const words = command.words ? await expander.fields(command.words) : [...shell.positional];
      shell.status = 0;
      await loop(shell, async () => {
        const word = words.shift();
        if (word === undefined) return false;
        setVariable(shell, command.name, word);
        await runList(shell, command.body);
        return true;
      });
      return;
    }
    case 'case': {
      const subject = await expander.text(command.subject, 'word');
      shell.status = 0;
      let falling = false;
      for (const branch of command.branches) {
        const matched = falling || (await matchesAny(expander, branch.patterns, subject));
        if (!matched) continue;
        await runList(shell, branch.body, branch.fallThrough ? {} : how);
        falling = branch.fallThrough;
        if (!falling) return;
      }
    }
  }
}

async function matchesAny(
  expander: Expander,
  patterns: Extract<Command, { kind: 'case' }>['branches'][number]['patterns'],
  subject: string,
): Promise<boolean> {
  for (const pattern of patterns) if (matchesPattern(await expander.pattern(pattern), subject)) return true;
  return false;
}

async function runTest(shell: Shell, test: List): Promise<number> {
  shell.tested++;
  try {
    return await runList(shell, test);
  } finally {
    shell.tested--;
  }
}

/** Repeats until the step says no; break and continue work on it. */
async function loop(shell: Shell, step: () => Promise<boolean>): Promise<void> {
  shell.loops++;
  try {
    for (;;) {
      try {
        if (!(await step())) return;
      } catch (error) {
        if (!(error instanceof Jump) || (error.to !== 'break' && error.to !== 'continue')) throw error;
        shell.status = 0;
        if (error.value > 1 && shell.loops > 1) {
          error.value--;
          throw error;
        }
        if (error.to === 'break') return;
      }
      await betweenCommands(shell);
    }
  } finally {
    shell.loops--;
  }
}
