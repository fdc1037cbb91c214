import { describe, expect, test } from 'vitest';
import { look, running, typed } from '../look.js';

describe('a command check', () => {
  const source = { kind: 'command' as const, line: 'docker ps' };

  test('passes however the line was typed', async () => {
    for (const line of [
      'docker ps',
      '  sudo docker   ps -a # all',
      'A=1 docker ps',
      'cd /tmp && docker ps',
    ]) {
      expect(await look(source, { commands: [typed(line)] })).toMatchObject({ status: 'pass' });
    }
  });

  test('takes expressions', async () => {
    const either = { ...source, line: { $regex: '^docker (ps|container ls)\\b' } };
    expect(await look(either, { commands: [typed('docker container ls')] })).toMatchObject({
      status: 'pass',
    });
  });

  test('says that it was not typed, and what was', async () => {
    expect((await look(source, {})).evidence).toMatchObject([
      { code: 'not-typed', says: '`docker ps` was not typed yet.' },
    ]);
    expect((await look(source, { commands: [typed('dokcer ps', 127)] })).evidence).toMatchObject([
      {
        code: 'not-typed',
        actual: 'dokcer ps',
        says: '`docker ps` was not typed yet; the last command was `dokcer ps`.',
      },
    ]);
  });

  test('says how it ended, with what it complained about', async () => {
    const output =
      'docker: Error response from daemon: Conflict.\n\nRun docker run --help for more information\n';
    const { status, evidence } = await look(
      { ...source, line: 'docker run' },
      { commands: [typed('docker run a', 125, output)] },
    );
    expect(status).toBe('fail');
    expect(evidence).toEqual([
      {
        code: 'exit-code',
        object: 'command',
        path: 'exitCode',
        expected: 0,
        actual: 125,
        says: '`docker run a` ended with code 125; the task wants 0. It said: docker: Error response from daemon: Conflict.',
      },
    ]);
  });

  test('passes when an earlier try was good, or a later one', async () => {
    const commands = [typed('docker ps', 1), typed('docker ps'), typed('docker ps', 2)];
    expect(await look(source, { commands })).toMatchObject({ status: 'pass' });
  });

  test('wants other exit codes when it says so', async () => {
    const failing = { ...source, exit: { $not: 0 } };
    expect(await look(failing, { commands: [typed('docker ps', 3)] })).toMatchObject({ status: 'pass' });
    expect((await look(failing, { commands: [typed('docker ps', 0)] })).evidence[0]?.says).toBe(
      '`docker ps` ended with code 0; the task wants anything but 0.',
    );
  });

  test('waits for a command that runs, and tells the way out', async () => {
    expect(
      await look({ ...source, line: 'docker logs' }, { commands: [running('docker logs -f web')] }),
    ).toEqual({
      status: 'waiting',
      evidence: [
        {
          code: 'still-running',
          object: 'command',
          actual: 'docker logs -f web',
          says: '`docker logs -f web` is still running. Ctrl-C ends it and gives back the prompt.',
        },
      ],
      subject: { line: 'docker logs -f web', exitCode: null, output: '' },
    });
  });

  test('can want it running', async () => {
    const following = { ...source, line: 'docker logs -f', running: true };
    expect(await look(following, { commands: [running('docker logs -f web')] })).toMatchObject({
      status: 'pass',
    });
    expect((await look(following, { commands: [typed('docker logs -f web', 130)] })).evidence).toMatchObject([
      {
        code: 'mismatch',
        path: 'running',
        says: '`docker logs -f web` has ended; the task wants it still running.',
      },
    ]);
  });
});

describe('an output check', () => {
  const source = { kind: 'output' as const, line: 'docker ps', match: 'web' };

  test('passes when any command of the step showed it', async () => {
    const commands = [typed('docker ps', 0, 'NAMES\nweb'), typed('docker ps', 0, 'NAMES')];
    expect(await look(source, { commands })).toMatchObject({
      status: 'pass',
      subject: { output: 'NAMES\nweb' },
    });
  });

  test('looks only at the lines that count', async () => {
    const commands = [typed('echo web', 0, 'web'), typed('docker ps', 0, 'NAMES')];
    expect((await look(source, { commands })).evidence).toMatchObject([
      {
        code: 'mismatch',
        path: 'output',
        actual: 'NAMES',
        says: 'The output of `docker ps` does not show `web`.',
      },
    ]);
    const { line: _, ...any } = source;
    expect(await look(any, { commands })).toMatchObject({ status: 'pass' });
  });

  test('takes what a running command has printed so far', async () => {
    const following = { ...source, line: 'docker logs' };
    expect(await look(following, { commands: [running('docker logs -f a', 'web')] })).toMatchObject({
      status: 'pass',
    });
    expect((await look(following, { commands: [running('docker logs -f a')] })).evidence[0]?.says).toBe(
      'The output of `docker logs -f a` does not show `web` so far; it is still running.',
    );
  });

  test('says that nothing was typed', async () => {
    expect((await look(source, {})).evidence).toMatchObject([{ code: 'not-typed' }]);
  });
});
