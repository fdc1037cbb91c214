import { rm, mkdir, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { buildkitUpgrade } from './builder/buildkit/control.js';
import { classicRoutes } from './builder/classic/route.js';
import { realClock, type Clock } from './clock.js';
import { closeEngine, createEngine, engineApi, type EngineOptions } from './docker/engine.js';
import { createHttpServer } from './docker/http.js';
import { restore, snapshot, type EngineSnapshot } from './docker/snapshot.js';
import { Killed } from './host/process/process.js';

/** How to start a world. */
export interface WorldOptions extends Omit<EngineOptions, 'clock'> {
  /** Folder (0700) for the engine's socket; made when it is missing. Its path must be short: sockets allow about 100 characters. */
  runtimeFolder: string;
  clock?: Clock;
}

/** A running world. */
export interface World {
  /** For DOCKER_HOST: "unix:///.../docker.sock". */
  dockerHost: string;
  clock: Clock;
  /** Remembers the whole state of the world under a name. */
  snapshot(name: string): void;
  /** Brings that state back: containers that ran are started again. Rejects when there is no such snapshot. */
  restore(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Programs that were killed leave promises behind that nobody waits for: those rejections are no mistakes. */
function ignoreKilled(reason: unknown): void {
  if (!(reason instanceof Killed)) throw reason;
}

let worlds = 0;

/** Starts a Docker Engine on a socket of its own. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const clock = options.clock ?? realClock;
  const engine = createEngine({ ...options, clock });
  const server = createHttpServer(engineApi(engine, classicRoutes), { upgrade: buildkitUpgrade(engine) });
  const socket = join(options.runtimeFolder, 'docker.sock');
  await mkdir(options.runtimeFolder, { recursive: true, mode: 0o700 });
  await rm(socket, { force: true });
  const connections = new Set<Socket>();
  server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  await chmod(socket, 0o600);
  if (worlds++ === 0) process.on('unhandledRejection', ignoreKilled);
  const snapshots = new Map<string, EngineSnapshot>();
  let closing: Promise<void> | undefined;
  return {
    dockerHost: `unix://${socket}`,
    clock,
    snapshot: (name) => void snapshots.set(name, snapshot(engine)),
    async restore(name) {
      const from = snapshots.get(name);
      if (!from) throw new Error(`no snapshot ${name}`);
      await restore(engine, from);
    },
    close: () =>
      (closing ??= (async () => {
        closeEngine(engine);
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        for (const connection of connections) connection.destroy();
        await closed;
        await rm(socket, { force: true });
        if (--worlds === 0) process.off('unhandledRejection', ignoreKilled);
      })()),
  };
}
