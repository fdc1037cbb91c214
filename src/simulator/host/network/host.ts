import { createServer, type Server, type Socket as NodeSocket } from 'node:net';
import type { Clock } from '../../clock.js';
import type { Description } from '../process/description.js';
import { hold, drop } from '../process/description.js';
import type { Bridge } from './bridge.js';
import { establish } from './connect.js';
import type { NetworkNamespace, Socket } from './namespace.js';

/** A port of the host that leads into a namespace. */
export interface PublishedPort {
  protocol: string;
  /** As asked for: "0.0.0.0", "::", "127.0.0.1". The real listener is on the loopback whatever this says. */
  hostIp: string;
  hostPort: number;
  target: { namespace: NetworkNamespace; address: string; port: number };
  /** Where connections from the host seem to come from. */
  gateway: string;
}

/** Why a port can not be published. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  constructor(
    readonly port: number,
    /** `engine`: another container has it; else the errno of the real listener. */
    readonly by: string,
  ) {
    super(`port ${port} is taken: ${by}`);
  }
}

/** The network of the simulated host: its bridges, and its ports that lead into containers. */
export interface HostNetwork {
  clock: Clock;
  bridges: Set<Bridge>;
  /** The host's own name, as containers on the host network see it. */
  namespace: NetworkNamespace;
  publishedAt(port: number): PublishedPort['target'] | undefined;
  /** Opens a port. hostPort 0: the engine chooses. Rejects with PortTaken. Resolves with the port and the way to close it. */
  publish(port: PublishedPort): Promise<{ hostPort: number; close(): void }>;
  close(): void;
}

const firstFreePort = 32768;
const lastFreePort = 60999;

/** Makes the host's network. `listen: false` publishes inside the world only, without real listeners. */
export function createHostNetwork(clock: Clock, options: { listen?: boolean } = {}): HostNetwork {
  const open = new Map<string, { port: PublishedPort; server?: Server; sockets: Set<NodeSocket> }>();
  let next = firstFreePort;

  const conflict = (port: PublishedPort) =>
    [...open.values()].some(
      ({ port: other }) =>
        other.protocol === port.protocol &&
        other.hostPort === port.hostPort &&
        (other.hostIp === port.hostIp || isAny(other.hostIp) || isAny(port.hostIp)),
    );

  const bind = async (port: PublishedPort): Promise<{ hostPort: number; close(): void }> => {
    if (conflict(port)) throw new PortTaken(port.hostPort, 'engine');
    const key = `${port.protocol}/${port.hostIp}/${port.hostPort}`;
    const entry = { port, server: undefined as Server | undefined, sockets: new Set<NodeSocket>() };
    open.set(key, entry);
    if (port.protocol === 'tcp' && options.listen !== false) {
      try {
        entry.server = await listen(port, entry.sockets);
      } catch (error) {
        open.delete(key);
        throw new PortTaken(port.hostPort, (error as NodeJS.ErrnoException).code ?? 'EADDRINUSE');
      }
    }
    const close = () => {
      open.delete(key);
      entry.server?.close();
      for (const socket of entry.sockets) socket.destroy();
    };
    return { hostPort: port.hostPort, close };
  };

  const host: HostNetwork = {
    clock,
    bridges: new Set(),
    namespace: undefined as unknown as NetworkNamespace,
    publishedAt: (port) =>
      [...open.values()].find((entry) => entry.port.protocol === 'tcp' && entry.port.hostPort === port)?.port
        .target,
    async publish(port) {
      if (port.hostPort !== 0) return bind(port);
      for (let tried = 0; tried < lastFreePort - firstFreePort; tried++) {
        const hostPort = next;
        next = next >= lastFreePort ? firstFreePort : next + 1;
        try {
          return await bind({ ...port, hostPort });
        } catch (error) {
          if (!(error instanceof PortTaken)) throw error;
        }
      }
      throw new PortTaken(0, 'EADDRNOTAVAIL');
    },
    close() {
      for (const { server, sockets } of open.values()) {
        server?.close();
        for (const socket of sockets) socket.destroy();
      }
      open.clear();
    },
  };
  return host;
}

const isAny = (address: string) => address === '0.0.0.0' || address === '::' || address === '';

function listen(port: PublishedPort, sockets: Set<NodeSocket>): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      forward(socket, port);
    });
    server.once('error', reject);
    server.listen(port.hostPort, '127.0.0.1', () => resolve(server));
  });
}

/** Joins a real connection and one into the container; when nobody listens there, the real one is reset. */
function forward(real: NodeSocket, port: PublishedPort): void {
  let inside: Socket;
  try {
    inside = establish({ address: port.gateway, port: real.remotePort ?? 0 }, port.target);
  } catch {
    real.on('error', () => undefined);
    // The connection stands before it is refused: clients see it reset, as behind the engine's own proxy.
    real.once('data', () => real.resetAndDestroy());
    real.once('end', () => real.resetAndDestroy());
    return;
  }
  const stream: Description = hold(inside.stream);
  let open = true;
  const close = () => {
    if (open) drop(stream);
    open = false;
    real.destroy();
  };
  real.on('data', (bytes: Buffer) => {
    try {
      if (stream.write(new Uint8Array(bytes))) {
        real.pause();
        stream.onWritable(() => real.resume());
      }
    } catch {
      close();
    }
  });
  real.on('end', () => inside.end());
  real.on('error', close);
  real.on('close', close);
  const pump = () => {
    while (open) {
      const got = stream.tryRead();
      if (got === 'wait') return void stream.onReadable(pump);
      if (got === undefined) return void real.end();
      if (!real.write(got)) return void real.once('drain', pump);
    }
  };
  pump();
}
