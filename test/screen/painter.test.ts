import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/screen/frame.js';
import { createPainter } from '../../src/screen/painter.js';

const size = { columns: 10, rows: 2 };

/** A painter on a clock and a terminal that the test owns. */
function setUp() {
  let time = 1000;
  let timers: { at: number; call: () => void }[] = [];
  const written: string[] = [];
  const drains: (() => void)[] = [];
  const state = { text: 'start', full: false };
  const frame = (): Frame => ({ size, chrome: [state.text] });
  const target = {
    write: (bytes: string) => {
      written.push(bytes);
      return !state.full;
    },
    once: (_event: 'drain', listener: () => void) => drains.push(listener),
  };
  const clock = {
    now: () => time,
    after(ms: number, call: () => void) {
      const timer = { at: time + ms, call };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
  };
  const painter = createPainter(frame, target, clock);
  return {
    painter,
    written,
    state,
    show: (text: string) => {
      state.text = text;
      painter.request();
    },
    drain: () => drains.splice(0).forEach((listener) => listener()),
    pass: (ms: number) => {
      time += ms;
      const due = timers.filter(({ at }) => at <= time);
      timers = timers.filter(({ at }) => at > time);
      for (const { call } of due) call();
    },
  };
}

describe('the painter', () => {
  it('paints at once after a rest', () => {
    const { painter, written } = setUp();
    painter.request();
    expect(written).toHaveLength(1);
    expect(written[0]).toContain('start');
  });

  it('paints what came within 16 ms in one frame, the newest', () => {
    const { show, written, pass } = setUp();
    show('a');
    show('b');
    show('c');
    expect(written).toHaveLength(1);
    pass(15);
    expect(written).toHaveLength(1);
    pass(1);
    expect(written).toHaveLength(2);
    expect(written[1]).toContain('c');
    expect(written[1]).not.toContain('b');
    pass(100);
    expect(written).toHaveLength(2);
  });

  it('writes nothing when nothing changed', () => {
    const { show, written, pass } = setUp();
    show('a');
    pass(20);
    show('a');
    expect(written).toHaveLength(1);
  });

  it('paints all of it again when it was told to forget', () => {
    const { painter, show, written, pass } = setUp();
    show('a');
    pass(20);
    painter.repaint();
    expect(written[1]).toContain('\x1b[2J');
    expect(written[1]).toContain('a');
  });

  it('waits for a slow terminal, then paints only the newest', () => {
    const { show, written, pass, drain, state } = setUp();
    state.full = true;
    show('a');
    pass(20);
    show('b');
    pass(20);
    show('c');
    pass(20);
    expect(written).toHaveLength(1);
    state.full = false;
    drain();
    expect(written).toHaveLength(2);
    expect(written[1]).toContain('c');
  });

  it('paints no more when it was stopped', () => {
    const { painter, show, written, pass } = setUp();
    show('a');
    show('b');
    painter.stop();
    pass(100);
    painter.request();
    expect(written).toHaveLength(1);
  });
});
