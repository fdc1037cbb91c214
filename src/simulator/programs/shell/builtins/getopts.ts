import { write } from '../../lib/io.js';
import { ShellError } from '../errors.js';
import { sink } from '../report.js';
import { getVariable, setVariable, unsetVariable, type Shell } from '../state.js';

/** `getopts optstring name [args...]` */
export async function getopts(shell: Shell, [spec, name, ...given]: string[]): Promise<number> {
  if (spec === undefined || name === undefined) throw new ShellError('usage: getopts optstring var [arg...]');
  const args = given.length ? given : shell.positional;
  let index = Number(getVariable(shell, 'OPTIND') ?? '1');
  let offset = shell.optionOffset;
  const silent = spec.startsWith(':');
  const finish = (next: number, within: number) => {
    setVariable(shell, 'OPTIND', String(next));
    shell.optionOffset = within;
  };
  const word = args[index - 1];
  if (offset === 0) {
    if (word === undefined || !word.startsWith('-') || word === '-' || word === '--') {
      finish(word === '--' ? index + 1 : index, 0);
      setVariable(shell, name, '?');
      return 1;
    }
    offset = 1;
  }
  const letter = word?.[offset] ?? '';
  const place = letter === ':' ? -1 : spec.indexOf(letter, silent ? 1 : 0);
  const lastLetter = offset + 1 >= (word?.length ?? 0);
  if (place < 0) {
    finish(lastLetter ? index + 1 : index, lastLetter ? 0 : offset + 1);
    setVariable(shell, name, '?');
    if (silent) setVariable(shell, 'OPTARG', letter);
    else {
      unsetVariable(shell, 'OPTARG');
      await write(sink(shell, 2), `Illegal option -${letter}\n`);
    }
    return 0;
  }
  if (spec[place + 1] !== ':') {
    finish(lastLetter ? index + 1 : index, lastLetter ? 0 : offset + 1);
    unsetVariable(shell, 'OPTARG');
    setVariable(shell, name, letter);
    return 0;
  }
  let value = lastLetter ? undefined : word?.slice(offset + 1);
  if (value === undefined) value = args[index++];
  finish(index + 1, 0);
  if (value !== undefined) {
    setVariable(shell, 'OPTARG', value);
    setVariable(shell, name, letter);
    return 0;
  }
  setVariable(shell, name, silent ? ':' : '?');
  if (silent) setVariable(shell, 'OPTARG', letter);
  else {
    unsetVariable(shell, 'OPTARG');
    await write(sink(shell, 2), `No arg for -${letter} option\n`);
  }
  return 0;
}
