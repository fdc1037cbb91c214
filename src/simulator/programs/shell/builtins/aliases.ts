import { write } from '../../lib/io.js';
import { splitOnce } from '../../lib/options.js';
import { complain, sink } from '../report.js';
import type { Shell } from '../state.js';

/** `alias [name[=value]...]` */
export async function alias(shell: Shell, args: string[]): Promise<number> {
  const show = (name: string, value: string) => write(sink(shell, 1), `${name}='${value}'\n`);
  if (args.length === 0) for (const [name, value] of shell.aliases) await show(name, value);
  let status = 0;
  for (const arg of args) {
    const [name, value] = splitOnce(arg, '=');
    const known = shell.aliases.get(name);
    if (value !== undefined) shell.aliases.set(name, value);
    else if (known !== undefined) await show(name, known);
    else {
      await complain(shell, `${name} not found`);
      status = 1;
    }
  }
  return status;
}

/** `unalias -a | name...` */
export async function unalias(shell: Shell, args: string[]): Promise<number> {
  if (args[0] === '-a') {
    shell.aliases.clear();
    return 0;
  }
  let status = 0;
  for (const name of args) {
    if (shell.aliases.delete(name)) continue;
    await complain(shell, `${name} not found`);
    status = 1;
  }
  return status;
}
