import { describe, expect, it } from 'vitest';
import { createMachine } from '../kernel/machine.js';

async function edit(text: string, ...keys: string[]) {
  const machine = createMachine();
  machine.write('/tmp/f', text);
  const { tty, done } = machine.terminal(['vi', '/tmp/f']);
  await tty.shown('/tmp/f');
  for (const typed of keys) {
    tty.type(typed);
    await new Promise((resolve) => setImmediate(resolve));
  }
  tty.type('\x1b:wq\r');
  expect((await done).code).toBe(0);
  return machine.read('/tmp/f');
}

describe('vi', () => {
  it.each([
    ['a\nb\n', ['jccnew\x1b'], 'a\nnew\n'],
    ['a\nb\nc\n', ['dd'], 'b\nc\n'],
    ['a\nb\nc\n', ['2ddp'], 'c\na\nb\n'],
    ['a\nb\n', ['yyjp'], 'a\nb\na\n'],
    ['hello\n', ['xx', 'u'], 'ello\n'],
    ['one two three\n', ['wdw'], 'one three\n'],
    ['one two\n', ['wcwTWO\x1b'], 'one TWO\n'],
    ['a\n', ['ob\x1b', 'Ox\x1b'], 'a\nx\nb\n'],
    ['a b\n', ['A!\x1b', 'I>\x1b'], '>a b!\n'],
    ['replicas: 2\n', ['/2\r', 'r3'], 'replicas: 3\n'],
    ['x\nx\n', [':%s/x/y/\r'], 'y\ny\n'],
    ['a\nb\nc\n', ['G', 'x', 'gg', 'D'], '\nb\n\n'],
    ['a\nb\n', ['J'], 'a b\n'],
    ['ab\n', ['x.'], '\n'],
    ['a\nb\nc\nd\n', [':2\r', 'dG'], 'a\n'],
    ['abc\n', ['$i-\x1b', '0i\tz\x1b'], '\tzab-c\n'],
  ])('%j with %j becomes %j', async (before, keys, after) => {
    expect(await edit(before, ...keys)).toBe(after);
  });

  it('does not leave a changed file without :q!', async () => {
    const machine = createMachine();
    machine.write('/tmp/f', 'a\n');
    const { tty, done } = machine.terminal(['vi', '/tmp/f']);
    await tty.shown('/tmp/f');
    tty.type('x:q\r');
    await tty.shown('No write since last change');
    tty.type(':q!\r');
    expect((await done).code).toBe(0);
    expect(machine.read('/tmp/f')).toBe('a\n');
  });
});

describe('top and less', () => {
  it('top shows the processes again and again until q', async () => {
    const machine = createMachine();
    const { tty, done } = machine.terminal(['top']);
    await tty.shown('PID  PPID USER');
    await tty.shown('top');
    await machine.clock.advance(5000);
    await tty.shown('PID  PPID USER');
    tty.type('q');
    expect((await done).code).toBe(0);
    expect((await machine.sh('top -b -n 1')).stdout).toContain('top -b -n 1\n');
  });

  it('less pages, searches and quits', async () => {
    const machine = createMachine();
    machine.write('/tmp/long', Array.from({ length: 100 }, (_, index) => `line ${index + 1}\n`).join(''));
    const { tty, done } = machine.terminal(['less', '/tmp/long']);
    await tty.shown('line 23');
    tty.type(' ');
    await tty.shown('line 46');
    tty.type('/line 90\r');
    await tty.shown('line 90');
    tty.type('G');
    await tty.shown('(END)');
    tty.type('q');
    expect((await done).code).toBe(0);
  });
});
