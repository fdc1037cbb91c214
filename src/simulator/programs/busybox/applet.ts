import { SysError, type ProcessContext, type Source } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { write } from '../lib/io.js';

/** One tool of busybox: gets the arguments after its name, gives its exit code. */
export type Applet = (context: ProcessContext, args: string[]) => Promise<number>;

/** Prints "name: words" on standard error; gives 1, the usual exit code after it. */
export async function complain(context: ProcessContext, words: string): Promise<1> {
  const name = (context.argv[0] ?? '').split('/').at(-1) ?? '';
  const shown = name === 'busybox' ? (context.argv[1] ?? '') : name;
  await write(context.stderr, `${shown}: ${words}\n`);
  return 1;
}

/** Tells of a failed system call on a path; anything else is thrown on. */
export function complainOf(context: ProcessContext, path: string, error: unknown): Promise<1> {
  if (!(error instanceof SysError) || context.killed.aborted || error.code === 'EPIPE') throw error;
  return complain(context, `${path}: ${strerror(error.code)}`);
}

/** Opens a file for reading; "-" is standard input. */
export function open(context: ProcessContext, path: string): Source {
  return path === '-' ? context.stdin : context.openRead(path);
}

/**
 * Calls with every file in turn, standard input when there is none. A file that can not be opened is told of, and makes
 * the exit code 1; the others are still done.
 */
export async function eachInput(
  context: ProcessContext,
  paths: readonly string[],
  call: (source: Source, path: string) => Promise<void>,
  words: (path: string, error: SysError) => string = (path, error) => `${path}: ${strerror(error.code)}`,
): Promise<number> {
  let status = 0;
  for (const path of paths.length ? paths : ['-']) {
    try {
      const source = open(context, path);
      await call(source, path);
      if (path !== '-') source.close();
    } catch (error) {
      if (!(error instanceof SysError) || error.code === 'EPIPE' || context.killed.aborted) throw error;
      status = await complain(context, words(path, error));
    }
  }
  return status;
}

/** eachInput's words of tools that open their files before anything else ("can't open 'x': ..."). */
export function cantOpen(path: string, error: SysError): string {
  return error.code === 'EISDIR'
    ? `read error: ${strerror(error.code)}`
    : `can't open '${path}': ${strerror(error.code)}`;
}
