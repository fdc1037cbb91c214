import { Writable } from 'node:stream';

/** A stream that looks like a terminal to a program that draws whole frames, and hands them on as rows. */
export interface FrameSink extends Writable {
  columns: number;
  rows: number;
  readonly isTTY: true;
  /** Takes the new size and tells it as a terminal would ("resize"). */
  resize(size: { columns: number; rows: number }): void;
}

/** Only cursor, mode and keyboard sequences: nothing that belongs to a frame. */
const noFrame = /^(\x1b\[[?<>=][\d;]*[a-zA-Z])*$/;

/**
 * Makes a sink for Ink's `stdout` in debug mode, where each write is a whole frame without cursor control. `onFrame`
 * gets its rows from the top.
 */
export function createFrameSink(
  size: { columns: number; rows: number },
  onFrame: (rows: string[]) => void,
): FrameSink {
  const sink = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const text = chunk.toString();
      if (!noFrame.test(text)) onFrame(text.split('\n'));
      done();
    },
  });
  return Object.assign(sink, {
    ...size,
    isTTY: true as const,
    resize(this: void, to: { columns: number; rows: number }) {
      Object.assign(sink, to);
      sink.emit('resize');
    },
  });
}
