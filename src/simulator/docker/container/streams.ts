import { description, hold, type Description } from '../../host/process/description.js';
import { createPipe } from '../../host/process/pipe.js';
import type { Nanos } from '../time.js';

/** One line of a container's log; the last one may lack its newline. */
export interface LogLine {
  time: Nanos;
  stream: 'stdout' | 'stderr';
  bytes: Uint8Array;
}

/** Somebody who sees output as it comes. */
export type Watcher = (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;

/** What a container prints and reads: its log, those attached to it, and its standard input. */
export interface Streams {
  log: LogLine[];
  watchers: Set<Watcher>;
  /** Called with each new line of the log, and with undefined when the container ended. */
  followers: Set<(line: LogLine | undefined) => void>;
  /** Called once when a run begins. */
  started: Set<() => void>;
  /** Where attached clients write to, while the container has an open standard input. */
  stdin?: Description;
  output(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  /** Ends a run: lines without a newline are logged as they are, followers are told. */
  flush(): void;
  /** Descriptions for a new run. */
  open(options: { stdin: boolean }): Map<number, Description>;
  closeStdin(): void;
}

/** Lines kept of one container: enough for any tail, little enough for many containers. */
const keptLines = 20_000;
const newline = 10;

/** Makes the streams of a container. `logged: false` for a logging driver that keeps nothing. */
export function createStreams(now: () => Nanos, options: { logged: boolean }): Streams {
  const partial = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };

  const add = (stream: 'stdout' | 'stderr', bytes: Uint8Array) => {
    if (!options.logged || bytes.length === 0) return;
    const line = { time: now(), stream, bytes };
    streams.log.push(line);
    if (streams.log.length > keptLines) streams.log.splice(0, keptLines / 10);
    for (const call of [...streams.followers]) call(line);
  };

  const writer = (stream: 'stdout' | 'stderr') =>
    description({
      name: 'pipe:[1]',
      write(bytes) {
        streams.output(stream, bytes);
        return false;
      },
    });

  const streams: Streams = {
    log: [],
    watchers: new Set(),
    followers: new Set(),
    started: new Set(),
    output(stream, bytes) {
      for (const call of [...streams.watchers]) call(stream, bytes);
      let from = 0;
      for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, from)) {
        const parts = [...partial[stream], bytes.slice(from, at + 1)];
        partial[stream] = [];
        add(stream, parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts));
        from = at + 1;
      }
      if (from < bytes.length) partial[stream].push(bytes.slice(from));
    },
    flush() {
      for (const stream of ['stdout', 'stderr'] as const) {
        add(stream, Buffer.concat(partial[stream]));
        partial[stream] = [];
      }
      for (const call of [...streams.followers]) call(undefined);
    },
    open({ stdin }) {
      const fds = new Map<number, Description>();
      if (stdin) {
        const { reader, writer: input } = createPipe();
        fds.set(0, reader);
        streams.stdin = hold(input);
      } else fds.set(0, description({ name: '/dev/null', tryRead: () => undefined }));
      fds.set(1, writer('stdout'));
      fds.set(2, writer('stderr'));
      return fds;
    },
    closeStdin() {
      const input = streams.stdin;
      streams.stdin = undefined;
      if (input && --input.refs === 0) input.release();
    },
  };
  return streams;
}
