import { setImmediate as immediate } from 'node:timers/promises';
import { SysError, type Sink, type Source } from '../contract.js';
import { drop, hold, type Description } from './description.js';
import { deliver, demandAlive, guard, waitFor, type Process } from './process.js';

/** Descriptions behind the sources and sinks that processes hold, so that they can be handed on. */
const behind = new WeakMap<object, Description>();

/** How many calls pass before one waits for the event loop: a busy process must not starve the rest. */
const breath = 64;

async function breathe(process: Process): Promise<void> {
  if (++process.isolation.kernel.calls % breath === 0) await guard(process, immediate());
}

/** A promise that nobody has to handle: who dies with a call under way does not see its end. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** The description behind a source or sink made by `sourceOf`/`sinkOf`. */
export function descriptionOf(end: Source | Sink): Description | undefined {
  return behind.get(end);
}

/** A source of a process on a description. Closing it gives the descriptor back (once). */
export function sourceOf(process: Process, shared: Description, closed?: () => void): Source {
  let open = true;
  const read = async () => {
    await breathe(process);
    for (;;) {
      demandAlive(process);
      if (!open) throw new SysError('EBADF');
      const got = shared.tryRead();
      if (got !== 'wait') return got;
      await waitFor(process, shared.onReadable);
    }
  };
  const source: Source = {
    read: () => quiet(read()),
    unread: (bytes) => {
      if (bytes.length > 0) shared.unread(bytes);
    },
    close() {
      if (open && !process.status) (closed ?? (() => drop(shared)))();
      open = false;
    },
  };
  behind.set(source, shared);
  return source;
}

/** A sink of a process on a description. */
export function sinkOf(
  process: Process,
  shared: Description,
  closed?: () => void,
  options: { signal: boolean } = { signal: true },
): Sink {
  let open = true;
  const write = async (bytes: Uint8Array) => {
    await breathe(process);
    demandAlive(process);
    if (!open) throw new SysError('EBADF');
    try {
      if (shared.write(bytes)) await waitFor(process, shared.onWritable);
    } catch (error) {
      if (error instanceof SysError && error.code === 'EPIPE' && options.signal) {
        deliver(process, 'SIGPIPE');
        demandAlive(process);
      }
      throw error;
    }
  };
  const sink: Sink = {
    write: (bytes) => quiet(write(bytes)),
    close() {
      if (open && !process.status) (closed ?? (() => drop(shared)))();
      open = false;
    },
  };
  behind.set(sink, shared);
  return sink;
}

/** Opens a description in a process under the lowest free number from 3 up; `close` of the result takes it out. */
export function install(process: Process, shared: Description): number {
  let fd = 3;
  while (process.fds.has(fd)) fd++;
  if (fd >= process.isolation.openFiles) throw new SysError('EMFILE');
  process.fds.set(fd, hold(shared));
  return fd;
}

/** Closes a descriptor of a process. */
export function closeDescriptor(process: Process, fd: number): void {
  const shared = process.fds.get(fd);
  if (!shared) return;
  process.fds.delete(fd);
  drop(shared);
}

/** A description over a foreign source or sink (made by a program, not by the kernel), to be handed to a child. */
export function foreign(end: Source | Sink): Description {
  const ready = new Set<() => void>();
  let chunk: { bytes: Uint8Array | undefined } | undefined;
  let asked = false;
  const failed: { error?: unknown } = {};
  const ask = () => {
    if (asked || !('read' in end)) return;
    asked = true;
    const done = () => {
      asked = false;
      for (const call of [...ready]) call();
      ready.clear();
    };
    end.read().then(
      (bytes) => {
        chunk = { bytes };
        done();
      },
      () => {
        chunk = { bytes: undefined };
        done();
      },
    );
  };
  return {
    name: 'anon_inode:[stream]',
    refs: 0,
    tryRead() {
      if (!('read' in end)) throw new SysError('EBADF');
      if (!chunk) return 'wait';
      const { bytes } = chunk;
      if (bytes !== undefined) chunk = undefined;
      return bytes;
    },
    onReadable(call) {
      ready.add(call);
      ask();
      return () => ready.delete(call);
    },
    unread(bytes) {
      if ('unread' in end) end.unread(bytes);
    },
    write(bytes) {
      if (!('write' in end)) throw new SysError('EBADF');
      if (failed.error) throw new SysError('EPIPE');
      end.write(bytes).catch((error: unknown) => (failed.error = error));
      return false;
    },
    onWritable: () => () => undefined,
    release: () => undefined,
  };
}
