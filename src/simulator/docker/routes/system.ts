import { imageSize, layersOf } from '../../images/store.js';
import { apiVersion, engineVersion, oldestApiVersion, reply, type Call, type Route } from '../api.js';
import { summaryJson, containerSizes } from '../container/inspect.js';
import { currentImage } from '../container/list.js';
import { ApiError } from '../errors.js';
import { eventJson, passes, type EngineEvent } from '../events.js';
import { parseFilters } from '../filters.js';
import { imageSummary } from '../images/summary.js';
import type { Engine } from '../state.js';
import { formatNanos, parseTime } from '../time.js';
import { usersOf, volumeJson, volumeSize } from '../volumes.js';

const pingHeaders = {
  'Builder-Version': '2',
  'Cache-Control': 'no-cache, no-store, must-revalidate',
  Pragma: 'no-cache',
  Swarm: 'inactive',
  'Content-Type': 'text/plain; charset=utf-8',
};

const noSwarm =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

function versionJson(engine: Engine): object {
  const { kernel } = engine.machine.facts;
  const built = '2025-11-05T14:43:00.000000000+00:00';
  return {
    Platform: { Name: '' },
    Components: [
      {
        Name: 'Engine',
        Version: engineVersion,
        Details: {
          ApiVersion: apiVersion,
          Arch: 'amd64',
          BuildTime: built,
          Experimental: 'false',
          GitCommit: 'simulated',
          GoVersion: 'go1.24.9',
          KernelVersion: kernel,
          MinAPIVersion: oldestApiVersion,
          Os: 'linux',
        },
      },
      { Name: 'containerd', Version: 'v2.1.9', Details: { GitCommit: '' } },
      { Name: 'runc', Version: '1.1.5', Details: { GitCommit: 'simulated' } },
      { Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: '' } },
    ],
    Version: engineVersion,
    ApiVersion: apiVersion,
    MinAPIVersion: oldestApiVersion,
    GitCommit: 'simulated',
    GoVersion: 'go1.24.9',
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: kernel,
    BuildTime: built,
  };
}

function infoJson(engine: Engine): object {
  const all = [...engine.containers.values()];
  const { cpus, memory, kernel } = engine.machine.facts;
  const runtime = { path: 'runc' };
  const commit = { ID: '' };
  return {
    ID: engine.id,
    Containers: all.length,
    ContainersRunning: all.filter(({ state }) => state.running && !state.paused).length,
    ContainersPaused: all.filter(({ state }) => state.paused).length,
    ContainersStopped: all.filter(({ state }) => !state.running).length,
    Images: engine.images.images.size,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    Plugins: {
      Volume: ['local'],
      Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
      Authorization: null,
      Log: ['awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'],
    },
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    Debug: false,
    NFd: 24,
    OomKillDisable: true,
    NGoroutines: 42,
    SystemTime: formatNanos(engine.nanos()),
    LoggingDriver: 'json-file',
    CgroupDriver: 'cgroupfs',
    CgroupVersion: '1',
    NEventsListener: 0,
    KernelVersion: kernel,
    OperatingSystem: 'kube-tutor simulator',
    OSVersion: '',
    OSType: 'linux',
    Architecture: 'x86_64',
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      IndexConfigs: { 'docker.io': { Mirrors: [], Name: 'docker.io', Official: true, Secure: true } },
      InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
      Mirrors: null,
    },
    NCPU: cpus,
    MemTotal: memory,
    GenericResources: null,
    DockerRootDir: '/var/lib/docker',
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: engine.machine.hostname,
    Labels: [],
    ExperimentalBuild: false,
    ServerVersion: engineVersion,
    Runtimes: { 'io.containerd.runc.v2': runtime, runc: runtime },
    DefaultRuntime: 'runc',
    Swarm: {
      NodeID: '',
      NodeAddr: '',
      LocalNodeState: 'inactive',
      ControlAvailable: false,
      Error: '',
      RemoteManagers: null,
    },
    LiveRestoreEnabled: false,
    Isolation: '',
    InitBinary: 'docker-init',
    ContainerdCommit: commit,
    RuncCommit: commit,
    InitCommit: commit,
    SecurityOptions: ['name=seccomp,profile=builtin'],
    Warnings: null,
  };
}

function diskUsage({ engine, query }: Call) {
  const wanted = query.getAll('type');
  const wants = (type: string) => wanted.length === 0 || wanted.includes(type);
  const images = [...engine.images.images.values()];
  const layers = new Map(
    images.flatMap((image) => layersOf(engine.images, image)).map((layer) => [layer.diffId, layer]),
  );
  const sharers = (diffId: string) =>
    images.filter((image) => image.document.rootfs.diff_ids.includes(diffId)).length;
  return reply(200, {
    ...(wants('image')
      ? {
          LayersSize: [...layers.values()].reduce((sum, layer) => sum + layer.size, 0),
          Images: images
            .map((image) => ({
              ...imageSummary(engine, image),
              Containers: [...engine.containers.values()].filter(({ imageId }) => imageId === image.id)
                .length,
              SharedSize: layersOf(engine.images, image)
                .filter((layer) => sharers(layer.diffId) > 1)
                .reduce((sum, layer) => sum + layer.size, 0),
              Size: imageSize(engine.images, image),
            }))
            .sort((a, b) => b.Created - a.Created),
        }
      : {}),
    ...(wants('container')
      ? {
          Containers: [...engine.containers.values()].reverse().map((container) => ({
            ...summaryJson(engine, container, { size: true, currentImage: currentImage(engine, container) }),
            SizeRw: containerSizes(engine, container).rw,
          })),
        }
      : {}),
    ...(wants('volume')
      ? {
          Volumes: [...engine.volumes.values()].map((volume) => ({
            ...volumeJson(volume),
            UsageData: { RefCount: usersOf(engine, volume.name).length, Size: volumeSize(volume) },
          })),
        }
      : {}),
    ...(wants('build-cache') ? { BuildCache: [] } : {}),
  });
}

function events({ engine, query, signal }: Call) {
  const filters = parseFilters(query.get('filters'));
  const now = engine.nanos();
  const since = parseTime(query.get('since'), now);
  const until = parseTime(query.get('until'), now);
  const fits = (event: EngineEvent) => (until === undefined || event.time <= until) && passes(event, filters);
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    stream: (write: (piece: string) => void) =>
      new Promise<void>((resolve) => {
        const show = (event: EngineEvent) => {
          if (fits(event)) write(`${JSON.stringify(eventJson(event))}\n`);
        };
        if (since !== undefined || until !== undefined)
          for (const event of engine.events.past()) if (event.time >= (since ?? 0n)) show(event);
        if (until !== undefined && until <= now) return resolve();
        const stop = engine.events.listen(show);
        const left = until === undefined ? undefined : Number(until - now) / 1e6;
        const cancel = left === undefined ? () => undefined : engine.clock.after(left, end);
        function end() {
          stop();
          cancel();
          resolve();
        }
        signal.addEventListener('abort', end, { once: true });
      }),
  };
}

const swarmRoute = (method: string, path: string): Route => ({
  method,
  path,
  handle() {
    throw new ApiError(503, noSwarm);
  },
});

/** /_ping, /version, /info, /events, /system/df, /auth, and what only a swarm has. */
export const systemRoutes: readonly Route[] = [
  ...['GET', 'HEAD'].map((method) => ({
    method,
    path: '/_ping',
    handle: () => ({
      status: 200,
      bytes: new TextEncoder().encode(method === 'HEAD' ? '' : 'OK'),
      headers: pingHeaders,
    }),
  })),
  { method: 'GET', path: '/version', handle: ({ engine }) => reply(200, versionJson(engine)) },
  { method: 'GET', path: '/info', handle: ({ engine }) => reply(200, infoJson(engine)) },
  { method: 'GET', path: '/events', handle: events },
  { method: 'GET', path: '/system/df', handle: diskUsage },
  {
    method: 'POST',
    path: '/auth',
    async handle({ json }) {
      await json();
      throw new ApiError(
        401,
        'Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password',
      );
    },
  },
  ...['nodes', 'services', 'tasks', 'secrets', 'configs'].map((name) => swarmRoute('GET', `/${name}`)),
  ...['nodes', 'services', 'tasks', 'secrets', 'configs'].map((name) => swarmRoute('GET', `/${name}/{id}`)),
  ...['services', 'secrets', 'configs'].map((name) => swarmRoute('POST', `/${name}/create`)),
  swarmRoute('GET', '/swarm'),
  swarmRoute('GET', '/swarm/unlockkey'),
  swarmRoute('POST', '/swarm/update'),
  {
    method: 'POST',
    path: '/swarm/leave',
    handle() {
      throw new ApiError(503, 'This node is not part of a swarm');
    },
  },
  { method: 'GET', path: '/plugins', handle: () => reply(200, []) },
  {
    method: 'GET',
    path: '/distribution/{name*}/json',
    handle({ params }) {
      throw new ApiError(403, `errors: denied: requested access to the resource is denied: ${params.name}`);
    },
  },
];
