import type { Command, List } from './ast.js';
import { Jump, ShellError } from './errors.js';
import type { How } from './evaluate.js';
import { runList } from './evaluate.js';
import type { Expander } from './expand.js';
import { builtins, specialBuiltins } from './builtins/table.js';
import { runProgram } from './program.js';
import { redirect, redirectForGood } from './redirect.js';
import { complain, sink } from './report.js';
import { getVariable, setVariable, type Shell, type Variable } from './state.js';
import { write } from '../lib/io.js';

type Simple = Extract<Command, { kind: 'simple' }>;

/** Runs assignments, a function, a builtin or a program, with its redirections. Sets $?. */
export async function runSimple(shell: Shell, command: Simple, expander: Expander, how: How): Promise<void> {
  shell.substitutionStatus = 0;
  const words = await expander.fields(command.words);
  const [name] = words;
  if (name === 'exec' && words.length === 1) {
    await assign(shell, command, expander);
    await redirectForGood(shell, command.redirections, expander);
    shell.status = 0;
    return;
  }
  let redirected;
  try {
    redirected = await redirect(shell, command.redirections, expander);
  } catch (error) {
    if (!(error instanceof ShellError) || error.status !== 1) throw error;
    if (name !== undefined && specialBuiltins.has(name) && !shell.options.has('interactive')) throw error;
    await complain(shell, error.message);
    shell.status = 1;
    return;
  }
  try {
    if (name === undefined) {
      await assign(shell, command, expander);
      await trace(shell, command, []);
      shell.status = shell.substitutionStatus;
      return;
    }
    shell.status = await runWords(shell, command, words, expander, how);
  } finally {
    redirected.undo();
  }
}

async function runWords(
  shell: Shell,
  command: Simple,
  words: string[],
  expander: Expander,
  how: How,
): Promise<number> {
  const [name = '', ...args] = words;
  const body = shell.functions.get(name);
  const builtin = builtins.get(name);
  const keeps = specialBuiltins.has(name) && !body;
  const saved = keeps ? undefined : saveVariables(shell, command);
  await assign(shell, command, expander, !keeps);
  await trace(shell, command, words);
  try {
    if (body) return await callFunction(shell, body, args);
    if (builtin) return await callBuiltin(shell, name, () => builtin(shell, args));
    return await runProgram(shell, words, how.exec === true && shell.traps.size === 0);
  } finally {
    if (saved) restoreVariables(shell, saved);
  }
}

async function callBuiltin(shell: Shell, name: string, run: () => Promise<number> | number): Promise<number> {
  const outer = shell.command;
  shell.command = name;
  try {
    const status = await run();
    shell.command = outer;
    return status;
  } catch (error) {
    const mild =
      error instanceof ShellError && (!specialBuiltins.has(name) || shell.options.has('interactive'));
    if (!mild) {
      if (error instanceof Jump) shell.command = outer;
      throw error;
    }
    await complain(shell, error.message);
    shell.command = outer;
    return error.status;
  }
}

async function callFunction(shell: Shell, body: Command, args: string[]): Promise<number> {
  const { positional, loops } = shell;
  const frame = new Map<string, Variable | undefined>();
  shell.positional = args;
  shell.locals.push(frame);
  shell.functionDepth++;
  shell.loops = 0;
  try {
    if (shell.functionDepth > 1000) throw new ShellError('maximum function nesting level exceeded');
    const list: List = [
      { background: false, first: { negated: false, commands: [body] }, rest: [], source: '' },
    ];
    return await runList(shell, list);
  } catch (error) {
    if (error instanceof Jump && error.to === 'return') return error.value;
    throw error;
  } finally {
    shell.functionDepth--;
    shell.locals.pop();
    shell.positional = positional;
    shell.loops = loops;
    restoreVariables(shell, frame);
  }
}

async function assign(shell: Shell, command: Simple, expander: Expander, exported = false): Promise<void> {
  for (const { name, value } of command.assignments) {
    const text = await expander.text(value, 'assignment');
    setVariable(shell, name, text);
    const variable = shell.variables.get(name);
    if (exported && variable) variable.exported = true;
  }
}

function saveVariables(shell: Shell, command: Simple): Map<string, Variable | undefined> {
  return new Map(
    command.assignments.map(({ name }) => {
      const variable = shell.variables.get(name);
      return [name, variable && { ...variable }];
    }),
  );
}

function restoreVariables(shell: Shell, saved: Map<string, Variable | undefined>): void {
  for (const [name, variable] of saved) {
    if (variable) shell.variables.set(name, variable);
    else shell.variables.delete(name);
  }
}

async function trace(shell: Shell, command: Simple, words: readonly string[]): Promise<void> {
  if (!shell.options.has('xtrace')) return;
  const assignments = command.assignments.map(
    ({ name }) => `${name}=${quoteTrace(getVariable(shell, name) ?? '')}`,
  );
  const shown = [...assignments, ...words.map(quoteTrace)].join(' ');
  await write(sink(shell, 2), `${getVariable(shell, 'PS4') ?? ''}${shown}\n`);
}

function quoteTrace(word: string): string {
  return /^[\w%+,./:=@^-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
