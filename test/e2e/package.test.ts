import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOuterTerminal } from './support/outer-terminal.js';
import { newLearner, run, type Learner } from './support/program.js';

const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  optionalDependencies: Record<string, string>;
};
const maxBytes = 2_000_000;

let folder: string;
let files: string[];
let bytes: number;
/** Our own environment: npm reads its registry and cache from there. */
const npm = { home: '', env: process.env as Record<string, string>, progressFile: '' };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kt-package-'));
  // The bundle is built already, and building it anew would pull it away under the other tests.
  const packed = await run({ ...npm, home: root }, 'npm', [
    'pack',
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    folder,
  ]);
  const [pack] = JSON.parse(packed.out) as { filename: string; size: number; files: { path: string }[] }[];
  files = pack?.files.map(({ path }) => path) ?? [];
  bytes = pack?.size ?? 0;
  const tarball = join(folder, pack?.filename ?? '');
  mkdirSync(join(folder, 'app'));
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const installed = await run({ ...npm, home: join(folder, 'app') }, 'npm', ['install', ...flags, tarball]);
  expect(installed.code, installed.err).toBe(0);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = () => join(folder, 'app/node_modules/.bin/kube-tutor');
const tutor = (learner: Learner, ...args: string[]) => run(learner, command(), args);

describe('the packed program', () => {
  it('holds the program, the lessons and the papers, and nothing else', () => {
    console.log(`The package has ${files.length} files, ${Math.round(bytes / 1024)} KiB packed.`);
    const belongs =
      /^(bin\/kube-tutor\.js|dist\/.+\.js(\.LEGAL\.txt)?|dist\/THIRD-PARTY-NOTICES\.txt|lessons\/.+|package\.json|README\.md|LICENSE)$/;
    expect(files.filter((path) => !belongs.test(path))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['bin/kube-tutor.js', 'dist/cli.js', 'LICENSE', 'README.md']),
    );
    expect(files.filter((path) => path.endsWith('lesson.yaml')).length).toBeGreaterThanOrEqual(6);
    expect(bytes).toBeLessThan(maxBytes);
  });

  it('carries the licences of what is bundled', () => {
    const notices = readFileSync(
      join(folder, 'app/node_modules/kube-tutor/dist/THIRD-PARTY-NOTICES.txt'),
      'utf8',
    );
    for (const name of ['ink', 'react', 'zod', 'yaml', '@xterm/headless', 'commander']) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
    }
    expect(notices).not.toMatch(/^(vitest|typescript|eslint) \d/m);
  });

  it('needs nothing at run time but the optional terminal', () => {
    const lock = JSON.parse(readFileSync(join(folder, 'app/node_modules/.package-lock.json'), 'utf8')) as {
      packages: Record<string, unknown>;
    };
    const names = Object.keys(lock.packages).map((path) => path.replace('node_modules/', ''));
    const expected = ['kube-tutor', ...Object.keys(manifest.optionalDependencies)];
    const surplus = names.filter(
      (name) => !expected.some((own) => name === own || name.startsWith(`${own}-`)),
    );
    expect(surplus).toEqual([]);
    expect(names).toContain('kube-tutor');
  });

  it('tells its version, lists its lessons and finds nothing wrong with them', async () => {
    const learner = newLearner();
    expect(await tutor(learner, '--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
    expect((await tutor(learner, 'list')).out).toContain('DK-06');
    expect(await tutor(learner, 'lint')).toMatchObject({ code: 0 });
  });

  it('opens in a terminal', async () => {
    const learner = newLearner();
    const terminal = await openOuterTerminal({
      file: command(),
      args: [],
      cwd: learner.home,
      env: learner.env,
      columns: 100,
      rows: 30,
    });
    await terminal.waitForText('Your first container');
    terminal.type('q');
    expect(await terminal.exited).toBe(0);
  });

  it('also works where the optional terminal could not be installed', async () => {
    const bare = join(folder, 'bare');
    mkdirSync(bare);
    cpSync(join(folder, 'app/node_modules/kube-tutor'), bare, { recursive: true });
    const learner = newLearner();
    const doctor = await run(learner, join(bare, 'bin/kube-tutor.js'), ['doctor']);
    expect(doctor.out).toMatch(/Node\.js/);
    expect(doctor.out).not.toContain('A real terminal can be opened beside the lesson.');
  });
});
