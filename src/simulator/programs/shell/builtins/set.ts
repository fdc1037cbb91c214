import { write } from '../../lib/io.js';
import { ShellError } from '../errors.js';
import { sink } from '../report.js';
import type { Option, Shell } from '../state.js';

const letters: Record<string, Option> = {
  a: 'allexport',
  b: 'notify',
  C: 'noclobber',
  e: 'errexit',
  f: 'noglob',
  m: 'monitor',
  n: 'noexec',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
};

const names: readonly Option[] = ['errexit', 'noglob', 'ignoreeof', 'monitor', 'noexec', 'xtrace', 'verbose', 'noclobber', 'allexport', 'notify', 'nounset', 'pipefail']; // prettier-ignore

/** Switches options given as words ("-eu", "+x", "-o", "pipefail"); gives the words after them, undefined if none. */
export function applyOptions(shell: Shell, args: readonly string[]): string[] | undefined {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') return args.slice(at + 1);
    if (!/^[-+]./.test(arg)) return args.slice(at);
    const on = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      let option = letters[letter];
      if (letter === 'o') {
        const name = args[++at];
        option = names.find((each) => each === name);
        if (!option) throw new ShellError(`illegal option ${arg[0]}o ${name ?? ''}`);
      }
      if (!option) throw new ShellError(`illegal option ${arg[0]}${letter}`);
      if (on) shell.options.add(option);
      else shell.options.delete(option);
    }
  }
  return undefined;
}

/** `set [-+abCefmnuvx] [-+o name] [--] [args...]` */
export async function setOptions(shell: Shell, args: string[]): Promise<number> {
  const out = sink(shell, 1);
  if (args.length === 0) {
    const sorted = [...shell.variables].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, { value }] of sorted)
      if (value !== undefined) await write(out, `${name}='${value.replaceAll("'", `'"'"'`)}'\n`);
    return 0;
  }
  if (args.length === 1 && (args[0] === '-o' || args[0] === '+o')) {
    if (args[0] === '-o') await write(out, 'Current option settings\n');
    for (const name of names) {
      const on = shell.options.has(name);
      await write(
        out,
        args[0] === '-o' ? `${name.padEnd(16)}${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${name}\n`,
      );
    }
    return 0;
  }
  const words = applyOptions(shell, args);
  if (words) shell.positional = words;
  return 0;
}
