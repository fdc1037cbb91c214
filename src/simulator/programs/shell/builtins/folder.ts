import { posix } from 'node:path';
import { write } from '../../lib/io.js';
import { reason } from '../../lib/errors.js';
import { ShellError } from '../errors.js';
import { sink } from '../report.js';
import { getVariable, setVariable, type Shell } from '../state.js';

/** `cd [-L|-P] [folder|-]` */
export async function changeFolder(shell: Shell, args: string[]): Promise<number> {
  const physical = args[0] === '-P';
  const [given] = args.filter((arg) => arg !== '-P' && arg !== '-L' && arg !== '--');
  let target = given ?? getVariable(shell, 'HOME');
  if (target === undefined) throw new ShellError('HOME not set');
  const back = target === '-';
  if (back) target = getVariable(shell, 'OLDPWD') ?? '.';
  const here = getVariable(shell, 'PWD') ?? shell.context.cwd();
  let path = physical ? target : posix.resolve(here, target);
  try {
    shell.context.chdir(path);
    if (physical) path = shell.context.cwd();
  } catch (error) {
    throw new ShellError(`can't cd to ${target}: ${reason(error)}`);
  }
  for (const [name, value] of [
    ['OLDPWD', here],
    ['PWD', path],
  ] as const) {
    setVariable(shell, name, value);
    const variable = shell.variables.get(name);
    if (variable) variable.exported = true;
  }
  if (back) await write(sink(shell, 1), `${path}\n`);
  return 0;
}

/** `pwd [-L|-P]` */
export async function printFolder(shell: Shell, [option]: string[]): Promise<number> {
  const { fs } = shell.context;
  const logical = getVariable(shell, 'PWD') ?? shell.context.cwd();
  await write(sink(shell, 1), `${option === '-P' ? fs.realpath(shell.context.cwd()) : logical}\n`);
  return 0;
}

/** `umask [-S] [mode]` */
export async function umask(shell: Shell, args: string[]): Promise<number> {
  const [mode] = args.filter((arg) => arg !== '-S');
  const mask = shell.context.umask();
  if (mode === undefined) {
    const letters = (bits: number) => ['r', 'w', 'x'].filter((_, index) => bits & (4 >> index)).join('');
    const symbolic = ['u', 'g', 'o'].map((who, index) => `${who}=${letters((~mask >> (6 - 3 * index)) & 7)}`);
    const shown = args.includes('-S') ? symbolic.join(',') : mask.toString(8).padStart(4, '0');
    await write(sink(shell, 1), `${shown}\n`);
    return 0;
  }
  if (!/^[0-7]{1,4}$/.test(mode)) throw new ShellError(`Illegal number: ${mode}`);
  shell.context.umask(parseInt(mode, 8));
  return 0;
}

const limits: Record<string, string> = { n: 'nofile(-n)', u: 'nproc(-u)', f: 'file size (blocks)(-f)' };

/** `ulimit [-n|-u|-f...]`: shows limits; the simulated kernel has none but that of open files. */
export async function ulimit(shell: Shell, args: string[]): Promise<number> {
  const option = args.find((arg) => arg.startsWith('-') && !/^-[HSa]$/.test(arg)) ?? '-f';
  if (limits[option.slice(1)] === undefined && !/^-[tdscmlpv]$/.test(option)) {
    throw new ShellError(`invalid option -- '${option.slice(1)}'`);
  }
  const value = option === '-n' ? (shell.context.limits.openFiles ?? 1_048_576) : 'unlimited';
  await write(sink(shell, 1), `${value}\n`);
  return 0;
}
