import { SysError, type Files, type Sink, type Source } from '../../../../src/simulator/host/contract.js';
import { duplicate } from './pipe.js';

const zeros = new Uint8Array(4096);

function ownDescriptor(path: string): number | undefined {
  const named = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 }[path];
  if (named !== undefined) return named;
  const match = /^(?:\/dev\/fd|\/proc\/(?:self|\d+)\/fd)\/(\d+)$/.exec(path);
  return match ? Number(match[1]) : undefined;
}

function resolveLink(files: Files, path: string): string {
  try {
    return files.lstat(path).type === 'symlink' ? files.readlink(path) : path;
  } catch {
    return path;
  }
}

export function openRead(files: Files, path: string, fds: Record<number, Source | Sink>): Source {
  const fd = ownDescriptor(path);
  if (fd !== undefined && fds[fd]) return duplicate(fds[fd] as Source);
  const pending: Uint8Array[] = [];
  const unread = (bytes: Uint8Array) => void pending.unshift(bytes);
  const close = () => {};
  if (path === '/dev/null') return { read: async () => pending.shift(), unread, close };
  if (path === '/dev/zero') return { read: async () => pending.shift() ?? zeros, unread, close };
  if (files.stat(path).type === 'directory') throw new SysError('EISDIR', path);
  let at = 0;
  files.readFile(path);
  return {
    async read() {
      const given = pending.shift();
      if (given) return given;
      const bytes = files.readFile(path).subarray(at, at + 65536);
      at += bytes.length;
      return bytes.length ? bytes : undefined;
    },
    unread,
    close,
  };
}

export function openWrite(
  files: Files,
  given: string,
  fds: Record<number, Source | Sink>,
  append: boolean,
): Sink {
  const path = resolveLink(files, given);
  const fd = ownDescriptor(path);
  if (fd !== undefined && fds[fd]) return duplicate(fds[fd] as Sink);
  if (path === '/dev/null') return { write: async () => {}, close() {} };
  if (!append || !files.exists(path)) files.writeFile(path, new Uint8Array());
  return { write: async (bytes) => files.appendFile(path, bytes), close() {} };
}
