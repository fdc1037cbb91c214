import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packTar } from '../../../src/simulator/host/fs/tar.js';
import { buildEngine, masked } from './support.js';

let world: ReturnType<typeof buildEngine>;
beforeEach(() => (world = buildEngine()));
afterEach(() => world.close());

const busybox = 'FROM busybox:1.36\n';

describe('POST /build', () => {
  it('says each step as the classic builder does', async () => {
    const { text } = await world.build(
      { Dockerfile: `${busybox}RUN echo hi > /hi\nCMD ["cat","/hi"]\n` },
      't=c:1',
    );
    expect(masked(text)).toBe(
      [
        'Step 1/3 : FROM busybox:1.36',
        ' ---> <id>',
        'Step 2/3 : RUN echo hi > /hi',
        ' ---> Running in <id>',
        ' ---> Removed intermediate container <id>',
        ' ---> <id>',
        'Step 3/3 : CMD ["cat","/hi"]',
        ' ---> Running in <id>',
        ' ---> Removed intermediate container <id>',
        ' ---> <id>',
        'Successfully built <id>',
        'Successfully tagged c:1',
        '',
      ].join('\n'),
    );
    expect(world.file('c:1', 'hi')).toBe('hi\n');
    expect(world.image('c:1').document).toMatchObject({
      config: { Cmd: ['cat', '/hi'] },
      history: [
        {},
        {},
        { created_by: '/bin/sh -c echo hi > /hi' },
        { created_by: '/bin/sh -c #(nop)  CMD ["cat" "/hi"]', empty_layer: true },
      ],
    });
  });

  it('ends with the exit code of a command that fails, its output before', async () => {
    const { text, error } = await world.build({ Dockerfile: `${busybox}RUN echo before; exit 4\n` });
    expect(masked(text)).toContain(' ---> Running in <id>\nbefore\n');
    expect(error).toEqual({
      code: 4,
      message: "The command '/bin/sh -c echo before; exit 4' returned a non-zero code: 4",
    });
  });

  it('takes steps from the cache until one differs, and files count by their content', async () => {
    const Dockerfile = `${busybox}COPY a /a\nRUN cat /a > /b\nCOPY c /c\n`;
    await world.build({ Dockerfile, a: '1', c: '1' });
    const same = await world.build({
      Dockerfile,
      a: { content: new TextEncoder().encode('1'), mtime: 5 },
      c: '1',
    });
    expect(same.text.match(/Using cache/g)).toHaveLength(3);
    const late = await world.build({ Dockerfile, a: '1', c: '2' });
    expect(late.text.match(/Using cache/g)).toHaveLength(2);
    const early = await world.build({ Dockerfile, a: '2', c: '1' }, 't=b:2');
    expect(early.text).not.toContain('Using cache');
    expect(world.file('b:2', 'b')).toBe('2');
    expect((await world.build({ Dockerfile, a: '2', c: '1' }, 'nocache=1')).text).not.toContain(
      'Using cache',
    );
  });

  it('copies from other stages and stops at the target', async () => {
    const Dockerfile = `FROM busybox:1.36 AS build\nRUN echo made > /out\nFROM alpine:3.20\nCOPY --from=build /out /app/out\nCOPY --from=0 /out /app/\n`;
    await world.build({ Dockerfile }, 't=app:1');
    expect(world.file('app:1', 'app/out')).toBe('made\n');
    const { text } = await world.build({ Dockerfile }, 'target=build&t=app:build');
    expect(text).toContain('Step 2/2');
    expect(await world.build({ Dockerfile }, 'target=bulid')).toMatchObject({ status: 400 });
  });

  it('fills in arguments: before FROM, given ones, defaults, and ENV over ARG', async () => {
    const Dockerfile = `ARG TAG=0\nFROM busybox:$TAG\nARG V=one\nARG TAG\nENV W=\${V}-x\nRUN echo $V $W $TAG > /v\nLABEL v=$V\n`;
    await world.build({ Dockerfile }, `t=a:1&buildargs=${encodeURIComponent('{"TAG":"1.36","V":"two"}')}`);
    expect(world.file('a:1', 'v')).toBe('two two-x 1.36\n');
    expect(world.image('a:1').document.config).toMatchObject({ Labels: { v: 'two' } });
    expect(world.image('a:1').document.config.Env).toContain('W=two-x');
  });

  it('copies as COPY does: globs, folders, names, owners, modes', async () => {
    const Dockerfile = `${busybox}WORKDIR /w\nCOPY --chown=1:2 --chmod=600 *.txt dir/\nCOPY d .\nCOPY a.txt new\n`;
    await world.build({ Dockerfile, 'a.txt': 'a', 'b.txt': 'b', 'c.md': 'c', 'd/e/f': 'f' }, 't=g:1');
    expect(world.entry('g:1', 'w/dir/b.txt')).toMatchObject({ uid: 1, gid: 2, mode: 0o600 });
    expect(world.entry('g:1', 'w/dir/c.md')).toBeUndefined();
    expect(world.entry('g:1', 'w/e/f')).toMatchObject({ uid: 0, gid: 0, mode: 0o644 });
    expect(world.file('g:1', 'w/new')).toBe('a');
  });

  it('unpacks archives that are added, and only those', async () => {
    const content = packTar([
      { path: 'in/x', type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, content: new Uint8Array([65]) },
    ]);
    await world.build(
      { Dockerfile: `${busybox}ADD a.tar /t/\nCOPY a.tar /c/\n`, 'a.tar': { content } },
      't=t:1',
    );
    expect(world.file('t:1', 't/in/x')).toBe('A');
    expect(world.entry('t:1', 'c/a.tar')?.content).toHaveLength(content.length);
  });

  it('runs as the user and in the folder that were said, and reads here-documents', async () => {
    const Dockerfile = `${busybox}WORKDIR /work\nRUN chmod 777 .\nUSER nobody\nRUN <<EOF\nid -un > who\npwd > where\nEOF\nCOPY <<"E" /raw\n$HOME\nE\n`;
    const { error } = await world.build({ Dockerfile }, 't=u:1');
    expect(error).toBeUndefined();
    expect(world.file('u:1', 'work/who')).toBe('nobody\n');
    expect(world.file('u:1', 'work/where')).toBe('/work\n');
    expect(world.file('u:1', 'raw')).toBe('$HOME\n');
  });

  it('runs the triggers of ONBUILD in the image built on it', async () => {
    await world.build({ Dockerfile: `${busybox}ONBUILD RUN echo t > /t\n` }, 't=on:1');
    const { text } = await world.build({ Dockerfile: 'FROM on:1\n' }, 't=on:2');
    expect(text).toContain('# Executing 1 build trigger\n');
    expect(world.file('on:2', 't')).toBe('t\n');
    expect(world.image('on:2').document.config.OnBuild).toBeUndefined();
  });

  it('starts from scratch', async () => {
    await world.build({ Dockerfile: 'FROM scratch\nCOPY a /a\nCMD ["/a"]\n', a: 'x' }, 't=s:1');
    expect(world.image('s:1').document).toMatchObject({
      rootfs: { diff_ids: { length: 1 } },
      config: { Cmd: ['/a'] },
    });
  });

  it('takes gzipped contexts and other names of the Dockerfile, and adds labels', async () => {
    const query = `t=z:1&dockerfile=d/My.Dockerfile&labels=${encodeURIComponent('{"a":"b"}')}`;
    const { error } = await world.build({ 'd/My.Dockerfile': busybox }, query, { gzip: true });
    expect(error).toBeUndefined();
    expect(world.image('z:1').document.config.Labels).toEqual({ a: 'b' });
  });

  it('prints only the id when it is to be quiet', async () => {
    const { text } = await world.build({ Dockerfile: `${busybox}RUN echo x\n` }, 'q=1&t=q:1');
    expect(text).toBe(`${world.image('q:1').id}\n`);
  });

  it.each([
    [
      'COPY nope /',
      'COPY failed: file not found in build context or excluded by .dockerignore: stat nope: file does not exist',
    ],
    ['COPY ../secret /', 'COPY failed: forbidden path outside the build context: ../secret ()'],
    ['COPY *.nope /', 'COPY failed: no source files were specified'],
    ['EXPOSE abc', 'invalid containerPort: abc'],
    ['ADD http://example.org/x /', 'Get "http://example.org/x": dial tcp: lookup example.org: no such host'],
  ])('refuses %j', async (instruction, message) => {
    const { error } = await world.build({ Dockerfile: `${busybox}${instruction}\n` });
    expect(error?.message).toBe(message);
  });

  it('refuses what it can not even begin before the first word', async () => {
    expect(await world.build({ Dockerfile: `${busybox}RUNN x\n` })).toMatchObject({
      status: 400,
      message: 'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
    });
    expect(await world.build({ a: '' })).toMatchObject({
      status: 500,
      message: 'Cannot locate specified Dockerfile: Dockerfile',
    });
    expect(await world.build({ Dockerfile: busybox }, 'remote=http://x/y.git')).toMatchObject({
      status: 500,
    });
  });

  it('lets nothing of the world in through links that lead out of the context', async () => {
    const link = { type: 'symlink' as const, target: '../../../../etc/passwd' };
    const { error } = await world.build({ Dockerfile: `${busybox}COPY link /got\n`, link });
    expect(error?.message).toContain('COPY failed');
  });
});
