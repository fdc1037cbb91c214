import type { RawConnection } from '../api.js';
import { frame } from '../frames.js';
import type { Terminal } from '../../host/process/tty.js';
import type { Container } from '../state.js';

/** Which streams a client wants. */
export interface AttachOptions {
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  /** What was printed before, from the log. */
  logs: boolean;
  /** What comes from now on. */
  stream: boolean;
  /** Keys that let go of the container ("ctrl-p,ctrl-q"). */
  detachKeys: string;
}

/** Bytes of a key sequence like "ctrl-p,ctrl-q". */
export function keyBytes(keys: string): number[] {
  return (keys || 'ctrl-p,ctrl-q').split(',').map((key) => {
    const control = /^ctrl-(.)$/.exec(key)?.[1];
    return control ? control.toUpperCase().charCodeAt(0) & 31 : key.charCodeAt(0);
  });
}

/** Passes typed bytes on until the detach keys come; what was held back is passed on when they do not. */
export function detachable(
  keys: string,
  type: (bytes: Uint8Array) => void,
  detach: () => void,
): (bytes: Uint8Array) => void {
  const wanted = keyBytes(keys);
  let held: number[] = [];
  return (bytes) => {
    const out: number[] = [];
    for (const byte of bytes) {
      if (byte === wanted[held.length]) {
        held.push(byte);
        if (held.length < wanted.length) continue;
        if (out.length > 0) type(Uint8Array.from(out));
        return detach();
      }
      out.push(...held, byte);
      held = [];
    }
    if (out.length > 0) type(Uint8Array.from(out));
  };
}

/** The terminal of a container, when it runs on one. */
const terminalOf = (container: Container): Terminal | undefined => container.runtime?.terminal;

/** Joins a client and a container until the client goes or the container ends. */
export function attach(container: Container, connection: RawConnection, options: AttachOptions): void {
  const { streams } = container;
  const tty = container.config.Tty === true;
  const show = (stream: 'stdout' | 'stderr', bytes: Uint8Array) => {
    if (options[stream]) connection.write(tty ? bytes : frame(stream, bytes));
  };
  if (options.logs) for (const { stream, bytes } of streams.log) show(stream, bytes);
  if (!options.stream) return connection.end();
  streams.watchers.add(show);
  const ended = () => {
    streams.watchers.delete(show);
    container.waiters.delete(ended);
    connection.end();
  };
  container.waiters.add(ended);
  connection.onClose(() => {
    streams.watchers.delete(show);
    container.waiters.delete(ended);
  });
  const early: Uint8Array[] = [];
  let over = false;
  const give = (bytes: Uint8Array) => {
    const terminal = terminalOf(container);
    if (terminal) terminal.type(bytes);
    else if (streams.stdin) {
      try {
        streams.stdin.write(bytes);
      } catch {
        // Nobody reads any more: typed bytes are lost, as in a broken pipe.
      }
    } else if (!container.runtime && options.stdin) early.push(bytes.slice());
  };
  const input = tty ? detachable(options.detachKeys, give, ended) : give;
  const finishInput = () => {
    over = true;
    if (!tty && container.config.StdinOnce === true) streams.closeStdin();
  };
  // A client attaches before it starts the container: what it sends meanwhile waits.
  streams.started.add(function begin() {
    streams.started.delete(begin);
    for (const bytes of early.splice(0)) give(bytes);
    if (over) finishInput();
  });
  connection.onData((bytes) => {
    if (options.stdin) input(bytes);
  });
  connection.onEnd(() => {
    if (options.stdin) finishInput();
  });
}
