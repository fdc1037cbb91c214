import type { Description } from '../process/description.js';
import type { Bridge } from './bridge.js';
import type { HostNetwork } from './host.js';

/** An interface of a namespace; `bridge` says where its other end is. */
export interface Link {
  name: string;
  mac: string;
  mtu: number;
  address: string;
  prefix: number;
  bridge?: Bridge;
  /** The way to everything else goes through here. */
  gateway?: string;
}

/** A connection between two namespaces, seen from one side. */
export interface Socket {
  local: { address: string; port: number };
  remote: { address: string; port: number };
  /** Bytes in and out. */
  stream: Description;
  /** No more will be written. */
  end(): void;
}

/** A listening socket. */
export interface Listening {
  address: string;
  port: number;
  waiting: Socket[];
  ready: Set<() => void>;
  closed: boolean;
}

/** A network namespace: of a container, or shared by the containers of a pod. */
export interface NetworkNamespace {
  host: HostNetwork;
  links: Link[];
  listening: Map<number, Listening[]>;
  sockets: Set<Socket>;
  nextPort: number;
  /** Name servers that answer here besides those of the world: the embedded one is 127.0.0.11. */
  embeddedDns: boolean;
  /** Bytes and packets since the start, for `docker stats`. */
  traffic: { received: number; sent: number };
}

/** Makes a namespace with nothing but a loopback interface. */
export function networkNamespace(host: HostNetwork): NetworkNamespace {
  const lo: Link = { name: 'lo', mac: '00:00:00:00:00:00', mtu: 65536, address: '127.0.0.1', prefix: 8 };
  return {
    host,
    links: [lo],
    listening: new Map(),
    sockets: new Set(),
    nextPort: 32768,
    embeddedDns: false,
    traffic: { received: 0, sent: 0 },
  };
}

/** A number for the next interface: eth0, eth1 ... */
export function freeLinkName(space: NetworkNamespace): string {
  let number = 0;
  while (space.links.some((link) => link.name === `eth${number}`)) number++;
  return `eth${number}`;
}

/** Joins a bridge with an address taken from it. */
export function plug(
  space: NetworkNamespace,
  bridge: Bridge,
  end: { address: string; mac: string; names: readonly string[] },
): Link {
  bridge.endpoints.set(end.address, { namespace: space, ...end });
  const gateway = bridge.internal ? undefined : bridge.gateway;
  const link = {
    name: freeLinkName(space),
    mtu: 1500,
    prefix: bridge.subnet.prefix,
    bridge,
    gateway,
    ...end,
  };
  space.links.push(link);
  // Neighbour discovery and the like, before anything was sent.
  space.traffic.received += 736;
  space.traffic.sent += 126;
  return link;
}

/** Leaves a bridge; connections over it end. */
export function unplug(space: NetworkNamespace, bridge: Bridge): void {
  const link = space.links.find((other) => other.bridge === bridge);
  if (!link) return;
  bridge.endpoints.delete(link.address);
  space.links = space.links.filter((other) => other !== link);
  for (const socket of space.sockets) if (socket.local.address === link.address) socket.end();
}
