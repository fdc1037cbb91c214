import { SysError, type Sink, type Source } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { encode } from '../lib/text.js';
import type { Redirection } from './ast.js';
import { ShellError } from './errors.js';
import type { Expander } from './expand.js';
import type { Shell } from './state.js';

/** Redirections in force; `undo` brings back what was and closes what they opened. */
export interface Redirected {
  undo(): void;
}

const nothing: Redirected = { undo() {} };

/** Puts redirections into the shell's table of descriptors. Throws ShellError(status 1), with nothing changed. */
export async function redirect(
  shell: Shell,
  redirections: readonly Redirection[],
  expander: Expander,
): Promise<Redirected> {
  if (redirections.length === 0) return nothing;
  const saved = new Map(shell.fds);
  const opened: (Source | Sink)[] = [];
  const undo = () => {
    shell.fds = saved;
    for (const descriptor of opened) descriptor.close();
  };
  try {
    for (const redirection of redirections) await apply(shell, redirection, expander, opened);
  } catch (error) {
    undo();
    throw error;
  }
  return { undo };
}

/** The redirections of `exec`: they stay, and what nothing refers to any more is closed. */
export async function redirectForGood(
  shell: Shell,
  redirections: readonly Redirection[],
  expander: Expander,
): Promise<void> {
  const before = new Set(shell.fds.values());
  await redirect(shell, redirections, expander);
  const after = new Set(shell.fds.values());
  for (const descriptor of before) if (!after.has(descriptor)) descriptor.close();
}

async function apply(
  shell: Shell,
  redirection: Redirection,
  expander: Expander,
  opened: (Source | Sink)[],
): Promise<void> {
  const { operator } = redirection;
  const fd = redirection.fd ?? (operator.startsWith('<') ? 0 : 1);
  const set = (descriptor: Source | Sink) => shell.fds.set(fd, descriptor);
  if (operator === '<<' || operator === '<<<') {
    const body = await expander.text(redirection.target);
    const source = textSource(shell, operator === '<<<' ? `${body}\n` : body);
    opened.push(source);
    set(source);
    return;
  }
  const target = await expander.text(redirection.target, 'word');
  if ((operator === '>&' || operator === '<&') && (target === '-' || /^\d+$/.test(target))) {
    if (target === '-') {
      shell.fds.delete(fd);
      return;
    }
    const other = shell.fds.get(Number(target));
    if (!other) throw new ShellError(`${target}: Bad file descriptor`, 1);
    set(other);
    return;
  }
  const own = ownDescriptor(shell, target);
  if (own) {
    set(own);
    return;
  }
  const descriptor = openFile(shell, operator, target);
  opened.push(descriptor);
  set(descriptor);
  if (operator === '&>' || operator === '>&') shell.fds.set(2, descriptor);
}

function ownDescriptor(shell: Shell, path: string): Source | Sink | undefined {
  const named: Record<string, number> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 };
  const match = /^(?:\/dev\/fd|\/proc\/self\/fd)\/(\d+)$/.exec(path);
  const fd = named[path] ?? (match ? Number(match[1]) : undefined);
  return fd === undefined ? undefined : shell.fds.get(fd);
}

function openFile(shell: Shell, operator: Redirection['operator'], path: string): Source | Sink {
  const reads = operator === '<' || operator === '<&';
  const { fs } = shell.context;
  try {
    if (reads) return shell.context.openRead(path);
    if (
      operator === '>' &&
      shell.options.has('noclobber') &&
      fs.exists(path) &&
      fs.stat(path).type === 'file'
    )
      throw new ShellError(`can't create ${path}: File exists`, 1);
    return shell.context.openWrite(path, { append: operator === '>>' || operator === '<>' });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const missing = reads ? 'no such file' : 'nonexistent directory';
    const why = error.code === 'ENOENT' ? missing : strerror(error.code);
    throw new ShellError(`can't ${reads ? 'open' : 'create'} ${path}: ${why}`, 1);
  }
}

function textSource(shell: Shell, text: string): Source {
  const { source, sink } = shell.context.pipe();
  // Nobody may read it: the write then ends with EPIPE when the command does.
  sink
    .write(encode(text))
    .catch(() => {})
    .finally(() => sink.close());
  return source;
}
