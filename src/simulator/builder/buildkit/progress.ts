import { digestOf } from '../../images/layers.js';
import { formatNanos, type Nanos } from '../../docker/time.js';
import { message } from './protobuf.js';

/** One box of the progress: what is shown as "#1 name". */
export interface Vertex {
  /** A line that is done: "transferring context:" with the bytes that it took, or none. */
  status(id: string, bytes?: number): void;
  log(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  done(options?: { cached?: boolean; error?: string }): void;
}

/** The progress of one build: what was told, and those who listen. */
export interface Progress {
  vertex(name: string): Vertex;
  /** Gets everything told so far and what comes, until the end. */
  listen(call: (status: Uint8Array) => void): Promise<void>;
  end(): void;
}

function timestamp(time: Nanos): Uint8Array {
  return message({ 1: time / 1_000_000_000n, 2: time % 1_000_000_000n });
}

/** Makes the progress of a build. */
export function createProgress(now: () => Nanos): Progress {
  const told: Uint8Array[] = [];
  const listeners = new Set<(status: Uint8Array) => void>();
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (finish = resolve));
  const tell = (status: Uint8Array) => {
    told.push(status);
    for (const call of listeners) call(status);
  };
  return {
    vertex(name) {
      const started = now();
      const digest = digestOf(`${name} ${formatNanos(started)}`);
      const show = (more: Record<number, Uint8Array | string | boolean | undefined>) =>
        tell(message({ 1: message({ 1: digest, 3: name, 5: timestamp(started), ...more }) }));
      show({});
      return {
        status(id, bytes = 0) {
          const begun = timestamp(now());
          const time = timestamp(now());
          tell(message({ 2: message({ 1: id, 2: digest, 4: bytes, 6: time, 7: begun, 8: time }) }));
        },
        log: (stream, bytes) =>
          tell(
            message({
              3: message({ 1: digest, 2: timestamp(now()), 3: stream === 'stdout' ? 1 : 2, 4: bytes }),
            }),
          ),
        done: ({ cached, error } = {}) => show({ 4: cached, 6: timestamp(now()), 7: error }),
      };
    },
    async listen(call) {
      for (const status of told) call(status);
      listeners.add(call);
      await ended;
      listeners.delete(call);
    },
    end: finish,
  };
}
