import type { Clock } from '../clock.js';
import type { Tree } from '../host/fs/tree.js';
import type { VNode } from '../host/fs/vnode.js';
import type { Machine } from '../host/machine.js';
import type { Bridge } from '../host/network/bridge.js';
import type { Isolation, Process } from '../host/process/process.js';
import type { Terminal } from '../host/process/tty.js';
import type { Healthcheck } from '../images/document.js';
import type { Hub } from '../images/hub.js';
import type { ImageStore } from '../images/store.js';
import type { Body } from './decode.js';
import type { EventLog } from './events.js';
import type { Streams } from './container/streams.js';
import type { Nanos } from './time.js';

/** A place where something is mounted in a container, as inspect shows it. */
export interface MountPoint {
  type: 'bind' | 'volume' | 'tmpfs';
  /** Volume name. */
  name?: string;
  /** Path on the host, or where the volume would be. */
  source: string;
  destination: string;
  driver?: string;
  mode: string;
  writable: boolean;
  propagation: string;
  /** Copies what the image has there into an empty volume. */
  copy?: boolean;
  /** Bytes, of a tmpfs. */
  size?: number;
}

/** A container's place on a network: what was asked for, and what it got while running. */
export interface Endpoint {
  asked: Body;
  networkId: string;
  endpointId: string;
  address: string;
  prefix: number;
  gateway: string;
  mac: string;
}

/** A published port as `docker port` shows it. */
export interface PortBinding {
  /** "80/tcp" */
  port: string;
  hostIp: string;
  hostPort: number;
}

/** One probe of a health check. */
export interface HealthResult {
  start: Nanos;
  end: Nanos;
  exitCode: number;
  output: string;
}

/** Health of a container that has a check. */
export interface Health {
  status: 'starting' | 'healthy' | 'unhealthy';
  failingStreak: number;
  log: HealthResult[];
  check: Healthcheck;
  stop(): void;
}

/** The state of a container; `status` is derived from it. */
export interface ContainerState {
  running: boolean;
  paused: boolean;
  restarting: boolean;
  removing: boolean;
  dead: boolean;
  oomKilled: boolean;
  exitCode: number;
  error: string;
  started?: Nanos;
  finished?: Nanos;
}

/** A container of the engine. */
export interface Container {
  id: string;
  name: string;
  created: Nanos;
  path: string;
  args: string[];
  config: Body;
  hostConfig: Body;
  imageId: string;
  /** Writable layer. */
  tree: Tree;
  mounts: MountPoint[];
  /** By network name, in order. */
  endpoints: Map<string, Endpoint>;
  state: ContainerState;
  restartCount: number;
  /** Asked to stop by a person: no restart policy brings it back before the next start. */
  stopped: boolean;
  streams: Streams;
  health?: Health;
  execIds: Set<string>;
  /** While it runs. */
  runtime?: Runtime;
  sandboxId: string;
  ports: PortBinding[];
  /** Hostname, hosts and resolv.conf: files that the engine writes and mounts. */
  managed?: Record<string, VNode>;
  /** Called at the next exit and at removal. */
  waiters: Set<(event: 'exit' | 'removed') => void>;
  /** Cancels a restart that waits for its back-off. */
  cancelRestart?: () => void;
  /** Milliseconds that the restart back-off has grown to. */
  backoff: number;
}

/** What a running container has. */
export interface Runtime {
  isolation: Isolation;
  process: Process;
  terminal?: Terminal;
  /** Closes published ports. */
  closePorts: (() => void)[];
  /** Shares the namespace of another container. */
  sharesNetwork: boolean;
  /** Milliseconds of the clock. */
  startedAt: number;
}

/** A network of the engine. */
export interface Network {
  id: string;
  name: string;
  created: Nanos;
  driver: string;
  /** Undefined for the null and host drivers. */
  bridge?: Bridge;
  internal: boolean;
  attachable: boolean;
  enableIPv6: boolean;
  ipam: Body;
  options: Record<string, string>;
  labels: Record<string, string>;
}

/** A volume of the engine. */
export interface Volume {
  name: string;
  created: Nanos;
  driver: string;
  labels: Record<string, string> | null;
  options: Record<string, string> | null;
  anonymous: boolean;
  tree: Tree;
}

/** One `docker exec`. */
export interface Exec {
  id: string;
  containerId: string;
  config: Body;
  argv: string[];
  running: boolean;
  exitCode: number | null;
  pid: number;
  terminal?: Terminal;
}

/** The whole state of an engine. */
export interface Engine {
  /** Name of the engine, as info gives it. */
  id: string;
  clock: Clock;
  nanos: () => Nanos;
  machine: Machine;
  images: ImageStore;
  hub: Hub;
  containers: Map<string, Container>;
  networks: Map<string, Network>;
  volumes: Map<string, Volume>;
  execs: Map<string, Exec>;
  events: EventLog;
  /** Folders of the real host that bind mounts may lie in. */
  bindRoots: readonly string[];
}
