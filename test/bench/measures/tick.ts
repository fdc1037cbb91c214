import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ms, quantile } from '../numbers.js';
import { has, openOuter } from '../outer.js';
import { launcher, temporaryHome } from '../program.js';
import { skipped, type Benchmark } from '../result.js';

const name = 'docker run done to tick';
const image = 'busybox:1.36';
/** As many checks as one screen shows. */
const mostChecks = 20;

/** Why this can not be measured here; undefined when it can. */
function missing(): string | undefined {
  const asked = spawnSync('docker', ['image', 'inspect', image], { encoding: 'utf8' });
  if (asked.error) return 'skipped: there is no docker command';
  if (asked.status === 0) return undefined;
  return /no such image/i.test(asked.stderr) ? `skipped: no image ${image}` : 'skipped: no engine answers';
}

/** A step with a container to start for each check, named so that nobody else's is. */
function lessonText(containers: readonly string[]): string {
  const checks = containers.map(
    (container) => `      - { kind: container, name: ${container}, says: ${container} }`,
  );
  return `id: BT-01
title: Ticks
goal: Start containers.
minutes: 5
requires: [docker]
steps:
  - id: start
    title: Start them
    prose: A lesson for measurements.
    task: Start every container.
    hints: [None.]
    solution: 'true'
    checks:
${checks.join('\n')}
    debrief: Done.
learned: [Nothing.]
`;
}

/**
 * From the moment that docker run has come back (the shell notes it) to the tick on the screen. The engine tells of
 * the container before docker comes back, so that a tick can come first: that counts as 0.
 */
export const tick: Benchmark = {
  id: 'tick',
  async run({ rounds }) {
    const why = missing();
    if (why) return [skipped(name, why)];
    using home = temporaryHome();
    const containers = Array.from(
      { length: Math.min(rounds * 2, mostChecks) },
      (_, at) => `kt-bench-${process.pid}-${at}`,
    );
    const lessons = join(home.path, 'lessons');
    mkdirSync(join(lessons, 'BT-01'), { recursive: true });
    writeFileSync(join(lessons, 'BT-01', 'lesson.yaml'), lessonText(containers));
    const outer = openOuter({
      file: process.execPath,
      args: [launcher, 'start', 'BT-01', '--lessons', lessons],
      env: home.env,
      columns: 160,
      rows: 60,
    });
    const delays: number[] = [];
    try {
      await outer.shows((rows) => rows.some((row) => /BT-01 [$#]/.test(row)));
      for (const [at, container] of containers.entries()) {
        const noted = join(home.path, `done-${at}`);
        outer.type(
          `clear; docker run -d --name ${container} ${image} sleep 300 >/dev/null; echo $EPOCHREALTIME >${noted}; echo no'ted'-${at}.\r`,
        );
        const [ticked] = await Promise.all([
          outer.shows(has(`✓ ${container}`)),
          outer.shows(has(`noted-${at}.`)),
        ]);
        const finished = Number(readFileSync(noted, 'utf8').replace(',', '.')) * 1000;
        delays.push(Math.max(0, performance.timeOrigin + ticked - finished));
      }
    } finally {
      outer.kill();
      await outer.ended;
      spawnSync('docker', ['rm', '-f', ...containers]);
    }
    const p95 = quantile(delays, 0.95);
    return [
      {
        name,
        baseline: '',
        measured: `p50 ${ms(quantile(delays, 0.5))}, p95 ${ms(p95)}, most ${ms(Math.max(...delays))} (${delays.length} runs)`,
        value: `p95 ${ms(p95)}`,
        goal: 'p95 <= 250 ms',
        verdict: p95 <= 250 ? 'met' : 'not met',
      },
    ];
  },
};
