import { programName, SysError, type Program } from '../contract.js';
import type { KernelFiles } from '../fs/files.js';
import { demand, wants } from '../fs/rights.js';
import type { Kernel } from './process.js';
import type { Credentials } from '../contract.js';

/** What execve(2) found: the program and the arguments it gets (a #! line puts the interpreter in front). */
export interface Executable {
  load(): Promise<Program>;
  argv: readonly string[];
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const maxInterpreters = 4;

/** Finds a command as execvp(3) does: names without a slash are looked up in PATH. Throws ENOENT, EACCES. */
export function findInPath(
  files: KernelFiles,
  who: Credentials,
  command: string,
  path = defaultPath,
): string {
  if (command.includes('/')) return command;
  let denied: SysError | undefined;
  for (const folder of path.split(':')) {
    const at = `${folder || '.'}/${command}`;
    try {
      const stat = files.stat(at);
      if (stat.type === 'directory') continue;
      demand(stat, who, wants.execute, at);
      return at;
    } catch (error) {
      if (error instanceof SysError && error.code === 'EACCES') denied = error;
    }
  }
  throw denied ?? new SysError('ENOENT', command);
}

/** Resolves an executable file. Throws ENOENT, EACCES, ENOEXEC. */
export function resolveExecutable(
  kernel: Kernel,
  files: KernelFiles,
  who: Credentials,
  path: string,
  argv: readonly string[],
  depth = 0,
): Executable {
  const stat = files.stat(path);
  if (stat.type !== 'file') throw new SysError('EACCES', path);
  demand(stat, who, wants.execute, path);
  const bytes = files.place(path).node?.read() ?? new Uint8Array();
  const name = programName(bytes);
  const load = name === undefined ? undefined : kernel.programs.find(name);
  if (load) return { load, argv };
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 256));
  const [, interpreter, argument] = /^#![ \t]*([^ \t\n]+)(?:[ \t]+([^\n]*?))?[ \t]*(?:\n|$)/.exec(head) ?? [];
  if (interpreter === undefined || depth >= maxInterpreters) throw new SysError('ENOEXEC', path);
  const rest = [interpreter, ...(argument ? [argument] : []), path, ...argv.slice(1)];
  return resolveExecutable(kernel, files, who, interpreter, rest, depth + 1);
}
