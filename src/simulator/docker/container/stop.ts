import { findSignal, signalNumbers } from '../../host/process/signals.js';
import { deliver, terminate } from '../../host/process/process.js';
import { freeze } from '../../host/process/cgroup.js';
import { num, str } from '../decode.js';
import { conflict, invalid } from '../errors.js';
import type { Container, Engine } from '../state.js';
import { containerEvent } from './find.js';
import { startContainer } from './start.js';
import { knownSignal } from './validate.js';

/** Resolves at the next exit of a container. */
export function nextExit(container: Container): Promise<void> {
  return new Promise((resolve) => {
    container.waiters.add(function once() {
      container.waiters.delete(once);
      resolve();
    });
  });
}

function send(engine: Engine, container: Container, text: string): void {
  const signal = findSignal(text);
  const { runtime } = container;
  if (!runtime) return;
  const number = signal ? signalNumbers[signal] : text;
  containerEvent(engine, container, 'kill', { signal: String(number) });
  if (!signal) return;
  if (signal === 'SIGKILL') terminate(runtime.process, signal);
  else deliver(runtime.process, signal, true);
}

/** Sends a signal to the main process (`docker kill`). Throws for signals that there are not and containers that rest. */
export function killContainer(engine: Engine, container: Container, text: string): void {
  if (!knownSignal(text)) throw invalid(`invalid signal: ${text}`);
  if (!container.state.running) throw conflict(`container ${container.id} is not running`);
  if (container.cancelRestart) {
    container.cancelRestart();
    for (const call of [...container.waiters]) call('exit');
    return;
  }
  const signal = findSignal(text);
  if (signal === 'SIGKILL' || text === stopSignalOf(container)) container.stopped = true;
  if (signal === 'SIGKILL') unfreeze(container);
  send(engine, container, text);
}

/** The signal that asks a container to stop. */
export function stopSignalOf(container: Container): string {
  return str(container.config, 'StopSignal') || 'SIGTERM';
}

function unfreeze(container: Container): void {
  if (container.runtime) freeze(container.runtime.isolation.cgroup, false);
  container.state.paused = false;
}

/** Stops a container: its stop signal, then after `timeout` seconds SIGKILL. Negative: waits as long as it takes. */
export async function stopContainer(
  engine: Engine,
  container: Container,
  options: { timeout?: number; signal?: string } = {},
): Promise<void> {
  container.stopped = true;
  if (container.cancelRestart) {
    container.cancelRestart();
    for (const call of [...container.waiters]) call('exit');
    return;
  }
  if (!container.runtime) return;
  if (options.signal && !knownSignal(options.signal)) throw invalid(`invalid signal: ${options.signal}`);
  const own = container.config.StopTimeout === undefined ? 10 : num(container.config, 'StopTimeout');
  const timeout = options.timeout ?? own;
  const exit = nextExit(container);
  unfreeze(container);
  send(engine, container, options.signal ?? stopSignalOf(container));
  const { runtime } = container;
  if (runtime.process.status === undefined && timeout === 0) send(engine, container, 'SIGKILL');
  const cancel =
    timeout > 0
      ? engine.clock.after(timeout * 1000, () => {
          if (container.runtime === runtime) send(engine, container, 'SIGKILL');
        })
      : () => undefined;
  await exit;
  cancel();
  containerEvent(engine, container, 'stop');
}

/** Stops a container when it runs, and starts it again. */
export async function restartContainer(
  engine: Engine,
  container: Container,
  options: { timeout?: number; signal?: string },
): Promise<void> {
  // A container with --rm survives its restart.
  const { AutoRemove } = container.hostConfig;
  container.hostConfig.AutoRemove = false;
  try {
    await stopContainer(engine, container, options);
  } finally {
    container.hostConfig.AutoRemove = AutoRemove;
  }
  await startContainer(engine, container);
  containerEvent(engine, container, 'restart');
}

/** Freezes all processes of a container. */
export function pauseContainer(engine: Engine, container: Container): void {
  if (container.state.paused) throw conflict(`Container ${container.id} is already paused`);
  if (!container.runtime) throw conflict(`container ${container.id} is not running`);
  freeze(container.runtime.isolation.cgroup, true);
  container.state.paused = true;
  containerEvent(engine, container, 'pause');
}

/** Lets a paused container go on. */
export function unpauseContainer(engine: Engine, container: Container): void {
  if (!container.state.paused) throw conflict(`Container ${container.id} is not paused`);
  unfreeze(container);
  containerEvent(engine, container, 'unpause');
}
