import { write } from '../../lib/io.js';
import { splitOnce } from '../../lib/options.js';
import { ShellError } from '../errors.js';
import { sink } from '../report.js';
import { setVariable, unsetVariable, type Shell } from '../state.js';

function checkName(name: string): string {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new ShellError(`${name}: bad variable name`);
  return name;
}

async function mark(
  shell: Shell,
  args: string[],
  flag: 'exported' | 'readonly',
  word: string,
): Promise<number> {
  const words = args.filter((arg) => !/^-[npf]$/.test(arg) && arg !== '--');
  const on = !args.includes('-n');
  if (words.length === 0) {
    for (const [name, variable] of [...shell.variables].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!variable[flag]) continue;
      const value = variable.value === undefined ? '' : `='${variable.value.replaceAll("'", `'"'"'`)}'`;
      await write(sink(shell, 1), `${word} ${name}${value}\n`);
    }
    return 0;
  }
  for (const arg of words) {
    const [name, value] = splitOnce(arg, '=');
    checkName(name);
    if (value !== undefined) setVariable(shell, name, value);
    const variable = shell.variables.get(name) ?? { value: undefined, exported: false, readonly: false };
    variable[flag] = on;
    shell.variables.set(name, variable);
  }
  return 0;
}

/** `export [-n] [name[=value]...]` */
export const exportNames = (shell: Shell, args: string[]) => mark(shell, args, 'exported', 'export');

/** `readonly [name[=value]...]` */
export const readonlyNames = (shell: Shell, args: string[]) => mark(shell, args, 'readonly', 'readonly');

/** `unset [-v|-f] name...` */
export function unset(shell: Shell, args: string[]): number {
  const words = args.filter((arg) => arg !== '-v' && arg !== '-f');
  for (const name of words) {
    if (args[0] === '-f') shell.functions.delete(name);
    else if (shell.variables.has(name)) unsetVariable(shell, name);
    else if (args[0] !== '-v') shell.functions.delete(name);
  }
  return 0;
}

/** `local name[=value]...` */
export function local(shell: Shell, args: string[]): number {
  const frame = shell.locals.at(-1);
  if (!frame) throw new ShellError('not in a function');
  for (const arg of args) {
    const [name, value] = splitOnce(arg, '=');
    checkName(name);
    const old = shell.variables.get(name);
    if (!frame.has(name)) frame.set(name, old && { ...old });
    if (value !== undefined) setVariable(shell, name, value);
  }
  return 0;
}
