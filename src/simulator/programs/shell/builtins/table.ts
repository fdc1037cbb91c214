import type { Shell } from '../state.js';
import { breakLoop, colon, continueLoop, evalText, execProgram, exitShell, falsity, returnFrom, shift, source, times } from './flow.js'; // prettier-ignore
import { changeFolder, printFolder, ulimit, umask } from './folder.js';
import { evaluateWords, hash, help, runCommand, typeOf } from './commands.js';
import { alias, unalias } from './aliases.js';
import { background, foreground, jobs, kill, wait } from './jobs.js';
import { echoText, printfText, testWords } from './print.js';
import { getopts } from './getopts.js';
import { read } from './read.js';
import { setOptions } from './set.js';
import { trap } from './trap.js';
import { exportNames, local, readonlyNames, unset } from './variables.js';

/** A command inside the shell. Throws ShellError for what it refuses. */
export type Builtin = (shell: Shell, args: string[]) => Promise<number> | number;

/** Builtins by name, as in busybox ash. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['.', source],
  [':', colon],
  ['[', (shell, args) => testWords(shell, args, ']')],
  ['[[', (shell, args) => testWords(shell, args, ']]')],
  ['alias', alias],
  ['bg', background],
  ['break', breakLoop],
  ['cd', changeFolder],
  ['chdir', changeFolder],
  ['command', runCommand],
  ['continue', continueLoop],
  ['echo', echoText],
  ['eval', evalText],
  ['exec', execProgram],
  ['exit', exitShell],
  ['export', exportNames],
  ['false', falsity],
  ['fg', foreground],
  ['getopts', getopts],
  ['hash', hash],
  ['help', help],
  ['jobs', jobs],
  ['kill', kill],
  ['let', evaluateWords],
  ['local', local],
  ['printf', printfText],
  ['pwd', printFolder],
  ['read', read],
  ['readonly', readonlyNames],
  ['return', returnFrom],
  ['set', setOptions],
  ['shift', shift],
  ['source', source],
  ['test', (shell, args) => testWords(shell, args, undefined)],
  ['times', times],
  ['trap', trap],
  ['true', colon],
  ['type', typeOf],
  ['ulimit', ulimit],
  ['umask', umask],
  ['unalias', unalias],
  ['unset', unset],
  ['wait', wait],
]);

/** POSIX special builtins: assignments before them stay, their errors end a script. */
export const specialBuiltins: ReadonlySet<string> = new Set([
  '.', ':', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'local', 'readonly', 'return', 'set', 'shift', 'source', 'times', 'trap', 'unset',
]); // prettier-ignore
