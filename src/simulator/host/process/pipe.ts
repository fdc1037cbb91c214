import { SysError } from '../contract.js';
import { description, subscribers, type Description } from './description.js';

const capacity = 65536;

/** Both ends of a pipe. */
export interface Pipe {
  reader: Description;
  writer: Description;
}

/** Makes a pipe; a writer waits while more than 64 KiB are in it. */
export function createPipe(name = 'pipe:[1]'): Pipe {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let writing = true;
  let reading = true;
  const readable = subscribers();
  const writable = subscribers();
  const take = () => {
    const chunk = chunks.shift();
    if (!chunk) return writing ? 'wait' : undefined;
    size -= chunk.length;
    if (size < capacity) writable.fire();
    return chunk;
  };
  return {
    reader: description({
      name,
      tryRead: take,
      onReadable: readable.add,
      release() {
        reading = false;
        chunks.length = 0;
        writable.fire();
      },
    }),
    writer: description({
      name,
      write(bytes) {
        if (!reading) throw new SysError('EPIPE');
        if (bytes.length > 0) {
          chunks.push(bytes.slice());
          size += bytes.length;
          readable.fire();
        }
        return size >= capacity;
      },
      onWritable: writable.add,
      release() {
        writing = false;
        readable.fire();
      },
    }),
  };
}

/** A FIFO: a pipe that lives as long as somebody has it open, and whose first reader waits for a writer. */
export function createFifo(name: string): { open(direction: 'read' | 'write'): Description } {
  let pipe = createPipe(name);
  let readers = 0;
  let writers = 0;
  const opened = subscribers();
  return {
    open(direction) {
      if (readers + writers === 0) pipe = createPipe(name);
      const current = pipe;
      if (direction === 'read') readers++;
      else {
        writers++;
        opened.fire();
      }
      const begun = direction === 'write' || writers > 0;
      let started = begun;
      const end = direction === 'read' ? current.reader : current.writer;
      return description({
        ...end,
        refs: 0,
        tryRead() {
          started ||= writers > 0;
          return started ? end.tryRead() : 'wait';
        },
        onReadable(ready) {
          if (started) return end.onReadable(ready);
          return opened.add(ready);
        },
        release() {
          if (direction === 'read') readers--;
          else writers--;
          if (direction === 'read' ? readers === 0 : writers === 0) end.release();
        },
      });
    },
  };
}
