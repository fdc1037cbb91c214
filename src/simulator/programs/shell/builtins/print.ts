import { echo } from '../../lib/echo.js';
import { write } from '../../lib/io.js';
import { printf } from '../../lib/printf.js';
import { test, TestError } from '../../lib/test.js';
import { complain, sink } from '../report.js';
import type { Shell } from '../state.js';

/** `echo [-neE] words...` */
export async function echoText(shell: Shell, args: string[]): Promise<number> {
  await write(sink(shell, 1), echo(args));
  return 0;
}

/** `printf format args...` */
export async function printfText(shell: Shell, args: string[]): Promise<number> {
  const [format, ...rest] = args[0] === '--' ? args.slice(1) : args;
  if (format === undefined) {
    await write(sink(shell, 2), 'printf: usage: printf FORMAT [ARG]...\n');
    return 2;
  }
  const printed = printf(format, rest);
  await write(sink(shell, 1), printed.text);
  for (const error of printed.errors) await write(sink(shell, 2), `${shell.name}: ${error}\n`);
  return printed.errors.length ? 1 : 0;
}

/** `test expression`, `[ expression ]` and `[[ expression ]]` */
export async function testWords(shell: Shell, args: string[], closing: string | undefined): Promise<number> {
  const words = [...args];
  if (closing !== undefined && words.pop() !== closing) {
    await write(sink(shell, 2), `${shell.name}: missing ${closing}\n`);
    return 2;
  }
  const isTty = (fd: number) => {
    const { context } = shell;
    const own = fd === 0 ? context.stdin : fd === 1 ? context.stdout : fd === 2 ? context.stderr : undefined;
    return own !== undefined && shell.fds.get(fd) === own && context.isTty(fd as 0 | 1 | 2);
  };
  try {
    return test(shell.context, words, isTty) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    shell.command = undefined;
    await complain(shell, error.message);
    return 2;
  }
}
