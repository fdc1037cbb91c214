import { echo as format } from '../lib/echo.js';
import { write } from '../lib/io.js';
import { printf as formatArgs } from '../lib/printf.js';
import { test as evaluate, TestError } from '../lib/test.js';
import { UsageError } from '../lib/options.js';
import { complain, type Applet } from './applet.js';

/** `echo [-neE] [ARG]...` */
export const echo: Applet = async (context, args) => {
  await write(context.stdout, format(args));
  return 0;
};

/** `printf FORMAT [ARG]...` */
export const printf: Applet = async (context, [template, ...args]) => {
  if (template === undefined) throw new UsageError('');
  const printed = formatArgs(template, args);
  await write(context.stdout, printed.text);
  for (const error of printed.errors) await complain(context, error);
  return printed.errors.length ? 1 : 0;
};

/** `test EXPRESSION`, and `[` and `[[` with their closing bracket. */
export const test: Applet = async (context, args) => {
  const name = (context.argv[0] ?? '').split('/').at(-1) ?? '';
  const closing = { '[': ']', '[[': ']]' }[name];
  const words = [...args];
  if (closing !== undefined && words.pop() !== closing) {
    await complain(context, `missing ${closing}`);
    return 2;
  }
  try {
    return evaluate(context, words, (fd) => fd < 3 && context.isTty(fd as 0 | 1 | 2)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    await complain(context, error.message);
    return 2;
  }
};
