import { describe, expect, it } from 'vitest';
import { createMachine } from '../kernel/machine.js';

const prompt = '/ # ';

async function open() {
  const machine = createMachine();
  const { tty, done } = machine.terminal(['sh']);
  await tty.shown(prompt);
  const enter = async (keys: string, shown: string) => {
    tty.type(keys);
    await tty.shown(shown);
  };
  return { machine, tty, done, enter };
}

describe('the shell on a terminal', () => {
  it('prompts, runs what is typed and ends with the code of exit', async () => {
    const { enter, done, tty } = await open();
    await enter('echo hello\r', `hello\r\n${prompt}`);
    await enter('cd /tmp\r', '/tmp # ');
    tty.type('exit 3\r');
    expect((await done).code).toBe(3);
  });

  it('edits: arrows, Home, End, ^A ^E ^U ^W ^K, and history', async () => {
    const { enter } = await open();
    await enter('ecxo a\x1b[D\x1b[D\x1b[D\x1b[D\x7f\x1b[C\r', `exo: not found\r\n${prompt}`);
    await enter('cho one\x01e\x05 two\r', `one two\r\n${prompt}`);
    await enter('garbage\x15echo three four\x17five\r', `three five\r\n${prompt}`);
    await enter('\x1b[A\x1b[A\r', `one two\r\n${prompt}`);
    await enter('echo x y\x01\x1b[C\x1b[C\x1b[C\x1b[C\x0b z\r', `\r\nz\r\n${prompt}`);
  });

  it('asks for the rest of an unfinished command', async () => {
    const { enter } = await open();
    await enter('for i in 1 2; do\r', '> ');
    await enter('echo n$i\r', '> ');
    await enter('done\r', `n1\r\nn2\r\n${prompt}`);
    await enter("echo 'a\r", '> ');
    await enter("b'\r", `a\r\nb\r\n${prompt}`);
  });

  it('completes the names of commands and files with Tab', async () => {
    const { machine, enter } = await open();
    machine.write('/etc/unique-name', 'content\n');
    await enter('cat /etc/uni\t\r', `content\r\n${prompt}`);
    await enter('hostn\t\r', `box\r\n${prompt}`);
    await enter('ls /etc/h\t\t', 'hosts');
  });

  it('drops a line at ^C, stops a program at ^C, and ends at ^D', async () => {
    const { enter, tty, done } = await open();
    await enter('echo never\x03', `^C\r\n${prompt}`);
    tty.type('sleep 100\r');
    await tty.shown('\r\n');
    await new Promise((resolve) => setImmediate(resolve));
    tty.type('\x03');
    await tty.shown(prompt);
    await enter('echo $?\r', `130\r\n${prompt}`);
    await enter('while true; do :; done\r', '\r\n');
    await new Promise((resolve) => setImmediate(resolve));
    tty.type('\x03');
    await tty.shown(prompt);
    tty.type('\x04');
    expect((await done).code).toBe(130);
  });

  it('lets read ask, and tells of background jobs', async () => {
    const { enter } = await open();
    await enter('read -p "name? " n; echo "hi $n"\r', '\r\nname? ');
    await enter('bob\r', `hi bob\r\n${prompt}`);
    await enter('sleep 100 &\r', prompt);
    await enter('jobs\r', `[1]+  Running                 sleep 100\r\n${prompt}`);
    await enter('kill %1; wait; jobs; echo gone\r', `gone\r\n${prompt}`);
  });
});

describe('the shell as a process', () => {
  it('streams: a loop stops when its reader has enough, output comes as it is made', async () => {
    const machine = createMachine();
    const running = machine.start(['sh', '-c', 'while true; do echo tick; sleep 1; done']);
    await running.says('tick');
    expect(running.stdout()).toBe('tick\n');
    await machine.clock.advance(1000);
    await running.says('tick\ntick\n');
    running.kill('SIGTERM');
    expect(await running.done).toMatchObject({ code: 143, signal: 'SIGTERM' });
  });

  it('runs a trap when the command under way is over, at once under wait', async () => {
    const machine = createMachine();
    const slow = machine.start(['sh', '-c', 'trap "echo bye; exit 0" TERM; echo up; sleep 5; echo never']);
    await slow.says('up');
    await machine.clock.advance(500);
    slow.kill('SIGTERM');
    await machine.clock.advance(4000);
    expect(slow.stdout()).toBe('up\n');
    await machine.clock.advance(500);
    expect(await slow.done).toMatchObject({ code: 0, stdout: 'up\nbye\n' });
    const quick = machine.start(['sh', '-c', 'trap "echo bye; exit 0" TERM; echo up; sleep 500 & wait']);
    await quick.says('up');
    quick.kill('SIGTERM');
    expect(await quick.done).toMatchObject({ code: 0, stdout: 'up\nbye\n' });
  });

  it('reads its script from standard input and leaves the rest to the commands', async () => {
    const outcome = await createMachine().run(['sh'], { stdin: 'echo one\ncat\ntwo\nthree\n' });
    expect(outcome.stdout).toBe('one\ntwo\nthree\n');
  });
});
