import type { Signal, Sink, Source, Tty } from '../../../../src/simulator/host/contract.js';
import { createChannel } from './pipe.js';

/** A terminal for tests: what is typed goes through a small line discipline; what is shown is collected. */
export interface TestTty extends Tty {
  descriptor: Source & Sink;
  type(text: string): void;
  /** Everything shown so far. */
  screen(): string;
  /** Resolves once the text (or pattern) was shown after the last match. */
  shown(text: string | RegExp): Promise<void>;
  onSignal: (signal: Signal) => void;
}

const encoder = new TextEncoder();

export function createTty(columns = 80, rows = 24): TestTty {
  const input = createChannel();
  const keys = input.openSink();
  const source = input.openSource();
  const decoder = new TextDecoder();
  let raw = 0;
  let line = '';
  let output = '';
  let seen = 0;
  const watchers = new Set<() => void>();
  const show = (text: string) => {
    output += text;
    for (const call of [...watchers]) call();
  };
  const key = (char: string) => {
    if (char === '\x03') tty.onSignal('SIGINT');
    else if (char === '\x04') {
      if (line === '') void keys.write(encoder.encode('\x04'));
      else void keys.write(encoder.encode(line));
      line = '';
    } else if (char === '\x7f') line = line.slice(0, -1);
    else {
      const typed = char === '\r' ? '\n' : char;
      show(typed.replace('\n', '\r\n'));
      line += typed;
      if (typed === '\n') {
        void keys.write(encoder.encode(line));
        line = '';
      }
    }
  };
  const tty: TestTty = {
    descriptor: {
      async read() {
        const bytes = await source.read();
        return raw === 0 && bytes?.length === 1 && bytes[0] === 4 ? undefined : bytes;
      },
      unread: (bytes) => source.unread(bytes),
      async write(bytes) {
        const text = decoder.decode(bytes, { stream: true });
        show(raw ? text : text.replace(/\r?\n/g, '\r\n'));
      },
      close() {},
    },
    size: () => ({ columns, rows }),
    setForeground() {},
    raw() {
      raw++;
      let back = false;
      return () => {
        if (!back) raw--;
        back = true;
      };
    },
    type(text) {
      if (raw) void keys.write(encoder.encode(text));
      else for (const char of text) key(char);
    },
    screen: () => output,
    shown(text) {
      return new Promise((resolve) => {
        const look = () => {
          const rest = output.slice(seen);
          const match = typeof text === 'string' ? rest.indexOf(text) : rest.search(text);
          if (match < 0) return;
          const length = typeof text === 'string' ? text.length : (text.exec(rest)?.[0].length ?? 0);
          seen += match + length;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      });
    },
    onSignal: () => {},
  };
  return tty;
}
