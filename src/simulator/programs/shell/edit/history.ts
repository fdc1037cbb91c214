import { decode, encode } from '../../lib/text.js';
import { getVariable, type Shell } from '../state.js';

const limit = 256;

function historyFile(shell: Shell): string | undefined {
  const home = getVariable(shell, 'HOME');
  return (
    getVariable(shell, 'HISTFILE') ?? (home === undefined || home === '' ? undefined : `${home}/.ash_history`)
  );
}

/** Lines typed in earlier shells, oldest first. */
export function readHistory(shell: Shell): string[] {
  const file = historyFile(shell);
  try {
    return file === undefined
      ? []
      : decode(shell.context.fs.readFile(file)).split('\n').filter(Boolean).slice(-limit);
  } catch {
    return [];
  }
}

/** Keeps a line for later shells; a home that can not be written is no reason to stop. */
export function saveHistory(shell: Shell, line: string): void {
  const file = historyFile(shell);
  if (file === undefined) return;
  try {
    const { fs } = shell.context;
    if (fs.exists(file)) fs.appendFile(file, encode(`${line}\n`));
    else fs.writeFile(file, encode(`${line}\n`), 0o600);
  } catch {
    return;
  }
}
