import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileReader, type WorkFolderReader } from '../../../src/environments/local/file-reader.js';
import { emptyFolder, fillFolder, workFolder } from '../../../src/environments/local/work-folder.js';

let base: string;
let work: string;
let reader: WorkFolderReader;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'kt-work-'));
  work = join(base, 'work');
  mkdirSync(work);
  writeFileSync(join(base, 'secret'), 'secret');
  reader = fileReader();
});
afterEach(() => {
  reader.close();
  rmSync(base, { recursive: true });
});

describe('the work folder', () => {
  it('gets the lesson’s files with their modes', async () => {
    const files = [
      { path: 'app/run.sh', content: '#!/bin/sh\n', mode: 0o755 },
      { path: 'note.txt', content: 'ä' },
    ];
    await fillFolder(work, files);
    expect(statSync(join(work, 'app/run.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(join(work, 'note.txt')).mode & 0o777).toBe(0o644);
    expect(readFileSync(join(work, 'note.txt'), 'utf8')).toBe('ä');
  });

  it.each(['../secret', '/etc/passwd', '.', 'a/../../secret'])('refuses a file at %s', async (path) => {
    await expect(fillFolder(work, [{ path, content: '' }])).rejects.toMatchObject({ code: 'lesson-invalid' });
    expect(readFileSync(join(base, 'secret'), 'utf8')).toBe('secret');
  });

  it.each(['..', 'a/b', '', '-x', '.hidden'])('has no place for a lesson with the id "%s"', (id) => {
    expect(() => workFolder(base, id)).toThrow(expect.objectContaining({ code: 'lesson-invalid' }));
  });

  it('is emptied without following links out of it', async () => {
    symlinkSync(base, join(work, 'out'));
    mkdirSync(join(work, 'deep'));
    writeFileSync(join(work, 'deep', 'file'), '');
    await emptyFolder(work);
    expect(readFileSync(join(base, 'secret'), 'utf8')).toBe('secret');
    expect(statSync(work).isDirectory()).toBe(true);
  });
});

describe('the reader of the work folder', () => {
  it('reads files and says undefined for what is none', async () => {
    writeFileSync(join(work, 'a.txt'), 'a');
    mkdirSync(join(work, 'folder'));
    expect(await reader.read('a.txt')).toBeUndefined();
    reader.use(work);
    expect(await reader.read('a.txt')).toBe('a');
    expect(await reader.read('./folder/../a.txt')).toBe('a');
    expect(await reader.read('folder')).toBeUndefined();
    expect(await reader.read('a.txt/b')).toBeUndefined();
    expect(await reader.read('nothing')).toBeUndefined();
  });

  it('reads nothing outside, by whatever way', async () => {
    symlinkSync('../secret', join(work, 'link'));
    symlinkSync(base, join(work, 'folder-link'));
    symlinkSync('loop', join(work, 'loop'));
    reader.use(work);
    for (const path of [
      '../secret',
      join(base, 'secret'),
      'link',
      'folder-link/secret',
      'loop',
      'a\0b',
      '..',
    ]) {
      expect(await reader.read(path), path).toBeUndefined();
    }
  });

  it('reads through links that stay inside, also when the folder itself is reached by one', async () => {
    writeFileSync(join(work, 'a.txt'), 'a');
    symlinkSync('a.txt', join(work, 'b.txt'));
    symlinkSync(work, join(base, 'alias'));
    reader.use(join(base, 'alias'));
    expect(await reader.read('b.txt')).toBe('a');
  });

  it('does not wait for a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [join(work, 'pipe')]);
    reader.use(work);
    expect(await reader.read('pipe')).toBeUndefined();
  });

  it('cuts large files', async () => {
    writeFileSync(join(work, 'large'), Buffer.alloc((1 << 20) + 10, 'x'));
    reader.use(work);
    expect((await reader.read('large'))?.length).toBe(1 << 20);
  });

  it('tells of changes, also in folders that came later', async () => {
    reader.use(work);
    const changed = new Set<string>();
    reader.onChange((path) => changed.add(path));
    writeFileSync(join(work, 'a.txt'), 'a');
    await expect.poll(() => [...changed]).toContain('a.txt');
    mkdirSync(join(work, 'new/deep'), { recursive: true });
    writeFileSync(join(work, 'new/deep/b.txt'), 'b');
    await expect.poll(() => [...changed]).toContain('new/deep/b.txt');
    changed.clear();
    chmodSync(join(work, 'new/deep/b.txt'), 0o600);
    writeFileSync(join(work, 'new/deep/b.txt'), 'c');
    await expect.poll(() => [...changed]).toContain('new/deep/b.txt');
  });

  it('forgets the old folder when it gets a new one', async () => {
    const other = join(base, 'other');
    mkdirSync(other);
    reader.use(work);
    reader.use(other);
    const changed: string[] = [];
    reader.onChange((path) => changed.push(path));
    writeFileSync(join(work, 'old.txt'), '');
    writeFileSync(join(other, 'new.txt'), '');
    await expect.poll(() => changed).toContain('new.txt');
    expect(changed).not.toContain('old.txt');
  });
});
