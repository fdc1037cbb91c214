import { SysError } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { output, write } from '../lib/io.js';
import { getopt, splitOnce } from '../lib/options.js';
import { complain, type Applet } from './applet.js';

/** Becomes another program, as tools do that run one: 127 when it is not there, 126 when it can not run. */
export async function become(
  context: Parameters<Applet>[0],
  argv: string[],
  env: Record<string, string> = context.env,
): Promise<number> {
  try {
    return await context.exec({ argv, env });
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    await complain(context, `can't execute '${argv[0]}': ${strerror(error.code)}`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

/** `env [-i0] [-u NAME]... [NAME=VALUE]... [PROGRAM ARGS]` */
export const env: Applet = async (context, args) => {
  const options = getopt(args, '+iu:0', { 'ignore-environment': 'i', 'unset=': 'u', null: '0' });
  const clean = options.has('i') || options.operands[0] === '-';
  const words = options.operands[0] === '-' ? options.operands.slice(1) : [...options.operands];
  const values: Record<string, string> = clean ? {} : { ...context.env };
  for (const name of options.values('u')) delete values[name];
  for (let word = words[0]; word?.includes('='); word = words[0]) {
    const [name, value = ''] = splitOnce(word, '=');
    values[name] = value;
    words.shift();
  }
  if (words.length) return become(context, words, values);
  const out = output(context.stdout);
  for (const [name, value] of Object.entries(values))
    await out.print(`${name}=${value}${options.has('0') ? '\0' : '\n'}`);
  await out.flush();
  return 0;
};

/** `printenv [NAME]...` */
export const printenv: Applet = async (context, names) => {
  if (names.length === 0) return env(context, []);
  let status = 0;
  for (const name of names) {
    const value = context.env[name];
    if (value === undefined) status = 1;
    else await write(context.stdout, `${value}\n`);
  }
  return status;
};
