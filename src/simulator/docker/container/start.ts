import { bindRoot } from '../../host/fs/bind.js';
import { applyEntries, treeEntries } from '../../host/fs/layer.js';
import { child, createTree, treeRoot, type TreeNode } from '../../host/fs/tree.js';
import { defaultCapabilities, isolate, mount, openTerminal } from '../../host/machine.js';
import { networkNamespace, type NetworkNamespace } from '../../host/network/namespace.js';
import { createCgroup } from '../../host/process/cgroup.js';
import { finish, type Isolation } from '../../host/process/process.js';
import { run } from '../../host/process/start.js';
import { bool, isBody, list, num, str } from '../decode.js';
import { ApiError, conflict, failure, invalid, notFound } from '../errors.js';
import { generateId } from '../names.js';
import type { Container, Engine, MountPoint } from '../state.js';
import { onExit, tearDown } from './exit.js';
import { byName, containerEvent } from './find.js';
import { startHealthChecks } from './health.js';
import { withInit } from './init-program.js';
import { launch, LaunchError } from './launch.js';
import { mountManagedFiles, processEnv } from './managed-files.js';
import { hostPath } from './mounts.js';
import { setUpNetworking } from './network.js';
import { effectiveCapabilities } from './validate.js';

const taskFailed =
  'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ';

/** Starts a container that is not running. Rejects with the engine's errors; its state then tells why. */
export async function startContainer(engine: Engine, container: Container): Promise<void> {
  const { state } = container;
  if (state.paused) throw conflict('cannot start a paused container, try unpause instead');
  if (state.removing || state.dead) throw conflict('container is marked for removal and cannot be started');
  state.error = '';
  try {
    await launchContainer(engine, container);
  } catch (error) {
    const refused = refusal(error);
    state.error = refused.message;
    state.exitCode = error instanceof LaunchError ? error.exitCode : 128;
    container.stopped = true;
    await failed(engine, container);
    throw refused;
  }
}

function refusal(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof LaunchError) return invalid(`${taskFailed}${error.message}`);
  return failure(error instanceof Error ? error.message : String(error));
}

/** A container with --rm that could not be started goes away too. */
async function failed(engine: Engine, container: Container): Promise<void> {
  if (!bool(container.hostConfig, 'AutoRemove')) return;
  const { removeContainer } = await import('./remove.js');
  removeContainer(engine, container, { force: true, volumes: true });
}

async function launchContainer(engine: Engine, container: Container): Promise<void> {
  const { config, hostConfig, streams } = container;
  const { machine } = engine;
  const shared = networkOf(engine, container);
  const net = shared ?? networkNamespace(machine.network);
  container.sandboxId = generateId();
  const closePorts = shared ? [] : await setUpNetworking(engine, container, net);
  const tty = bool(config, 'Tty');
  try {
    const isolation = isolate(machine, {
      root: treeRoot(container.tree),
      readOnly: bool(hostConfig, 'ReadonlyRootfs'),
      hostname: () => str(config, 'Hostname'),
      net,
      cgroup: createCgroup(limitsOf(container)),
      capabilities: effectiveCapabilities(defaultCapabilities, hostConfig),
      openFiles: openFilesOf(container),
      privileged: bool(hostConfig, 'Privileged'),
    });
    mountManagedFiles(engine, container, isolation);
    mountAll(engine, container, isolation);
    const terminal = tty ? openTerminal(isolation, consoleSize(container)) : undefined;
    terminal?.onOutput((bytes) => streams.output('stdout', bytes));
    const fds = terminal
      ? new Map([0, 1, 2].map((fd) => [fd, terminal.slave] as const))
      : streams.open({ stdin: bool(config, 'OpenStdin') });
    const { process, executable } = launch(isolation, {
      argv: [container.path, ...container.args],
      env: processEnv(container, tty),
      user: str(config, 'User'),
      groups: list(hostConfig, 'GroupAdd'),
      workdir: str(config, 'WorkingDir'),
      fds,
      terminal,
      makeWorkdir: true,
      wrap: bool(hostConfig, 'Init') ? withInit : undefined,
    });
    const startedAt = engine.clock.now();
    container.runtime = {
      isolation,
      process,
      terminal,
      closePorts,
      sharesNetwork: shared !== undefined,
      startedAt,
    };
    markStarted(engine, container);
    for (const call of [...streams.started]) call();
    void process.exited.then((status) => onExit(engine, container, status));
    run(process, executable);
  } catch (error) {
    streams.closeStdin();
    tearDown(engine, container, { net, closePorts });
    throw error;
  }
}

function markStarted(engine: Engine, container: Container): void {
  Object.assign(container.state, {
    running: true,
    restarting: false,
    oomKilled: false,
    exitCode: 0,
    error: '',
    started: engine.nanos(),
    finished: container.state.finished,
  });
  container.stopped = false;
  for (const { type, name, destination, writable } of container.mounts)
    if (type === 'volume' && name)
      engine.events.emit({
        type: 'volume',
        action: 'mount',
        id: name,
        attributes: {
          container: container.id,
          destination,
          driver: 'local',
          propagation: '',
          'read/write': String(writable),
        },
      });
  containerEvent(engine, container, 'start');
  startHealthChecks(engine, container);
}

/** The namespace of another container, or of the host, when this one is to use it. */
function networkOf(engine: Engine, container: Container): NetworkNamespace | undefined {
  const mode = str(container.hostConfig, 'NetworkMode');
  if (mode === 'host') return engine.machine.network.namespace;
  if (!mode.startsWith('container:')) return undefined;
  const name = mode.slice('container:'.length);
  const other = engine.containers.get(name) ?? byName(engine, name);
  if (!other) throw notFound(`joining network namespace of container: No such container: ${name}`);
  if (!other.runtime)
    throw conflict(
      `joining network namespace of container: cannot join network namespace of a non running container: container ${other.name} is ${other.state.finished ? 'exited' : 'created'}`,
    );
  return other.runtime.isolation.net;
}

/** Limits of a container for its control group. */
export function limitsOf({ hostConfig }: Container): { memory?: number; cpus?: number; pids?: number } {
  const quota = num(hostConfig, 'CpuQuota');
  const cpus =
    num(hostConfig, 'NanoCpus') / 1e9 || (quota > 0 ? quota / (num(hostConfig, 'CpuPeriod') || 100_000) : 0);
  return {
    memory: num(hostConfig, 'Memory') || undefined,
    cpus: cpus || undefined,
    pids: num(hostConfig, 'PidsLimit') || undefined,
  };
}

function openFilesOf({ hostConfig }: Container): number | undefined {
  const all = Array.isArray(hostConfig.Ulimits) ? hostConfig.Ulimits.filter(isBody) : [];
  const nofile = all.find((limit) => str(limit, 'Name') === 'nofile');
  return nofile && num(nofile, 'Soft');
}

function consoleSize({ hostConfig }: Container): { columns: number; rows: number } | undefined {
  const [rows, columns] = Array.isArray(hostConfig.ConsoleSize) ? (hostConfig.ConsoleSize as number[]) : [];
  return rows && columns ? { rows, columns } : undefined;
}

function mountAll(engine: Engine, container: Container, isolation: Isolation): void {
  for (const point of container.mounts) {
    const root = rootOf(engine, container, point);
    checkTarget(container, point, root.stat().type === 'directory');
    const source = point.type === 'tmpfs' ? 'tmpfs' : '/dev/vda1';
    const type = point.type === 'tmpfs' ? 'tmpfs' : 'ext4';
    mount(isolation.mounts, point.destination, root, { readOnly: !point.writable, source, type });
  }
}

function rootOf(engine: Engine, container: Container, point: MountPoint) {
  if (point.type === 'bind') return bindRoot(hostPath(engine, point.source), engine.clock);
  if (point.type === 'tmpfs') return treeRoot(createTree({ mode: 0o1777, mtime: engine.clock.now() }));
  const volume = engine.volumes.get(point.name ?? '');
  if (!volume) throw notFound(`get ${point.name}: no such volume`);
  const root = treeRoot(volume.tree);
  const seed =
    point.copy && root.list().length === 0 ? nodeAt(container.tree.root, point.destination) : undefined;
  if (seed?.type === 'directory') {
    root.setMode(seed.mode);
    root.setOwner(seed.uid, seed.gid);
    applyEntries(root, treeEntries(seed));
  }
  return root;
}

function nodeAt(root: TreeNode, path: string): TreeNode | undefined {
  return path
    .split('/')
    .filter(Boolean)
    .reduce<TreeNode | undefined>((at, part) => at && child(at, part), root);
}

/** A folder can not be mounted on a file, nor a file on a folder. Missing targets are made, as the runtime does. */
function checkTarget(container: Container, point: MountPoint, directory: boolean): void {
  const target = nodeAt(container.tree.root, point.destination);
  if (!target) {
    makeTarget(container, point.destination, directory);
    return;
  }
  if (target.type === 'symlink' || (target.type === 'directory') === directory) return;
  throw new LaunchError(
    `unable to start container process: error during container init: error mounting "${point.source}" to rootfs at "${point.destination}": mount ${point.source}:${point.destination} (via /proc/self/fd/6), flags: 0x5000: not a directory: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type`,
    127,
  );
}

function makeTarget(container: Container, path: string, directory: boolean): void {
  const parts = path.split('/').filter(Boolean);
  let at = treeRoot(container.tree);
  parts.forEach((part, i) => {
    const next = at.lookup(part);
    const type = i < parts.length - 1 || directory ? 'directory' : 'file';
    at = next ?? at.create(part, { type, mode: 0o755, uid: 0, gid: 0, mtime: container.tree.root.mtime });
  });
}

/** Ends what a container runs at once, without any ceremony: for the end of a world. */
export function abandon(container: Container): void {
  container.health?.stop();
  container.cancelRestart?.();
  for (const close of container.runtime?.closePorts ?? []) close();
  if (container.runtime) finish(container.runtime.process, { code: 137, signal: 'SIGKILL' });
}
