import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { TutorRequest } from '../../src/terminal/contract.js';
import { typeScript } from '../../src/terminal/typist.js';
import { openSession, testOptions } from './support.js';

const run = promisify(execFile);

describe('the tutor command in the shell', () => {
  it.each(['hint', 'solution', 'check', 'next', 'back', 'reset', 'map', 'quit', 'help'] as const)(
    'asks the lesson for %s and prints what it says',
    async (word) => {
      const session = await openSession('pty');
      const requests: TutorRequest[] = [];
      session.onRequest((request) => {
        requests.push(request);
        return 'First line.\nSecond: 好 $HOME `x`';
      });
      const [record] = await typeScript(session, `tutor ${word}`);
      expect(requests).toEqual([{ word }]);
      expect(record).toMatchObject({ exitCode: 0, output: 'First line.\nSecond: 好 $HOME `x`\n' });
    },
  );

  it('carries an answer as it was said', async () => {
    const session = await openSession('pty');
    const requests: TutorRequest[] = [];
    session.onRequest((request) => {
      requests.push(request);
      return '';
    });
    const [record] = await typeScript(session, `tutor answer 'the  *' "second \\"word\\"" é`);
    expect(requests).toEqual([{ word: 'answer', text: 'the  * second "word" é' }]);
    expect(record).toMatchObject({ exitCode: 0, output: '' });
  });

  it.each(['tutor', 'tutor hnt', 'tutor hint now', 'tutor answer', "tutor answer ' '"])(
    'explains itself when it is called as: %s',
    async (line) => {
      const session = await openSession('pty');
      session.onRequest(() => 'never');
      const [record] = await typeScript(session, line);
      expect(record?.exitCode).toBe(2);
      expect(record?.output).toMatch(/^Usage: tutor hint\|solution\|/);
    },
  );

  it('carries an answer of many lines', async () => {
    const session = await openSession('line');
    const text = Array.from({ length: 5000 }, (_, index) => `line ${index} of a long solution`).join('\n');
    session.onRequest(() => text);
    const [record] = await typeScript(session, 'tutor solution | md5sum; tutor solution | wc -l');
    expect(record?.output).toMatch(/\n5000\n$/);
  });

  it('works in scripts, in pipes and several at once', async () => {
    const session = await openSession('line');
    session.onRequest((request) => (request.word === 'answer' ? request.text : request.word));
    const [piped, parallel] = await typeScript(
      session,
      'sh -c "cd / && setsid tutor hint </dev/null | cat"\n' +
        '{ for n in 1 2 3 4 5 6; do tutor answer number $n & done; wait; } 2>/dev/null | sort',
    );
    expect(piped?.output).toBe('hint\n');
    expect(parallel?.output).toBe([1, 2, 3, 4, 5, 6].map((n) => `number ${n}\n`).join(''));
  });

  it('says so when no lesson listens, and when the lesson has ended', async () => {
    const session = await openSession('pty', testOptions());
    const [unheard, path] = await typeScript(session, 'tutor hint\ncat $(type -P tutor)');
    expect(unheard).toMatchObject({ exitCode: 1, output: 'tutor: no lesson listens to this shell.\n' });
    await session.kill();
    const env = { PATH: process.env['PATH'], KUBE_TUTOR_CHANNEL: join('/tmp', 'gone') };
    const failure = await run('bash', ['-c', path?.output ?? '', 'tutor', 'hint'], { env }).catch(
      (error: unknown) => error as { code: number; stderr: string },
    );
    expect(failure).toMatchObject({ code: 1 });
    expect(failure.stderr).toContain('belongs to no lesson');
  });
});
