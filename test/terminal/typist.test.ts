import { describe, expect, it } from 'vitest';
import type { CommandRecord } from '../../src/environments/contract.js';
import { interrupt } from '../../src/terminal/interrupt.js';
import { typeScript } from '../../src/terminal/typist.js';
import { openSession, testOptions } from './support.js';

describe('typing a script', () => {
  it('waits for each command before it types the next line', async () => {
    const session = await openSession('pty');
    const seen: string[] = [];
    session.onCommand(({ line, exitCode }) => seen.push(`${line}: ${exitCode ?? 'runs'}`));
    await typeScript(session, 'sleep 0.05\ntrue');
    expect(seen).toEqual(['sleep 0.05: runs', 'sleep 0.05: 0', 'true: runs', 'true: 0']);
  });

  it('tells of each command as it finishes', async () => {
    const session = await openSession('pty');
    const told: CommandRecord[] = [];
    const records = await typeScript(session, 'echo a\necho b', { onCommand: (record) => told.push(record) });
    expect(told).toEqual(records);
    expect(records).toHaveLength(2);
  });

  it('types tabs as characters, not as completion', async () => {
    const session = await openSession('pty');
    const [record] = await typeScript(session, "cat <<'END'\nkey:\tvalue\n\t- x\nEND");
    expect(record?.output).toBe('key:\tvalue\n\t- x\n');
  });

  it('leaves the last command running when it stays, after all lines of it', async () => {
    const session = await openSession('pty');
    const records = await typeScript(session, 'echo first\nsleep \\\n  600\n\n', { stays: true });
    expect(records.map(({ line, exitCode }) => [line, exitCode])).toEqual([
      ['echo first', 0],
      ['sleep   600', undefined],
    ]);
    expect(session.prompt()).toBeUndefined();
    await interrupt(session);
    expect(session.prompt()).toBe('command');
  });

  it('stops waiting when it is told to', async () => {
    const session = await openSession('pty');
    const stop = new AbortController();
    const typing = typeScript(session, 'sleep 600\necho never', { signal: stop.signal });
    session.onCommand(() => stop.abort(new Error('enough')));
    await expect(typing).rejects.toThrow('enough');
    expect(session.prompt()).toBeUndefined();
  });

  it('says so when the shell ends before the script does', async () => {
    const session = await openSession('pty');
    await expect(typeScript(session, 'exit 1\necho never')).rejects.toThrow(/ended before/);
  });

  it('says so when the shell has already ended', async () => {
    const session = await openSession('pty');
    await session.kill();
    await expect(typeScript(session, 'true')).rejects.toThrow(/ended before/);
  });

  it('works where bash is too old for PS0', async () => {
    const session = await openSession('pty', { ...testOptions(), hook: 'debug-trap' });
    const records = await typeScript(
      session,
      'false; true\n\n# nothing\nfor x in 1 2\ndo echo $x\ndone\nsh -c "exit 9"',
    );
    expect(records.map(({ line, exitCode, output }) => [line, exitCode, output])).toEqual([
      ['false; true', 0, ''],
      ['for x in 1 2\ndo echo $x\ndone', 0, '1\n2\n'],
      ['sh -c "exit 9"', 9, ''],
    ]);
  });
});
