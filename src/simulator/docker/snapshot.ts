import { cloneTree } from '../host/fs/tree.js';
import { createBridge } from '../host/network/bridge.js';
import { finish } from '../host/process/process.js';
import type { ImageStore } from '../images/store.js';
import { emptyEndpoint } from './container/create.js';
import { startContainer } from './container/start.js';
import { createStreams } from './container/streams.js';
import type { Container, Engine, Network, Volume } from './state.js';

/** The state of an engine at one moment. It shares what never changes with the engine; nothing that happens later shows in it. */
export interface EngineSnapshot {
  images: Pick<ImageStore, 'images' | 'tags' | 'digests'> & {
    layers: ImageStore['layers']['layers'];
    pins: Set<string>;
  };
  volumes: Volume[];
  networks: Network[];
  containers: { container: Container; running: boolean }[];
}

/** Takes a picture of an engine. Processes are not in it: containers that run will be started anew by `restore`. */
export function snapshot(engine: Engine): EngineSnapshot {
  const { images, tags, digests, layers } = engine.images;
  return {
    images: {
      images: new Map(images),
      tags: new Map(tags),
      digests: new Map(digests),
      layers: new Map(layers.layers),
      pins: new Set(layers.pins),
    },
    volumes: [...engine.volumes.values()].map(copyVolume),
    networks: [...engine.networks.values()],
    containers: [...engine.containers.values()].map((container) => ({
      container: copyContainer(engine, container),
      running: container.runtime !== undefined,
    })),
  };
}

const copyVolume = (volume: Volume): Volume => ({ ...volume, tree: cloneTree(volume.tree) });

/** A container that rests, with the files, settings and log of another one. */
function copyContainer(engine: Engine, from: Container): Container {
  const streams = createStreams(engine.nanos, { logged: true });
  streams.log = [...from.streams.log];
  return {
    ...from,
    config: structuredClone(from.config),
    hostConfig: structuredClone(from.hostConfig),
    tree: cloneTree(from.tree),
    endpoints: new Map(
      [...from.endpoints].map(([name, { asked }]) => [name, emptyEndpoint(structuredClone(asked))]),
    ),
    state: { ...from.state, running: false, paused: false, restarting: false },
    streams,
    execIds: new Set(),
    ports: [],
    waiters: new Set(),
    sandboxId: '',
    runtime: undefined,
    health: undefined,
    cancelRestart: undefined,
  };
}

/** Ends what an engine runs, without events and restarts; those who wait for a container are told that it is gone. */
function clear(engine: Engine): void {
  for (const container of engine.containers.values()) {
    const { runtime } = container;
    container.runtime = undefined;
    container.health?.stop();
    container.cancelRestart?.();
    for (const close of runtime?.closePorts ?? []) close();
    if (runtime) finish(runtime.process, { code: 137, signal: 'SIGKILL' });
    container.streams.flush();
    for (const call of [...container.waiters]) call('removed');
  }
  for (const map of [engine.containers, engine.networks, engine.volumes, engine.execs]) map.clear();
  engine.machine.network.bridges.clear();
}

function refill<K, V>(into: Map<K, V>, from: ReadonlyMap<K, V>): void {
  into.clear();
  for (const [key, value] of from) into.set(key, value);
}

/** Brings an engine back to a snapshot, which can be used again. Containers that ran then are started again, in order. */
export async function restore(engine: Engine, from: EngineSnapshot): Promise<void> {
  clear(engine);
  refill(engine.images.images, from.images.images);
  refill(engine.images.tags, from.images.tags);
  refill(engine.images.digests, from.images.digests);
  refill(engine.images.layers.layers, from.images.layers);
  engine.images.layers.pins = new Set(from.images.pins);
  for (const network of from.networks) {
    const bridge = network.bridge && createBridge(network.bridge);
    if (bridge) engine.machine.network.bridges.add(bridge);
    engine.networks.set(network.id, { ...network, bridge });
  }
  for (const volume of from.volumes) engine.volumes.set(volume.name, copyVolume(volume));
  const again: Container[] = [];
  for (const { container, running } of from.containers) {
    const copy = copyContainer(engine, container);
    engine.containers.set(copy.id, copy);
    if (running) again.push(copy);
  }
  for (const container of again) await startContainer(engine, container);
}
