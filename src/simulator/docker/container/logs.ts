import type { Container } from '../state.js';
import { frame } from '../frames.js';
import { formatNanos, type Nanos } from '../time.js';
import type { LogLine } from './streams.js';

/** What of a log is wanted. */
export interface LogOptions {
  stdout: boolean;
  stderr: boolean;
  follow: boolean;
  timestamps: boolean;
  details: boolean;
  /** Undefined: all lines. */
  tail?: number;
  since?: Nanos;
  until?: Nanos;
}

/** Sends the log of a container; with `follow` until it ends or the client goes. */
export function sendLogs(
  container: Container,
  options: LogOptions,
  write: (bytes: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  const { streams } = container;
  const tty = container.config.Tty === true;
  const wanted = (line: LogLine) =>
    options[line.stream] &&
    (options.since === undefined || line.time >= options.since) &&
    (options.until === undefined || line.time <= options.until);
  const send = (line: LogLine) => {
    const before = `${options.timestamps ? `${formatNanos(line.time, true)} ` : ''}${options.details ? ' ' : ''}`;
    const bytes = before === '' ? line.bytes : Buffer.concat([Buffer.from(before), line.bytes]);
    write(tty ? bytes : frame(line.stream, bytes));
  };
  const past = streams.log.filter(wanted);
  for (const line of options.tail === undefined
    ? past
    : past.slice(past.length - Math.min(options.tail, past.length)))
    send(line);
  if (!options.follow || !container.state.running) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      streams.followers.delete(follow);
      container.waiters.delete(removed);
      resolve();
    };
    const follow = (line: LogLine | undefined) => {
      if (line && wanted(line)) send(line);
      else if (!line && !container.state.restarting) end();
    };
    const removed = (event: 'exit' | 'removed') => {
      if (event === 'removed' || !container.state.running) end();
    };
    streams.followers.add(follow);
    container.waiters.add(removed);
    signal.addEventListener('abort', end, { once: true });
  });
}
