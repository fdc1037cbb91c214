import { imageSize } from '../../images/store.js';
import { ownSize } from '../../host/fs/layer.js';
import { createHash } from 'node:crypto';
import { bool, list, num, str, sub, type Body } from '../decode.js';
import { shortId } from '../names.js';
import type { Container, Endpoint, Engine, MountPoint } from '../state.js';
import { formatNanos, humanDuration, seconds, zeroTime } from '../time.js';
import { dnsNames } from './network.js';
import { statusOf } from './find.js';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Where overlay2 would keep a layer. */
export const overlayFolder = (name: string): string => `/var/lib/docker/overlay2/${hash(name)}`;

function graphDriver(engine: Engine, container: Container): object {
  const own = overlayFolder(container.id);
  const image = engine.images.images.get(container.imageId);
  const lower = (image?.document.rootfs.diff_ids ?? [])
    .map((diffId) => `${overlayFolder(diffId)}/diff`)
    .reverse();
  return {
    Data: {
      ID: container.id,
      LowerDir: [`${own}-init/diff`, ...lower].join(':'),
      MergedDir: `${own}/merged`,
      UpperDir: `${own}/diff`,
      WorkDir: `${own}/work`,
    },
    Name: 'overlay2',
  };
}

/** A mount as inspect and list show it. */
export function mountJson(mount: MountPoint): object {
  return {
    Type: mount.type,
    ...(mount.name === undefined ? {} : { Name: mount.name }),
    Source: mount.source,
    Destination: mount.destination,
    ...(mount.driver === undefined ? {} : { Driver: mount.driver }),
    Mode: mount.mode,
    RW: mount.writable,
    Propagation: mount.propagation,
  };
}

/** Mounts that are shown: tmpfs of --tmpfs are not. */
export function shownMounts(container: Container): MountPoint[] {
  const tmpfs = container.hostConfig.Tmpfs as Record<string, string> | undefined;
  return container.mounts.filter((mount) => !(mount.type === 'tmpfs' && tmpfs && mount.destination in tmpfs));
}

function endpointJson(container: Container, endpoint: Endpoint, options: { names: boolean }): object {
  return {
    IPAMConfig: endpoint.asked.IPAMConfig ?? null,
    Links: endpoint.asked.Links ?? null,
    Aliases: endpoint.asked.Aliases ?? null,
    MacAddress: endpoint.mac,
    DriverOpts: endpoint.asked.DriverOpts ?? null,
    GwPriority: num(endpoint.asked, 'GwPriority'),
    NetworkID: endpoint.networkId,
    EndpointID: endpoint.endpointId,
    Gateway: endpoint.gateway,
    IPAddress: endpoint.address,
    IPPrefixLen: endpoint.prefix,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    DNSNames: options.names ? dnsNames(container, endpoint) : null,
  };
}

/** Networks of a container by name, sorted. */
export function endpointsJson(container: Container): Record<string, object> {
  return Object.fromEntries(
    [...container.endpoints]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, endpoint]) => [
        name,
        endpointJson(container, endpoint, { names: !['bridge', 'host', 'none'].includes(name) }),
      ]),
  );
}

/** Published and exposed ports by "80/tcp". */
function portMap(container: Container): Body {
  if (!container.runtime) return {};
  const ports: Record<string, { HostIp: string; HostPort: string }[] | null> = {};
  for (const port of Object.keys(sub(container.config, 'ExposedPorts')).sort()) ports[port] = null;
  for (const { port, hostIp, hostPort } of container.ports)
    (ports[port] ??= []).push({ HostIp: hostIp, HostPort: String(hostPort) });
  return ports;
}

function networkSettings(container: Container): object {
  const first = container.endpoints.get('bridge');
  const own = first && !bool(container.config, 'NetworkDisabled') ? first : undefined;
  return {
    Bridge: '',
    SandboxID: container.sandboxId,
    SandboxKey: container.sandboxId ? `/var/run/docker/netns/${shortId(container.sandboxId)}` : '',
    Ports: portMap(container),
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: own?.endpointId ?? '',
    Gateway: own?.gateway ?? '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    IPAddress: own?.address ?? '',
    IPPrefixLen: own?.prefix ?? 0,
    IPv6Gateway: '',
    MacAddress: own?.mac ?? '',
    Networks: endpointsJson(container),
  };
}

function stateJson(container: Container): object {
  const { state, health, runtime } = container;
  return {
    Status: statusOf(container),
    Running: state.running,
    Paused: state.paused,
    Restarting: state.restarting,
    OOMKilled: state.oomKilled,
    Dead: state.dead,
    Pid: runtime?.process.hostPid ?? 0,
    ExitCode: state.exitCode,
    Error: state.error,
    StartedAt: state.started === undefined ? zeroTime : formatNanos(state.started),
    FinishedAt: state.finished === undefined ? zeroTime : formatNanos(state.finished),
    ...(health
      ? {
          Health: {
            Status: health.status,
            FailingStreak: health.failingStreak,
            Log: health.log.map(({ start, end, exitCode, output }) => ({
              Start: formatNanos(start),
              End: formatNanos(end),
              ExitCode: exitCode,
              Output: output,
            })),
          },
        }
      : {}),
  };
}

/** Bytes of the writable layer and of everything. */
export function containerSizes(engine: Engine, container: Container): { rw: number; rootFs: number } {
  const rw = ownSize(container.tree);
  const image = engine.images.images.get(container.imageId);
  return { rw, rootFs: rw + (image ? imageSize(engine.images, image) : 0) };
}

/** A container as inspect shows it. */
export function inspectJson(engine: Engine, container: Container, options: { size: boolean }): object {
  const folder = `/var/lib/docker/containers/${container.id}`;
  const logged = str(container.hostConfig.LogConfig as Body, 'Type') === 'json-file';
  const sizes = options.size ? containerSizes(engine, container) : undefined;
  const ranOnce = container.managed !== undefined;
  return {
    Id: container.id,
    Created: formatNanos(container.created),
    Path: container.path,
    Args: container.args,
    State: stateJson(container),
    Image: container.imageId,
    ResolvConfPath: ranOnce ? `${folder}/resolv.conf` : '',
    HostnamePath: ranOnce ? `${folder}/hostname` : '',
    HostsPath: ranOnce ? `${folder}/hosts` : '',
    LogPath: ranOnce && logged ? `${folder}/${container.id}-json.log` : '',
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: runningExecs(engine, container),
    HostConfig: container.hostConfig,
    GraphDriver: graphDriver(engine, container),
    ...(sizes ? { SizeRw: sizes.rw, SizeRootFs: sizes.rootFs } : {}),
    Mounts: shownMounts(container).map(mountJson),
    Config: container.config,
    NetworkSettings: networkSettings(container),
  };
}

function runningExecs(engine: Engine, container: Container): string[] | null {
  const running = [...container.execIds].filter((id) => engine.execs.get(id)?.running);
  return running.length > 0 ? running : null;
}

/** "Up 5 seconds (healthy)", "Exited (0) 2 minutes ago" ... */
export function statusText(container: Container, now: number): string {
  const { state, health } = container;
  const since = (time: bigint | undefined) => humanDuration(now - Number(time ?? 0n) / 1e6);
  if (state.restarting) return `Restarting (${state.exitCode}) ${since(state.finished)} ago`;
  if (state.running) {
    const up = `Up ${since(state.started)}`;
    if (state.paused) return `${up} (Paused)`;
    if (!health) return up;
    return `${up} (${health.status === 'starting' ? 'health: starting' : health.status})`;
  }
  if (state.removing) return 'Removal In Progress';
  if (state.dead) return 'Dead';
  if (statusOf(container) === 'created') return 'Created';
  return `Exited (${state.exitCode}) ${since(state.finished)} ago`;
}

/** The command as `docker ps` shows it: arguments with spaces are quoted. */
export function commandText(container: Container): string {
  const args = container.args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg));
  return [container.path, ...args].join(' ');
}

/** Ports as `docker ps` shows them. */
export function portsJson(container: Container): object[] {
  if (!container.runtime) return [];
  const published = new Set(container.ports.map(({ port }) => port));
  const parts = (port: string) => {
    const [number = '', type = 'tcp'] = port.split('/');
    return { number: Number(number), type };
  };
  const exposed = Object.keys((container.config.ExposedPorts ?? {}) as Body).filter(
    (port) => !published.has(port),
  );
  return [
    ...container.ports.map(({ port, hostIp, hostPort }) => ({
      IP: hostIp,
      PrivatePort: parts(port).number,
      PublicPort: hostPort,
      Type: parts(port).type,
    })),
    ...exposed.map((port) => ({ PrivatePort: parts(port).number, Type: parts(port).type })),
  ];
}

/** The image as `docker ps` names it: the name it was made of, or the id once that name leads elsewhere. */
export function imageText(container: Container, currentId: string | undefined): string {
  return currentId === container.imageId ? str(container.config, 'Image') : container.imageId;
}

/** A container as the list shows it. */
export function summaryJson(
  engine: Engine,
  container: Container,
  options: { size: boolean; currentImage: string | undefined },
): object {
  const sizes = options.size ? containerSizes(engine, container) : undefined;
  return {
    Id: container.id,
    Names: [`/${container.name}`, ...linkNames(engine, container)],
    Image: imageText(container, options.currentImage),
    ImageID: container.imageId,
    Command: commandText(container),
    Created: seconds(container.created),
    Ports: portsJson(container),
    ...(sizes ? { ...(sizes.rw > 0 ? { SizeRw: sizes.rw } : {}), SizeRootFs: sizes.rootFs } : {}),
    Labels: container.config.Labels,
    State: statusOf(container),
    Status: statusText(container, engine.clock.now()),
    HostConfig: { NetworkMode: container.hostConfig.NetworkMode },
    NetworkSettings: { Networks: endpointsJson(container) },
    Mounts: shownMounts(container).map(mountJson),
  };
}

function linkNames(engine: Engine, container: Container): string[] {
  return [...engine.containers.values()].flatMap((other) =>
    list(other.hostConfig, 'Links').flatMap((link) => {
      const [target, alias = target] = link.split(':');
      return target === container.name ? [`/${other.name}/${alias}`] : [];
    }),
  );
}
