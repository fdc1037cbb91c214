import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changes, layerEntries, layerTree, ownSize } from '../../../src/simulator/host/fs/layer.js';
import { packTar, TarError, unpackTar, type TarEntry } from '../../../src/simulator/host/fs/tar.js';
import { createTree, treeRoot, type TreeNode } from '../../../src/simulator/host/fs/tree.js';

const text = (value: string) => new TextEncoder().encode(value);
const file = (path: string, value: string): TarEntry => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 1_700_000_000_000,
  content: text(value),
});
const init = { type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0 } as const;

function read(root: TreeNode, path: string): string | undefined {
  const tree = createTree({ over: root });
  const node = path
    .split('/')
    .reduce<ReturnType<typeof treeRoot> | undefined>((at, part) => at?.lookup(part), treeRoot(tree));
  return node && new TextDecoder().decode(node.read());
}

describe('a tree over a frozen one', () => {
  const base = layerTree([file('etc/passwd', 'root'), file('etc/hosts', 'old'), file('bin/sh', 'sh')]).root;

  it('shows what lies below until it is written to, and leaves that alone', () => {
    const tree = createTree({ over: base });
    treeRoot(tree).lookup('etc')?.lookup('hosts')?.write(text('new'), 5);
    expect(new TextDecoder().decode(treeRoot(tree).lookup('etc')?.lookup('hosts')?.read())).toBe('new');
    expect(read(base, 'etc/hosts')).toBe('old');
    expect(changes(tree)).toEqual([
      { path: '/etc', kind: 'modified' },
      { path: '/etc/hosts', kind: 'modified' },
    ]);
  });

  it('hides removed names with whiteouts that a layer carries on', () => {
    const tree = createTree({ over: base });
    treeRoot(tree).lookup('etc')?.remove('passwd');
    expect(changes(tree)).toContainEqual({ path: '/etc/passwd', kind: 'deleted' });
    const layer = layerTree(layerEntries(tree), base);
    expect(read(layer.root, 'etc/passwd')).toBeUndefined();
    expect(read(layer.root, 'etc/hosts')).toBe('old');
  });

  it('makes a folder that replaced another one opaque', () => {
    const tree = createTree({ over: base });
    const root = treeRoot(tree);
    root.remove('etc');
    root.create('etc', { ...init, type: 'directory', mode: 0o755 }).create('motd', init);
    const layer = layerTree(layerEntries(tree), base);
    expect(read(layer.root, 'etc/hosts')).toBeUndefined();
    expect(read(layer.root, 'etc/motd')).toBe('');
  });

  it('costs nothing to make, however much lies below', () => {
    const tree = createTree({ over: base });
    expect(tree.root.entries?.size).toBe(0);
    expect(ownSize(tree)).toBe(0);
  });

  it('keeps hard links of one file together', () => {
    const tree = createTree({ over: base });
    const root = treeRoot(tree);
    const made = root.create('a', init);
    root.link('b', made);
    root.lookup('b')?.write(text('both'), 1);
    expect(new TextDecoder().decode(root.lookup('a')?.read())).toBe('both');
    expect(layerEntries(tree)).toContainEqual(
      expect.objectContaining({ path: 'b', type: 'hardlink', target: 'a' }),
    );
  });

  it('appends without touching the bytes that others read', () => {
    const tree = createTree({ over: base });
    const hosts = treeRoot(tree).lookup('etc')?.lookup('hosts');
    hosts?.append(text('er'), 1);
    hosts?.append(text('!'), 2);
    expect(new TextDecoder().decode(hosts?.read())).toBe('older!');
    expect(read(base, 'etc/hosts')).toBe('old');
  });
});

describe('tar archives', () => {
  it('give back the entries that went in', () => {
    const name = fc
      .stringMatching(/^[a-z0-9.äé -]{1,60}$/)
      .filter((part) => !/^\.*$/.test(part) && part.trim() === part);
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(path, fc.uint8Array({ maxLength: 2000 }), fc.nat(0o7777), (at, content, mode) => {
        const entry = { ...file(at, ''), content, mode };
        const [back] = unpackTar(packTar([entry]));
        expect(back).toMatchObject({ path: at, mode, type: 'file' });
        expect([...(back?.content ?? [])]).toEqual([...content]);
      }),
    );
  });

  it('are the same bytes for the same entries', () => {
    expect(Buffer.compare(packTar([file('a', 'x')]), packTar([file('a', 'x')]))).toBe(0);
  });

  it('say what is wrong with bytes that are none', () => {
    expect(() => unpackTar(text('junk'))).toThrow(new TarError('unexpected EOF'));
    expect(() => unpackTar(new Uint8Array())).toThrow('unexpected EOF');
    expect(() => unpackTar(new Uint8Array(512).fill(65))).toThrow('invalid tar header');
  });
});
