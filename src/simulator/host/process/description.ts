import { SysError } from '../contract.js';
import type { Terminal } from './tty.js';

/** Calls once when something becomes possible; returns the way to stop waiting. */
export type Subscribe = (ready: () => void) => () => void;

/**
 * An open file description: what descriptors of several processes may share. Reading and writing never wait; who finds
 * nothing ("wait") subscribes. So a process that dies while it waits takes nothing with it.
 */
export interface Description {
  /** What it is, as /proc/PID/fd shows it. */
  name: string;
  refs: number;
  tty?: Terminal;
  /** Bytes, undefined at the end, "wait" when nothing is there yet. */
  tryRead(): Uint8Array | undefined | 'wait';
  onReadable: Subscribe;
  unread(bytes: Uint8Array): void;
  /** Takes all bytes; true when the writer should wait for room before it writes more. Throws EPIPE, ENOSPC. */
  write(bytes: Uint8Array): boolean;
  onWritable: Subscribe;
  /** Called when the last descriptor is closed. */
  release(): void;
}

/** A list of one-shot subscribers. */
export function subscribers(): { add: Subscribe; fire(): void } {
  const waiting = new Set<() => void>();
  return {
    add(ready) {
      waiting.add(ready);
      return () => waiting.delete(ready);
    },
    fire() {
      const now = [...waiting];
      waiting.clear();
      for (const call of now) call();
    },
  };
}

const refuse = (): never => {
  throw new SysError('EBADF');
};

/** A description that can do nothing, to be completed. */
export function description(part: Partial<Description> & { name: string }): Description {
  const pushed: Uint8Array[] = [];
  const read = part.tryRead ?? refuse;
  return {
    refs: 0,
    onReadable: () => () => undefined,
    write: refuse,
    onWritable: () => () => undefined,
    release: () => undefined,
    unread: (bytes) => void pushed.push(bytes),
    ...part,
    tryRead: () => pushed.pop() ?? read(),
  };
}

/** Takes a descriptor more on a description. */
export function hold(shared: Description): Description {
  shared.refs++;
  return shared;
}

/** Gives a descriptor back. */
export function drop(shared: Description): void {
  if (--shared.refs === 0) shared.release();
}
