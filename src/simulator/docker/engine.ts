import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { ProgramRegistry } from '../host/contract.js';
import { createMachine } from '../host/machine.js';
import { createHub, installImage } from '../images/hub.js';
import { parseReference } from '../images/reference.js';
import { createImageStore } from '../images/store.js';
import { createApi, type ApiReply, type ApiRequest, type Route } from './api.js';
import { abandon } from './container/start.js';
import { createEventLog } from './events.js';
import { createDefaultNetworks } from './networks.js';
import { containerRoutes } from './routes/containers.js';
import { execRoutes } from './routes/exec.js';
import { imageRoutes } from './routes/images.js';
import { networkRoutes } from './routes/networks.js';
import { systemRoutes } from './routes/system.js';
import { volumeRoutes } from './routes/volumes.js';
import type { Engine } from './state.js';
import { nanoClock } from './time.js';

/** What an engine starts with. */
export interface EngineOptions {
  clock: Clock;
  programs: ProgramRegistry;
  /** Images there at the start; the default is all that the hub has. */
  localImages?: readonly string[];
  /** Images that can be pulled; the default is the whole catalogue. */
  pullable?: readonly string[];
  /** Real folders that bind mounts may lie in. */
  bindRoots?: readonly string[];
  hostname?: string;
  /** False: published ports do not really listen. */
  listen?: boolean;
}

/** Makes an engine: its state, before any request. */
export function createEngine(options: EngineOptions): Engine {
  const nanos = nanoClock(options.clock);
  const engine: Engine = {
    id: randomUUID(),
    clock: options.clock,
    nanos,
    machine: createMachine(options),
    images: createImageStore(),
    hub: createHub(options.pullable),
    containers: new Map(),
    networks: new Map(),
    volumes: new Map(),
    execs: new Map(),
    events: createEventLog(nanos),
    bindRoots: options.bindRoots ?? [],
  };
  createDefaultNetworks(engine);
  const all = createHub();
  for (const name of options.localImages ?? engine.hub.names) {
    const reference = parseReference(name);
    const made = all.find(reference);
    if (made) installImage(engine.images, reference, made);
  }
  return engine;
}

/** The API of an engine, without a transport. `more`: routes of other parts (builders). */
export function engineApi(
  engine: Engine,
  more: readonly Route[] = [],
): (request: ApiRequest) => Promise<ApiReply> {
  return createApi(engine, [
    ...more,
    ...systemRoutes,
    ...containerRoutes,
    ...execRoutes,
    ...imageRoutes,
    ...networkRoutes,
    ...volumeRoutes,
  ]);
}

/** Ends everything that an engine runs and listens on. */
export function closeEngine(engine: Engine): void {
  for (const container of engine.containers.values()) abandon(container);
  engine.machine.network.close();
}
