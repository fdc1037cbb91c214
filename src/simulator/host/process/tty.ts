import type { Signal, Tty } from '../contract.js';
import { description, subscribers, type Description } from './description.js';

/** A pseudo terminal: `master` is the side of the terminal window, `slave` that of the processes. */
export interface Terminal extends Tty {
  /** Bytes typed at the terminal window. */
  type(bytes: Uint8Array): void;
  /** What the window shows: called with every output. Returns the way to stop. */
  onOutput(show: (bytes: Uint8Array) => void): () => void;
  resize(columns: number, rows: number): void;
  /** The window was closed: readers get the end of the file. */
  hangUp(): void;
  readonly slave: Description;
  /** The process group that ^C goes to. */
  foreground: number | undefined;
}

const key = { c: 3, d: 4, backspace: 8, lf: 10, cr: 13, q: 28, u: 21, w: 23, z: 26, del: 127 };
const encoder = new TextEncoder();

/**
 * Makes a terminal with the usual line discipline: echo, line editing (backspace, ^U, ^W), ^C ^\ ^Z as signals to the
 * foreground group, ^D, CR to LF on input and LF to CR LF on output.
 */
export function createTerminal(
  name: string,
  signal: (signal: Signal, group: number | undefined) => void,
  size = { columns: 80, rows: 24 },
): Terminal {
  const ready: (Uint8Array | undefined)[] = [];
  let line: number[] = [];
  let rawUsers = 0;
  let hungUp = false;
  let window = { ...size };
  const readable = subscribers();
  const shows = new Set<(bytes: Uint8Array) => void>();

  const show = (bytes: Uint8Array) => {
    for (const call of shows) call(bytes);
  };
  const echo = (text: string) => show(encoder.encode(text));
  const push = (bytes: Uint8Array | undefined) => {
    ready.push(bytes);
    readable.fire();
  };

  const erase = () => {
    let last = line.pop();
    while (last !== undefined && (last & 0xc0) === 0x80) last = line.pop();
    if (last !== undefined) echo(last < 32 ? '\b\b  \b\b' : '\b \b');
  };

  const typed = (byte: number) => {
    const control = { [key.c]: 'SIGINT', [key.q]: 'SIGQUIT', [key.z]: 'SIGTSTP' } as const;
    const sent = control[byte];
    if (sent) {
      echo(`^${String.fromCharCode(byte + 64)}`);
      line = [];
      signal(sent, terminal.foreground);
    } else if (byte === key.d) {
      push(line.length > 0 ? Uint8Array.from(line) : undefined);
      line = [];
    } else if (byte === key.cr || byte === key.lf) {
      echo('\r\n');
      push(Uint8Array.from([...line, key.lf]));
      line = [];
    } else if (byte === key.backspace || byte === key.del) erase();
    else if (byte === key.u) {
      while (line.length > 0) erase();
    } else if (byte === key.w) {
      while (line.at(-1) === 32) erase();
      while (line.length > 0 && line.at(-1) !== 32) erase();
    } else {
      line.push(byte);
      if (byte < 32 && byte !== 9) echo(`^${String.fromCharCode(byte + 64)}`);
      else show(Uint8Array.of(byte));
    }
  };

  const slave = description({
    name,
    tryRead() {
      if (ready.length > 0) return ready.shift();
      return hungUp ? undefined : 'wait';
    },
    onReadable: readable.add,
    write(bytes) {
      show(withCarriageReturns(bytes));
      return false;
    },
  });

  const terminal: Terminal = {
    slave,
    foreground: undefined,
    size: () => window,
    raw() {
      rawUsers++;
      let back = false;
      return () => {
        if (!back) rawUsers--;
        back = true;
      };
    },
    setForeground(group) {
      terminal.foreground = group;
    },
    type(bytes) {
      if (rawUsers > 0) push(bytes.slice());
      else bytes.forEach(typed);
    },
    onOutput(call) {
      shows.add(call);
      return () => shows.delete(call);
    },
    resize(columns, rows) {
      if (window.columns === columns && window.rows === rows) return;
      window = { columns, rows };
      signal('SIGWINCH', terminal.foreground);
    },
    hangUp() {
      hungUp = true;
      readable.fire();
    },
  };
  slave.tty = terminal;
  return terminal;
}

function withCarriageReturns(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(key.lf)) return bytes;
  const out: number[] = [];
  for (const byte of bytes) {
    if (byte === key.lf) out.push(key.cr);
    out.push(byte);
  }
  return Uint8Array.from(out);
}
