import { write } from '../lib/io.js';
import { createParser } from './parser.js';
import { readHistory, saveHistory } from './edit/history.js';
import { editLine } from './edit/editor.js';
import { Jump, ShellError, ShellSyntaxError } from './errors.js';
import { createExpander } from './expand.js';
import { runList } from './evaluate.js';
import { reportJobs } from './jobs.js';
import { showPrompt } from './prompt.js';
import { complain, sink } from './report.js';
import { parseWhole } from './scripts.js';
import { getVariable, type Shell } from './state.js';
import { substitute } from './substitute.js';
import { readWord } from './words.js';

/** Prompts, reads and runs commands on a terminal, until `exit` or ^D. Gives the exit code. */
export async function interact(shell: Shell): Promise<number> {
  shell.history = readHistory(shell);
  for (;;) {
    await reportJobs(shell);
    const text = await readCommand(shell);
    if (text === undefined) {
      await write(sink(shell, 2), '\n');
      return shell.status;
    }
    await runTyped(shell, text);
  }
}

/** One complete command, over several lines when it has to be; undefined at ^D. */
async function readCommand(shell: Shell): Promise<string | undefined> {
  let text = '';
  for (;;) {
    const prompt = await promptText(shell, text === '' ? 'PS1' : 'PS2');
    const line = await editLine(shell, prompt);
    if (line.kind === 'interrupt') {
      shell.status = 130;
      text = '';
      continue;
    }
    if (line.kind === 'end') {
      if (text === '') return undefined;
      return text;
    }
    if (line.text.trim() !== '' && shell.history.at(-1) !== line.text) {
      shell.history.push(line.text);
      saveHistory(shell, line.text);
    }
    text += `${line.text}\n`;
    if (isComplete(shell, text)) return text;
  }
}

function isComplete(shell: Shell, text: string): boolean {
  if (/(?<!\\)(?:\\\\)*\\\n$/.test(text)) return false;
  try {
    return parseWhole(shell, text, 1) !== undefined;
  } catch (error) {
    if (error instanceof ShellSyntaxError) return true;
    throw error;
  }
}

async function promptText(shell: Shell, name: 'PS1' | 'PS2'): Promise<string> {
  const text = showPrompt(shell, getVariable(shell, name) ?? '');
  if (!/[$`]/.test(text.replace(/\$ *$/, ''))) return text;
  const parser = {
    commands: () => [],
    text: (source: string) => parseWhole(shell, source, 1)?.flat() ?? [],
  };
  const cursor = { text, at: 0, line: 1 };
  const word = readWord(cursor, { quoted: true, heredoc: true, ends: () => false }, parser);
  const { status } = shell;
  const expanded = await createExpander(shell, substitute).text(word);
  shell.status = status;
  return expanded;
}

async function runTyped(shell: Shell, text: string): Promise<void> {
  shell.interrupted = false;
  try {
    const parser = createParser(text, shell.aliases);
    for (let list = parser.next(); list; list = parser.next()) await runList(shell, list);
  } catch (error) {
    shell.tested = 0;
    shell.loops = 0;
    shell.functionDepth = 0;
    shell.locals = [];
    if (error instanceof Jump && error.to !== 'exit') {
      if (error.to === 'interrupt') shell.status = 130;
      return;
    }
    if (error instanceof ShellSyntaxError) {
      shell.status = 2;
      shell.command = undefined;
      await complain(shell, `syntax error: ${error.message}`);
      return;
    }
    if (!(error instanceof ShellError)) throw error;
    await complain(shell, error.message);
    shell.status = error.status;
  } finally {
    shell.command = undefined;
  }
}
