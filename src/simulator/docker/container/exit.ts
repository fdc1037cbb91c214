import type { ExitStatus } from '../../host/contract.js';
import type { NetworkNamespace } from '../../host/network/namespace.js';
import { bool, num, str, sub } from '../decode.js';
import type { Container, Engine } from '../state.js';
import { containerEvent } from './find.js';
import { disconnectEndpoint } from './network.js';
import { removeContainer } from './remove.js';
import { startContainer } from './start.js';

const firstBackoff = 100;
const longestBackoff = 60_000;
/** A run of this length makes the back-off start anew. */
const goodRun = 10_000;

/** Gives back the networks and ports of a container that does not run any more. */
export function tearDown(
  engine: Engine,
  container: Container,
  { net, closePorts }: { net: NetworkNamespace; closePorts: readonly (() => void)[] },
): void {
  for (const close of closePorts) close();
  for (const name of container.endpoints.keys()) disconnectEndpoint(engine, container, name, net);
  container.ports = [];
  container.sandboxId = '';
}

/** The main process of a container has ended: state, events, and what its policies say comes next. */
export function onExit(engine: Engine, container: Container, status: ExitStatus): void {
  const { runtime, state, streams } = container;
  if (!runtime) return;
  container.runtime = undefined;
  container.health?.stop();
  tearDown(engine, container, { net: runtime.isolation.net, closePorts: runtime.closePorts });
  for (const { type, name } of container.mounts)
    if (type === 'volume' && name)
      engine.events.emit({
        type: 'volume',
        action: 'unmount',
        id: name,
        attributes: { container: container.id, driver: 'local' },
      });
  const ran = engine.clock.now() - runtime.startedAt;
  const restart = shouldRestart(container, status.code);
  Object.assign(state, {
    running: restart,
    paused: false,
    restarting: restart,
    exitCode: status.code,
    oomKilled: runtime.isolation.cgroup.oomKills > 0,
    finished: engine.nanos(),
  });
  streams.closeStdin();
  streams.flush();
  const seconds = String(Math.floor(ran / 1000));
  containerEvent(engine, container, 'die', { execDuration: seconds, exitCode: String(status.code) });
  for (const call of [...container.waiters]) call('exit');
  if (restart) scheduleRestart(engine, container, ran);
  else if (bool(container.hostConfig, 'AutoRemove'))
    removeContainer(engine, container, { force: true, volumes: true });
}

function shouldRestart(container: Container, code: number): boolean {
  if (container.stopped) return false;
  const policy = sub(container.hostConfig, 'RestartPolicy');
  const most = num(policy, 'MaximumRetryCount');
  switch (str(policy, 'Name')) {
    case 'always':
    case 'unless-stopped':
      return true;
    case 'on-failure':
      return code !== 0 && (most === 0 || container.restartCount < most);
    default:
      return false;
  }
}

function scheduleRestart(engine: Engine, container: Container, ran: number): void {
  const grown = container.backoff === 0 || ran >= goodRun ? firstBackoff : container.backoff * 2;
  container.backoff = Math.min(grown, longestBackoff);
  container.restartCount++;
  const cancel = engine.clock.after(container.backoff, () => {
    container.cancelRestart = undefined;
    startContainer(engine, container).catch(() => {
      // The state of the container tells why; a policy does not try again what can not be started.
      Object.assign(container.state, { running: false, restarting: false });
    });
  });
  container.cancelRestart = () => {
    cancel();
    container.cancelRestart = undefined;
    Object.assign(container.state, { running: false, restarting: false });
  };
}
