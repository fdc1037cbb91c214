import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '../../../src/simulator/clock.js';
import { allowedHostPath, bindRoot } from '../../../src/simulator/host/fs/bind.js';
import { mountNamespace, walk } from '../../../src/simulator/host/fs/mounts.js';
import { createTree, treeRoot } from '../../../src/simulator/host/fs/tree.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bind-'));
  mkdirSync(join(folder, 'work'));
  writeFileSync(join(folder, 'secret'), 'secret');
  writeFileSync(join(folder, 'work/open'), 'open');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder of the host in a container', () => {
  it('may only lie below an allowed root', () => {
    const roots = [join(folder, 'work')];
    expect(allowedHostPath(join(folder, 'work/new'), roots)).toBe(join(folder, 'work/new'));
    expect(allowedHostPath(folder, roots)).toBeUndefined();
    expect(allowedHostPath(join(folder, 'work/../secret'), roots)).toBeUndefined();
    expect(allowedHostPath(`${folder}/worker`, roots)).toBeUndefined();
    expect(allowedHostPath('/', [])).toBeUndefined();
  });

  it('may not be reached through a symlink that leads out', () => {
    symlinkSync(folder, join(folder, 'work/out'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'work/dangling'));
    const roots = [join(folder, 'work')];
    expect(allowedHostPath(join(folder, 'work/out'), roots)).toBeUndefined();
    expect(allowedHostPath(join(folder, 'work/out/secret'), roots)).toBeUndefined();
    expect(allowedHostPath(join(folder, 'work/dangling'), roots)).toBeUndefined();
  });

  it("follows symlinks inside of it in the container's own tree, never on the host", () => {
    symlinkSync(join(folder, 'secret'), join(folder, 'work/link'));
    symlinkSync('../secret', join(folder, 'work/up'));
    const space = mountNamespace(treeRoot(createTree()));
    const root = bindRoot(join(folder, 'work'), realClock);
    space.mounts.set('/w', { path: '/w', root, readOnly: false, source: 'x', type: 'ext4' });
    expect(() => walk(space, '/w/link')).toThrow('ENOENT');
    expect(walk(space, '/w/up').node).toBeUndefined();
    expect(new TextDecoder().decode(walk(space, '/w/open').node?.read())).toBe('open');
    expect(() => root.lookup('link')?.read()).toThrow('ELOOP');
    expect(root.lookup('..')).toBeUndefined();
  });
});
