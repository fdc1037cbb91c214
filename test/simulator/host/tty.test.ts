import { describe, expect, it } from 'vitest';
import type { Signal } from '../../../src/simulator/host/contract.js';
import { createTerminal } from '../../../src/simulator/host/process/tty.js';

function terminal() {
  const signals: [Signal, number | undefined][] = [];
  const tty = createTerminal('/dev/pts/0', (signal, group) => signals.push([signal, group]));
  let shown = '';
  tty.onOutput((bytes) => (shown += new TextDecoder().decode(bytes)));
  const type = (text: string) => tty.type(new TextEncoder().encode(text));
  const read = () => {
    const got = tty.slave.tryRead();
    return got === 'wait' || got === undefined ? got : new TextDecoder().decode(got);
  };
  return { tty, type, read, shown: () => shown, signals };
}

describe('a terminal', () => {
  it('echoes what is typed and hands on whole lines', () => {
    const { type, read, shown } = terminal();
    type('l');
    expect(read()).toBe('wait');
    type('s\r');
    expect(read()).toBe('ls\n');
    expect(shown()).toBe('ls\r\n');
  });

  it('lets a line be edited before it is read', () => {
    const { type, read } = terminal();
    type('ab\x7fc\r');
    type('all of this\x15kept\r');
    type('two words\x17gone\r');
    expect([read(), read(), read()]).toEqual(['ac\n', 'kept\n', 'two gone\n']);
  });

  it('sends signals to the foreground, and the end of input at an empty line', () => {
    const { tty, type, read, signals, shown } = terminal();
    tty.setForeground(7);
    type('half\x03');
    type('\x04');
    expect(signals).toEqual([['SIGINT', 7]]);
    expect(shown()).toBe('half^C');
    expect(read()).toBeUndefined();
  });

  it('leaves everything to the program in raw mode, until that ends', () => {
    const { tty, type, read, shown, signals } = terminal();
    const back = tty.raw();
    type('\x03a');
    expect(read()).toBe('\x03a');
    expect(shown()).toBe('');
    back();
    type('\x03');
    expect(signals).toHaveLength(1);
  });

  it('turns line feeds of programs into new lines, and tells of a new size once', () => {
    const { tty, shown, signals } = terminal();
    tty.slave.write(new TextEncoder().encode('a\nb'));
    expect(shown()).toBe('a\r\nb');
    tty.resize(100, 30);
    tty.resize(100, 30);
    expect(signals).toEqual([['SIGWINCH', undefined]]);
    expect(tty.size()).toEqual({ columns: 100, rows: 30 });
  });
});
