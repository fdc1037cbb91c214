import type { Child, ExitStatus, ProcessContext, Signal, Sink, Source } from '../../host/contract.js';
import type { ArithmeticScope } from './arithmetic.js';
import type { Command } from './ast.js';
import { ShellError } from './errors.js';

/** A shell variable. A value of undefined is declared but unset. */
export interface Variable {
  value: string | undefined;
  exported: boolean;
  readonly: boolean;
}

/** Options by letter or name that `set` switches. */
export type Option =
  | 'allexport'
  | 'errexit'
  | 'noglob'
  | 'noclobber'
  | 'noexec'
  | 'nounset'
  | 'verbose'
  | 'xtrace'
  | 'pipefail'
  | 'monitor'
  | 'notify'
  | 'ignoreeof'
  | 'interactive'
  | 'stdin';

/** A background command. */
export interface Job {
  id: number;
  pids: number[];
  children: Child[];
  source: string;
  status: ExitStatus | undefined;
  /** `jobs` or a prompt has told that it ended. */
  reported: boolean;
}

/** What one shell process knows. */
export interface Shell {
  context: ProcessContext;
  fds: Map<number, Source | Sink>;
  variables: Map<string, Variable>;
  /** Values of variables to bring back when a function returns, innermost last. */
  locals: Map<string, Variable | undefined>[];
  functions: Map<string, Command>;
  aliases: Map<string, string>;
  options: Set<Option>;
  /** $0 and $1... */
  name: string;
  positional: string[];
  /** $? */
  status: number;
  /** Status of the last command substitution, for `x=$(false)`. */
  substitutionStatus: number;
  /** $$ stays that of the first shell in subshells. */
  rootPid: number;
  lastBackground: number | undefined;
  jobs: Job[];
  traps: Map<Signal | 'EXIT', string>;
  /** Signals with a trap that came and were not handled yet. */
  pending: Signal[];
  /** Called when a signal with a trap comes, to end a `wait`. */
  wake: (() => void) | undefined;
  loops: number;
  functionDepth: number;
  /** `set -e` does not count here: conditions. */
  tested: number;
  line: number;
  /** Text names the script in error messages ("t.sh: line 2: ..."). */
  scriptFile: boolean;
  /** The builtin under way, as error messages name it. */
  command: string | undefined;
  /** Commands run since the event loop had its turn. */
  ticks: number;
  /** Set by ^C at an interactive shell. */
  interrupted: boolean;
  /** State of `getopts` within a word of options. */
  optionOffset: number;
  /** PATH lookups remembered for `hash`. */
  hashed: Map<string, string>;
  /** Lines typed before, oldest first. */
  history: string[];
}

/** A variable's value; undefined when unset. */
export function getVariable(shell: Shell, name: string): string | undefined {
  if (name === 'LINENO') return String(shell.line);
  if (name === 'RANDOM') return String(Math.floor(Math.random() * 32768));
  return shell.variables.get(name)?.value;
}

/** Sets a variable; throws for readonly ones. */
export function setVariable(shell: Shell, name: string, value: string): void {
  const old = shell.variables.get(name);
  if (old?.readonly) throw new ShellError(`${name}: is read only`);
  if (name === 'OPTIND') shell.optionOffset = 0;
  if (name === 'PATH') shell.hashed.clear();
  shell.variables.set(name, {
    value,
    exported: (old?.exported ?? false) || shell.options.has('allexport'),
    readonly: false,
  });
}

/** Names and values for arithmetic. */
export function arithmeticScope(shell: Shell): ArithmeticScope {
  return {
    get: (name) => getVariable(shell, name),
    set: (name, value) => setVariable(shell, name, value),
  };
}

/** Removes a variable; throws for readonly ones. */
export function unsetVariable(shell: Shell, name: string): void {
  if (shell.variables.get(name)?.readonly) throw new ShellError(`${name}: is read only`);
  shell.variables.delete(name);
}

/** The bucket of ash's table of variables: it decides the order of the environment. */
function bucket(name: string): number {
  let hash = name.charCodeAt(0) << 4;
  for (const char of name) hash += char.charCodeAt(0);
  return hash % 39;
}

/** The environment for a program: the exported variables, in the order in which ash lists them. */
export function exportedVariables(shell: Shell): Record<string, string> {
  const environment: Record<string, string> = {};
  const ordered = [...shell.variables].sort(([a], [b]) => bucket(a) - bucket(b));
  for (const [name, variable] of ordered)
    if (variable.exported && variable.value !== undefined) environment[name] = variable.value;
  return environment;
}

/** The characters that split fields. */
export function fieldSeparators(shell: Shell): string {
  return shell.variables.has('IFS') ? (getVariable(shell, 'IFS') ?? '') : ' \t\n';
}

/** The shell of a subshell: a copy of everything, with the traps and jobs of its parent left behind. */
export function cloneShell(shell: Shell, context: ProcessContext): Shell {
  const fds = new Map<number, Source | Sink>([
    [0, context.stdin],
    [1, context.stdout],
    [2, context.stderr],
    ...Object.entries(context.fds).map(([fd, descriptor]): [number, Source | Sink] => [
      Number(fd),
      descriptor,
    ]),
  ]);
  const options = new Set(shell.options);
  options.delete('interactive');
  options.delete('monitor');
  return {
    ...shell,
    context,
    fds,
    options,
    variables: new Map([...shell.variables].map(([name, variable]) => [name, { ...variable }])),
    locals: shell.locals.map((frame) => new Map(frame)),
    functions: new Map(shell.functions),
    aliases: new Map(shell.aliases),
    positional: [...shell.positional],
    hashed: new Map(shell.hashed),
    history: [],
    jobs: [],
    traps: new Map([...shell.traps].filter(([, action]) => action === '')),
    pending: [],
    wake: undefined,
  };
}

/** Makes the state of a new shell process from its environment. */
export function createShell(context: ProcessContext, name: string): Shell {
  const variables = new Map<string, Variable>();
  for (const [name, value] of Object.entries(context.env))
    if (/^[A-Za-z_]\w*$/.test(name)) variables.set(name, { value, exported: true, readonly: false });
  const set = (name: string, value: string) =>
    variables.set(name, { value, exported: false, readonly: false });
  set('IFS', ' \t\n');
  set('OPTIND', '1');
  set('PPID', String(context.ppid));
  if (!variables.has('PATH')) set('PATH', '/sbin:/usr/sbin:/bin:/usr/bin');
  if (!variables.has('PS1')) set('PS1', '\\w \\$ ');
  if (!variables.has('PS2')) set('PS2', '> ');
  if (!variables.has('PS4')) set('PS4', '+ ');
  const exported = (name: string, value: string) =>
    variables.set(name, { value, exported: true, readonly: false });
  exported('PWD', context.cwd());
  exported('SHLVL', String((Number(variables.get('SHLVL')?.value) || 0) + 1));
  return {
    context,
    fds: new Map<number, Source | Sink>([
      [0, context.stdin],
      [1, context.stdout],
      [2, context.stderr],
      ...Object.entries(context.fds).map(([fd, each]): [number, Source | Sink] => [Number(fd), each]),
    ]),
    variables,
    locals: [],
    functions: new Map(),
    aliases: new Map(),
    options: new Set(),
    name,
    positional: [],
    status: 0,
    substitutionStatus: 0,
    rootPid: context.pid,
    lastBackground: undefined,
    jobs: [],
    traps: new Map(),
    pending: [],
    wake: undefined,
    loops: 0,
    functionDepth: 0,
    tested: 0,
    line: 0,
    scriptFile: false,
    command: undefined,
    ticks: 0,
    interrupted: false,
    optionOffset: 0,
    hashed: new Map(),
    history: [],
  };
}
