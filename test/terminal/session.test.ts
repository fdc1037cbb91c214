import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CommandRecord } from '../../src/environments/contract.js';
import { interrupt } from '../../src/terminal/interrupt.js';
import { typeScript } from '../../src/terminal/typist.js';
import { atPrompt, openSession, temporaryFolder, testOptions, when } from './support.js';

const brief = (records: CommandRecord[]) =>
  records.map(({ line, exitCode, output }) => ({ line, exitCode, output }));

describe.each(['pty', 'line'] as const)('a shell in a %s session', (kind) => {
  it('reports each command line with its exit code and output', async () => {
    const session = await openSession(kind);
    const records = await typeScript(session, 'echo one; echo two >&2\nfalse\nnosuchcommand\n(exit 42)');
    expect(brief(records)).toEqual([
      { line: 'echo one; echo two >&2', exitCode: 0, output: 'one\ntwo\n' },
      { line: 'false', exitCode: 1, output: '' },
      { line: 'nosuchcommand', exitCode: 127, output: 'bash: nosuchcommand: command not found\n' },
      { line: '(exit 42)', exitCode: 42, output: '' },
    ]);
    expect(records.every(({ startedAt, finishedAt }) => (finishedAt ?? 0) >= startedAt)).toBe(true);
  });

  it('reports a command of several lines as one', async () => {
    const session = await openSession(kind);
    const script = [
      'for x in a b',
      'do echo $x',
      'done',
      "cat <<'END'",
      'k: v',
      '',
      '  $x',
      'END',
      'echo "a',
      'b"',
    ];
    expect(brief(await typeScript(session, script.join('\n')))).toEqual([
      { line: 'for x in a b\ndo echo $x\ndone', exitCode: 0, output: 'a\nb\n' },
      { line: "cat <<'END'\nk: v\n\n  $x\nEND", exitCode: 0, output: 'k: v\n\n  $x\n' },
      { line: 'echo "a\nb"', exitCode: 0, output: 'a\nb\n' },
    ]);
  });

  it('reports nothing for an empty line or a comment', async () => {
    const session = await openSession(kind);
    expect(await typeScript(session, '\n# only a thought\n   \n')).toEqual([]);
  });

  it('reports a repeated command each time, and one that begins with a blank', async () => {
    const session = await openSession(kind);
    const records = await typeScript(session, 'echo same\necho same\n echo blank');
    expect(records.map(({ line }) => line)).toEqual(['echo same', 'echo same', ' echo blank']);
  });

  it('tells when a command starts, before it has ended', async () => {
    const session = await openSession(kind);
    await atPrompt(session);
    let started: CommandRecord | undefined;
    session.onCommand((record) => (started ??= record));
    session.write('read answer\r');
    await when(
      (look) => session.onCommand(look),
      () => started !== undefined,
    );
    expect(started).toMatchObject({ line: 'read answer', output: '' });
    expect(started?.exitCode).toBeUndefined();
    expect(session.prompt()).toBeUndefined();
  });

  it('gives what is typed to the command that runs', async () => {
    const session = await openSession(kind);
    const [running] = await typeScript(session, 'read -r answer; echo "got $answer"', { stays: true });
    expect(running?.line).toMatch(/^read/);
    expect(running?.exitCode).toBeUndefined();
    const done = new Promise<CommandRecord>((resolve) => session.onCommand(resolve));
    session.write('some words\r');
    expect((await done).output).toContain('got some words\n');
  });

  it('interrupts what runs with Ctrl-C, loops too', async () => {
    const session = await openSession(kind);
    await typeScript(session, 'while true; do sleep 60; done', { stays: true });
    const done = new Promise<CommandRecord>((resolve) => session.onCommand(resolve));
    await interrupt(session);
    expect((await done).exitCode).toBe(130);
    expect(brief(await typeScript(session, 'echo alive'))).toEqual([
      { line: 'echo alive', exitCode: 0, output: 'alive\n' },
    ]);
  });

  it('throws the unfinished command away with Ctrl-C', async () => {
    const session = await openSession(kind);
    await typeScript(session, 'if true');
    expect(session.prompt()).toBe('continuation');
    session.write('\x03');
    await atPrompt(session);
    expect(brief(await typeScript(session, 'echo clean'))).toEqual([
      { line: 'echo clean', exitCode: 0, output: 'clean\n' },
    ]);
  });

  it('is not fooled by programs that print marks, escapes or binary data', async () => {
    const session = await openSession(kind);
    const records = await typeScript(
      session,
      String.raw`printf '\e]133;D;0\a\e]133;A;aid=x;0;x\a\e]133;C\a\e]0;unfinished title'` +
        '\nhead -c 3000 /dev/urandom\nbash -c "exit 7"\necho end',
    );
    expect(records.map(({ exitCode }) => exitCode)).toEqual([0, 0, 7, 0]);
    expect(records.at(-1)?.output).toBe('end\n');
  });

  it('keeps the last 64 KiB of a flood', async () => {
    const session = await openSession(kind);
    const [record] = await typeScript(session, 'seq 1 100000');
    expect(record?.output).toHaveLength(64 * 1024);
    expect(record?.output.endsWith('99999\n100000\n')).toBe(true);
  });

  it('treats a shell inside the shell as one command', async () => {
    const session = await openSession(kind);
    await typeScript(session, 'bash --norc', { stays: true });
    const done = new Promise<CommandRecord>((resolve) => session.onCommand(resolve));
    session.write('exit 5\r');
    expect(await done).toMatchObject({ line: 'bash --norc', exitCode: 5 });
  });

  it.each([
    ['exit 3', 3],
    ['exec true', 0],
    ['kill -9 $$', 137],
  ])('ends with %s, and so does that command', async (line, exitCode) => {
    const session = await openSession(kind);
    const exited = new Promise<number>((resolve) => session.onExit(resolve));
    const records = await typeScript(session, line);
    expect(await exited).toBe(exitCode);
    expect(records).toMatchObject([{ line, exitCode }]);
    expect(session.prompt()).toBeUndefined();
  });

  it('keeps its history over visits, apart from the learner’s own', async () => {
    const options = testOptions();
    const first = await openSession(kind, options);
    await typeScript(first, 'echo remembered');
    await first.kill();
    const second = await openSession(kind, options);
    const [record] = await typeScript(second, 'history');
    expect(record?.output).toContain('echo remembered');
    expect(existsSync(join(options.shell.cwd, '.bash_history'))).toBe(false);
  });

  it('does not read the learner’s start-up files', async () => {
    const home = temporaryFolder();
    for (const file of ['.bashrc', '.bash_profile', '.profile']) {
      writeFileSync(join(home, file), 'export LEAKED=yes\n');
    }
    const session = await openSession(kind, testOptions({ home }));
    const [record] = await typeScript(session, 'echo "leaked=$LEAKED"');
    expect(record?.output).toBe('leaked=\n');
  });

  it('keeps its marks when the learner sets a prompt', async () => {
    const session = await openSession(kind);
    const records = await typeScript(session, "PS1='mine> ' PS2='more> '\nfalse\nif true\nthen false; fi");
    expect(records.map(({ exitCode }) => exitCode)).toEqual([0, 1, 1]);
  });

  it('ends every process it started when it is killed', async () => {
    const session = await openSession(kind);
    const [record] = await typeScript(
      session,
      // One in the background, one that ignores the hang-up, one whose parent is gone.
      'sleep 601 & echo $!; (trap "" HUP; exec sleep 602) & echo $!; (sleep 603 & echo $!)',
    );
    const pids = [...(record?.output.matchAll(/^(\d+)$/gm) ?? [])].map(([pid]) => Number(pid));
    expect(pids).toHaveLength(3);
    await session.kill();
    expect(pids.filter((pid) => isRunning(pid))).toEqual([]);
  });

  it('leaves no background job behind when the learner leaves it', async () => {
    const session = await openSession(kind);
    const [record] = await typeScript(session, 'nohup sleep 604 >/dev/null 2>&1 & echo $!\nexit');
    const pid = Number(record?.output.match(/^(\d+)$/m)?.[0]);
    await session.kill();
    expect(isRunning(pid)).toBe(false);
  });

  it('leaves no file, no descriptor and no child behind', async () => {
    const before = openFiles();
    for (let round = 0; round < 3; round++) {
      const session = await openSession(kind);
      const [record] = await typeScript(session, 'echo $KUBE_TUTOR_CHANNEL; tutor hint');
      const folder = record?.output.split('\n')[0] ?? '';
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(statSync(join(folder, 'rc.bash')).mode & 0o777).toBe(0o600);
      await session.kill();
      expect(existsSync(folder)).toBe(false);
    }
    await when(
      (look) => {
        const timer = setInterval(look, 5);
        return () => clearInterval(timer);
      },
      () => openFiles() <= before,
    );
  });
});

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
