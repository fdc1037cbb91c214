import type { ProcessContext } from '../../host/contract.js';
import { reason } from '../lib/errors.js';
import { write } from '../lib/io.js';
import { decode } from '../lib/text.js';
import { applyOptions } from './builtins/set.js';
import { ShellError } from './errors.js';
import { runToExit } from './exit.js';
import { interact } from './interactive.js';
import { complain } from './report.js';
import { runStream, runText } from './scripts.js';
import { createShell, getVariable, type Shell } from './state.js';
import { guardInteractive } from './traps.js';

interface Invocation {
  command?: string;
  fromStdin: boolean;
  interactive: boolean;
  login: boolean;
  words: string[];
}

function readInvocation(shell: Shell, args: readonly string[]): Invocation {
  const found: Invocation = { fromStdin: false, interactive: false, login: false, words: [] };
  let wantsCommand = false;
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--' || arg === '-') {
      at++;
      break;
    }
    if (arg === '--login') found.login = true;
    else if (/^[-+]o$/.test(arg)) applyOptions(shell, args.slice(at, ++at + 1));
    else if (!/^[-+]./.test(arg)) break;
    else
      for (const letter of arg.slice(1)) {
        if (letter === 'c') wantsCommand = true;
        else if (letter === 's') found.fromStdin = true;
        else if (letter === 'i') found.interactive = true;
        else if (letter === 'l') found.login = true;
        else applyOptions(shell, [`${arg[0]}${letter}`]);
      }
  }
  found.words = args.slice(at);
  if (!wantsCommand) return found;
  const command = found.words.shift();
  if (command === undefined) throw new ShellError(`-c requires an argument`);
  return { ...found, command };
}

/** The shell as a program: `sh -c text`, `sh file`, `sh -s`, or interactive on a terminal. */
export async function shellProgram(context: ProcessContext, argv = context.argv): Promise<number> {
  const shell = createShell(context, argv[0] ?? 'sh');
  return runToExit(shell, async () => {
    const how = readInvocation(shell, argv.slice(1));
    if (how.login || argv[0]?.startsWith('-')) await sourceIfThere(shell, '/etc/profile', '$HOME/.profile');
    if (how.command !== undefined) {
      const [name, ...positional] = how.words;
      if (name !== undefined) Object.assign(shell, { name, positional });
      return runText(shell, how.command, 0, true);
    }
    if (how.words.length && !how.fromStdin) return runFile(shell, how.words);
    shell.positional = how.words;
    shell.options.add('stdin');
    if (how.interactive || (context.isTty(0) && context.isTty(2))) {
      shell.options.add('interactive');
      shell.options.add('monitor');
      guardInteractive(shell);
      await sourceIfThere(shell, '$ENV');
      return interact(shell);
    }
    return runStream(shell, context.stdin);
  });
}

async function runFile(shell: Shell, [file = '', ...positional]: string[]): Promise<number> {
  let text: string;
  try {
    text = decode(shell.context.fs.readFile(file));
  } catch (error) {
    const why = reason(error);
    await write(shell.context.stderr, `${shell.name}: can't open '${file}': ${why}\n`);
    return 2;
  }
  Object.assign(shell, { name: file, positional, scriptFile: true });
  return runText(shell, text);
}

async function sourceIfThere(shell: Shell, ...files: string[]): Promise<void> {
  for (const file of files) {
    const path = file.replace(/\$(\w+)/, (_, name: string) => getVariable(shell, name) ?? '');
    if (path === '' || !shell.context.fs.exists(path)) continue;
    try {
      await runText(shell, decode(shell.context.fs.readFile(path)));
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      await complain(shell, error.message);
    }
  }
}
