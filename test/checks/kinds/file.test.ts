import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/json.js';
import { fakeWorld } from '../fake-world.js';
import { look } from '../look.js';

const file = (files: Record<string, string>) => fakeWorld({ files });

describe('a file check', () => {
  test('passes when the file is there, whatever is in it', async () => {
    expect(await look({ kind: 'file', path: 'a' }, file({ a: '' }))).toMatchObject({ status: 'pass' });
  });

  test('says that there is none, or which one was probably meant', async () => {
    const source = { kind: 'file' as const, path: 'Dockerfile' };
    expect((await look(source, file({}))).evidence).toMatchObject([
      { code: 'missing', says: 'There is no file `Dockerfile` in the work folder.', next: 'ls -la' },
    ]);
    for (const other of ['dockerfile', 'Dockerfile.txt']) {
      expect((await look(source, file({ [other]: '' }))).evidence).toMatchObject([
        { code: 'name-typo', actual: other },
      ]);
    }
    const compose = { kind: 'file' as const, path: 'app/compose.yaml' };
    expect((await look(compose, file({ 'app/compose.yml': '' }))).evidence).toMatchObject([
      { code: 'name-typo', actual: 'app/compose.yml' },
    ]);
  });

  test('looks into text, and into lines as wholes', async () => {
    const world = file({ '.dockerignore': '.git\n*.env\n' });
    const has = (parse: string, match: string) =>
      look({ kind: 'file', path: '.dockerignore', parse, match }, world);
    expect(await has('text', '.gi')).toMatchObject({ status: 'pass' });
    expect(await has('lines', '.git')).toMatchObject({ status: 'pass' });
    expect((await has('lines', '.gi')).evidence).toMatchObject([
      { code: 'mismatch', says: 'File .dockerignore: it lacks `.gi`.' },
    ]);
  });

  test('looks into data', async () => {
    const source = {
      kind: 'file' as const,
      path: 'c.yaml',
      parse: 'yaml',
      match: { services: { web: { ports: ['8080:80'] } } },
    };
    expect(await look(source, file({ 'c.yaml': 'services: {web: {ports: ["8080:80"]}}' }))).toMatchObject({
      status: 'pass',
    });
    expect(
      (await look(source, file({ 'c.yaml': 'services: {web: {ports: ["80:80"]}}' }))).evidence,
    ).toMatchObject([{ path: 'services.web.ports', next: 'cat c.yaml' }]);
  });

  test('gives the place of a mistake', async () => {
    const source = { kind: 'file' as const, path: 'Dockerfile', parse: 'dockerfile' };
    expect((await look(source, file({ Dockerfile: 'FROM a\n\nCDM ["x"]\n' }))).evidence).toEqual([
      {
        code: 'not-parsable',
        object: 'file Dockerfile:3:1',
        says: 'Dockerfile, line 3, column 1: there is no instruction CDM; did you mean CMD?',
        next: 'cat -n Dockerfile',
      },
    ]);
  });

  test('speaks of a Dockerfile by line and instruction', async () => {
    const Dockerfile = 'FROM busybox:1.35\nCOPY . .\nCOPY deps.txt .\nCMD echo hi\n';
    const first = async (stage: Json) => {
      const source = {
        kind: 'file' as const,
        path: 'Dockerfile',
        parse: 'dockerfile',
        match: { stages: [stage] },
      };
      const { evidence } = await look(source, file({ Dockerfile }));
      return evidence.map(({ object, says }) => `${object}: ${says}`);
    };
    expect(await first({ from: 'busybox:1.36' })).toEqual([
      'file Dockerfile:1: File Dockerfile, line 1: FROM has busybox:1.35; the task wants busybox:1.36.',
    ]);
    expect(await first({ instructions: [{ name: 'CMD', json: ['echo', 'hi'] }] })).toEqual([
      'file Dockerfile:4: File Dockerfile, line 4: CMD is not in JSON form; the task wants ["echo","hi"].',
    ]);
    expect(await first({ instructions: [{ name: 'USER', args: { $not: 'root' } }] })).toEqual([
      'file Dockerfile: File Dockerfile: there is no USER anything but root.',
    ]);
    const order: Json = [
      { name: 'COPY', args: { $contains: 'deps.txt' } },
      { name: 'COPY', args: { $regex: '^\\. ' } },
    ];
    expect(await first({ instructions: { $order: order } })).toEqual([
      'file Dockerfile: File Dockerfile: the order is not yet COPY … deps.txt, then COPY something like /^\\./.',
    ]);
  });
});
