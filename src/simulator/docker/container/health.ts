import { description, type Description } from '../../host/process/description.js';
import { terminate } from '../../host/process/process.js';
import { run } from '../../host/process/start.js';
import { isBody, list, num, str, sub, type Body } from '../decode.js';
import type { Container, Engine, Health, HealthResult, Runtime } from '../state.js';
import { containerEvent } from './find.js';
import { launch, LaunchError } from './launch.js';
import { processEnv } from './managed-files.js';

const seconds30 = 30_000;
const keptResults = 5;
const keptOutput = 4096;

const milliseconds = (check: Body, name: string, fallback: number) => num(check, name) / 1e6 || fallback;

/** The command of a health check; undefined when there is none ("NONE", empty). */
function commandOf(container: Container): string[] | undefined {
  const [kind, ...rest] = list(sub(container.config, 'Healthcheck'), 'Test');
  if (kind === 'CMD') return rest;
  if (kind !== 'CMD-SHELL') return undefined;
  const shell = list(container.config, 'Shell');
  return [...(shell.length > 0 ? shell : ['/bin/sh', '-c']), rest.join(' ')];
}

/** Starts the health checks of a container that has them. */
export function startHealthChecks(engine: Engine, container: Container): void {
  const argv = commandOf(container);
  container.health = undefined;
  if (!argv || !isBody(container.config.Healthcheck)) return;
  const check = container.config.Healthcheck;
  const interval = milliseconds(check, 'Interval', seconds30);
  const startPeriod = milliseconds(check, 'StartPeriod', 0);
  const startInterval = milliseconds(check, 'StartInterval', 5000);
  const retries = num(check, 'Retries') || 3;
  const begun = engine.clock.now();
  let cancel: () => void = () => undefined;
  let over = false;
  const health: Health = {
    status: 'starting',
    failingStreak: 0,
    log: [],
    check: check,
    stop() {
      over = true;
      cancel();
    },
  };
  container.health = health;
  const starting = () => health.status === 'starting' && engine.clock.now() - begun < startPeriod;
  const schedule = () => {
    if (over) return;
    cancel = engine.clock.after(starting() ? startInterval : interval, () => void probe());
  };
  const probe = async () => {
    const { runtime } = container;
    if (over || !runtime) return;
    if (container.state.paused) return schedule();
    const result = await runProbe(
      engine,
      container,
      runtime,
      argv,
      milliseconds(check, 'Timeout', seconds30),
    );
    if (over) return;
    health.log = [...health.log, result].slice(-keptResults);
    const before = health.status;
    if (result.exitCode === 0) Object.assign(health, { failingStreak: 0, status: 'healthy' });
    else if (!starting()) {
      health.failingStreak++;
      if (health.failingStreak >= retries) health.status = 'unhealthy';
    }
    if (health.status !== before) containerEvent(engine, container, `health_status: ${health.status}`);
    schedule();
  };
  schedule();
}

async function runProbe(
  engine: Engine,
  container: Container,
  runtime: Runtime,
  argv: readonly string[],
  timeout: number,
): Promise<HealthResult> {
  const start = engine.nanos();
  let output = '';
  const sink = (): Description =>
    description({
      name: 'pipe:[1]',
      write(bytes) {
        if (output.length < keptOutput) output += new TextDecoder().decode(bytes);
        return false;
      },
    });
  const fds = new Map<number, Description>([
    [0, description({ name: '/dev/null', tryRead: () => undefined })],
    [1, sink()],
    [2, sink()],
  ]);
  const { config } = container;
  const done = (exitCode: number): HealthResult => ({
    start,
    end: engine.nanos(),
    exitCode,
    output: output.slice(0, keptOutput),
  });
  try {
    const env = processEnv(container, false);
    const spec = { argv, env, user: str(config, 'User'), workdir: str(config, 'WorkingDir'), fds };
    const { process, executable } = launch(runtime.isolation, spec);
    let late = false;
    const cancel = engine.clock.after(timeout, () => {
      late = true;
      terminate(process, 'SIGKILL');
    });
    run(process, executable);
    const { code } = await process.exited;
    cancel();
    if (late) output = `Health check exceeded timeout (${timeout / 1000}s)`;
    return done(late ? -1 : code === 0 ? 0 : 1);
  } catch (error) {
    output = `OCI runtime exec failed: exec failed: ${error instanceof Error ? error.message : String(error)}`;
    return done(error instanceof LaunchError ? -1 : 1);
  }
}
