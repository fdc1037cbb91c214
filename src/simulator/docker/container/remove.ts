import { terminate } from '../../host/process/process.js';
import { conflict } from '../errors.js';
import type { Container, Engine } from '../state.js';
import { removeVolume } from '../volumes.js';
import { containerEvent } from './find.js';

/** Removes a container; with `force` a running one is killed first. Throws when it runs. */
export function removeContainer(
  engine: Engine,
  container: Container,
  options: { force?: boolean; volumes?: boolean } = {},
): void {
  const { state, name } = container;
  if (state.removing) return;
  if ((state.running || state.paused) && !options.force) {
    const why = state.paused
      ? 'container is paused and must be unpaused first'
      : state.restarting
        ? 'container is restarting: stop the container before removing or force remove'
        : 'container is running: stop the container before removing or force remove';
    throw conflict(`cannot remove container "${name}": ${why}`);
  }
  container.stopped = true;
  container.cancelRestart?.();
  const { runtime } = container;
  if (runtime) {
    // The removal goes on when the process has ended and the exit was handled.
    containerEvent(engine, container, 'kill', { signal: '9' });
    container.waiters.add(function gone(event) {
      if (event !== 'exit') return;
      container.waiters.delete(gone);
      forget(engine, container, options.volumes ?? false);
    });
    terminate(runtime.process, 'SIGKILL');
    return;
  }
  forget(engine, container, options.volumes ?? false);
}

function forget(engine: Engine, container: Container, volumes: boolean): void {
  if (!engine.containers.delete(container.id)) return;
  container.state.removing = true;
  for (const id of container.execIds) engine.execs.delete(id);
  containerEvent(engine, container, 'destroy');
  for (const call of [...container.waiters]) call('removed');
  if (!volumes) return;
  for (const mount of container.mounts) {
    const volume = mount.name === undefined ? undefined : engine.volumes.get(mount.name);
    const inUse = [...engine.containers.values()].some((other) =>
      other.mounts.some(({ name }) => name === mount.name),
    );
    if (volume?.anonymous && !inUse) removeVolume(engine, volume.name);
  }
}

/** Removes a container and waits until it is gone. */
export async function removeAndWait(
  engine: Engine,
  container: Container,
  options: { force?: boolean; volumes?: boolean },
): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    container.waiters.add((event) => {
      if (event === 'removed') resolve();
    });
  });
  removeContainer(engine, container, options);
  if (engine.containers.has(container.id)) await gone;
}
