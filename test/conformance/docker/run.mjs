#!/usr/bin/env node
// run.mjs [--out DIR] [--only PREFIX,PREFIX] [--programs FILE] [--plugins DIR] [--jobs N] [--settle SECONDS]
// Plays every scenario with the stock docker command, each in a fresh simulated world, and writes records that
// compare.mjs reads. Scenarios publish the same real ports: --jobs above 1 makes some of them fail by that.
// The world of a scenario has the images that the corpus says are there at the start.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { listFiles, loadScenario } from './lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const arg = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const out = arg('--out', join(tmpdir(), 'conformance-docker'));
const only = arg('--only', '').split(',').filter(Boolean);
const programs = arg('--programs', join(root, 'src/simulator/programs/registry.ts'));
const plugins = arg('--plugins', process.env.DOCKER_PLUGINS);
const jobs = Number(arg('--jobs', '1'));
const patience = Number(arg('--settle', '30'));
const kernel = '6.12.0-sim';
const images = [
  'nginx:1.26-alpine',
  'nginx:1.27-alpine',
  'nginx:1.28-alpine',
  'busybox:1.36',
  'alpine:3.20',
  'redis:7-alpine',
  'python:3.12-alpine',
  'registry:2',
  'traefik/whoami:v1.10',
];

const scratch = mkdtempSync(join(tmpdir(), 'kt-'));
const bundle = join(scratch, 'world.mjs');
await build({
  stdin: {
    contents: `export { startWorld } from ${JSON.stringify(join(root, 'src/simulator/server.ts'))};
      export { programs } from ${JSON.stringify(programs)};`,
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile: bundle,
  logLevel: 'error',
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
});
const { startWorld, programs: registry } = await import(pathToFileURL(bundle).href);

function run(command, args, { cwd, env, limit, input }) {
  return new Promise((resolve) => {
    const stdio = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
    const child = spawn(command, args, { cwd, env, stdio, detached: true });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    if (input !== undefined) child.stdin.on('error', () => {}).end(input);
    const timer = setTimeout(() => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {}
    }, limit * 1000);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ stdout, stderr, exit: code ?? (signal ? 137 : 1) });
    });
  });
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function play(scenario, number) {
  const folder = mkdtempSync(join(scratch, `${number}-`));
  const home = join(folder, 'home');
  const cwd = join(home, scenario.dir ?? 'shop');
  mkdirSync(cwd, { recursive: true });
  if (plugins && existsSync(plugins)) {
    mkdirSync(join(home, '.docker'), { recursive: true });
    symlinkSync(plugins, join(home, '.docker/cli-plugins'));
  }
  const world = await startWorld({
    runtimeFolder: join(folder, 'run'),
    bindRoots: [home],
    localImages: images.filter((name) => !(scenario.absent ?? []).includes(name)),
    pullable: images,
    programs: registry,
  });
  const env = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', TZ: 'UTC', TERM: 'xterm', DOCKER_HOST: world.dockerHost };
  const put = (name, text) => {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
  };
  const clean = (text) => text.split(home).join('/home/learner').split(kernel).join('KERNEL');
  const bash = (command, options) => run('bash', ['-c', command], { cwd, env, ...options });
  for (const [name, text] of Object.entries(scenario.files ?? {})) put(name, text);
  const steps = [];
  for (const step of scenario.steps) {
    if (step.write) {
      for (const [name, text] of Object.entries(step.write)) put(name, text);
      steps.push({ write: step.write });
    } else if (step.settle) {
      const end = Date.now() + Math.min(step.limit ?? 30, patience) * 1000;
      let ok = false;
      while (!ok && Date.now() < end) {
        ok = (await bash(step.settle, { limit: Math.max(1, (end - Date.now()) / 1000) })).exit === 0;
        if (!ok) await sleep(150);
      }
      steps.push({ settle: step.settle, ok });
    } else {
      const result = step.tty
        ? await run('python3', [join(here, 'terminal.py'), step.run, String(step.limit ?? 60)], {
            cwd,
            env,
            limit: 90,
            input: JSON.stringify(step.tty),
          })
        : await bash(step.run, { limit: step.limit ?? 90, input: step.stdin });
      const record = { run: step.run };
      for (const key of ['stdin', 'tty', 'order', 'compare', 'mask']) if (step[key] !== undefined) record[key] = step[key];
      steps.push({ ...record, stdout: clean(result.stdout), stderr: clean(result.stderr), exit: result.exit });
    }
  }
  await world.close();
  const file = join(out, `${scenario.id}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ name: scenario.name, about: scenario.about, steps }, null, 1)}\n`);
}

const wanted = listFiles(join(here, 'scenarios'), '.yaml').filter(
  (id) => only.length === 0 || only.some((prefix) => id.startsWith(prefix)),
);
const queue = wanted.map((id) => loadScenario(join(here, 'scenarios'), id));
let number = 0;
async function worker() {
  for (let scenario = queue.shift(); scenario; scenario = queue.shift()) {
    const begun = Date.now();
    try {
      await play(scenario, ++number);
      console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${scenario.id}`);
    } catch (error) {
      console.log(`  ! ${scenario.id}: ${error.stack}`);
    }
  }
}
await Promise.all(Array.from({ length: jobs }, worker));
rmSync(scratch, { recursive: true, force: true });
process.exit(readdirSync(out).length > 0 ? 0 : 1);
