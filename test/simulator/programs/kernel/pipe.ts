import { SysError, type Sink, type Source } from '../../../../src/simulator/host/contract.js';

const capacity = 65536;

/** One direction of bytes with a limited buffer; ends are counted, so that copies can be closed one by one. */
export interface Channel {
  open(end: 'source' | 'sink'): Source & Sink;
  openSource(): Source;
  openSink(): Sink;
}

type Handle = { dup(): Source & Sink };
const handles = new WeakMap<object, Handle>();

/** A second descriptor for the same open file; things that are not ours are shared as they are. */
export function duplicate<T extends Source | Sink>(descriptor: T): T {
  return (handles.get(descriptor)?.dup() as T | undefined) ?? descriptor;
}

/** Makes objects known to `duplicate`. */
export function remember<T extends object>(descriptor: T, dup: () => Source & Sink): T {
  handles.set(descriptor, { dup });
  return descriptor;
}

export function createChannel(): Channel {
  const buffer: Uint8Array[] = [];
  let size = 0;
  let readers = 0;
  let writers = 0;
  const waiting = new Set<() => void>();
  const wake = () => {
    const calls = [...waiting];
    waiting.clear();
    for (const call of calls) call();
  };
  const change = () => new Promise<void>((resolve) => waiting.add(resolve));

  const open = (end: 'source' | 'sink'): Source & Sink => {
    let closed = false;
    if (end === 'source') readers++;
    else writers++;
    const descriptor: Source & Sink = {
      async read() {
        while (buffer.length === 0) {
          if (closed) throw new SysError('EBADF');
          if (writers === 0) return undefined;
          await change();
        }
        const bytes = buffer.shift()!;
        size -= bytes.length;
        wake();
        return bytes;
      },
      unread(bytes) {
        if (bytes.length === 0) return;
        buffer.unshift(bytes);
        size += bytes.length;
        wake();
      },
      async write(bytes) {
        if (closed) throw new SysError('EBADF');
        if (readers === 0) throw new SysError('EPIPE');
        if (bytes.length === 0) return;
        buffer.push(bytes.slice());
        size += bytes.length;
        wake();
        while (size > capacity) {
          if (readers === 0) throw new SysError('EPIPE');
          await change();
        }
      },
      close() {
        if (closed) return;
        closed = true;
        if (end === 'source') readers--;
        else writers--;
        wake();
      },
    };
    return remember(descriptor, () => open(end));
  };
  return { open, openSource: () => open('source'), openSink: () => open('sink') };
}
