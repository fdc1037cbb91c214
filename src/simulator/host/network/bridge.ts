import { SysError } from '../contract.js';
import { contains, formatAddress, parseAddress, subnetSize, type Subnet } from './address.js';
import type { NetworkNamespace } from './namespace.js';

/** A network namespace's place on a bridge. */
export interface Endpoint {
  namespace: NetworkNamespace;
  address: string;
  mac: string;
  /** Names that the embedded DNS knows it by, on this bridge. */
  names: readonly string[];
}

/** A bridge network of the machine. */
export interface Bridge {
  name: string;
  subnet: Subnet;
  gateway: string;
  /** No way out of it: no default route, no published ports. */
  internal: boolean;
  /** User networks have names by DNS; the default bridge has none. */
  dns: boolean;
  /** By address. */
  endpoints: Map<string, Endpoint>;
  /** Addresses taken, the gateway among them. */
  reserved: Set<number>;
  /** Addresses are handed out from here when they do not matter. */
  range?: Subnet;
}

/** Makes a bridge; the gateway is the first address unless given. */
export function createBridge(
  options: Pick<Bridge, 'name' | 'subnet'> & Partial<Pick<Bridge, 'gateway' | 'internal' | 'dns' | 'range'>>,
): Bridge {
  const gateway = options.gateway ?? formatAddress(options.subnet.base + 1);
  const { internal = false, dns = true } = options;
  const reserved = new Set([parseAddress(gateway) ?? 0]);
  return { ...options, gateway, internal, dns, endpoints: new Map(), reserved };
}

/** Takes an address of the bridge: the wanted one, or the lowest that is free. Throws EADDRINUSE, EADDRNOTAVAIL. */
export function takeAddress(bridge: Bridge, wanted?: string): string {
  if (wanted !== undefined) {
    const address = parseAddress(wanted);
    if (address === undefined || !contains(bridge.subnet, address))
      throw new SysError('EADDRNOTAVAIL', wanted);
    if (bridge.reserved.has(address)) throw new SysError('EADDRINUSE', wanted);
    bridge.reserved.add(address);
    return wanted;
  }
  const pool = bridge.range ?? bridge.subnet;
  const first = bridge.range ? pool.base : pool.base + 1;
  for (let address = first; address < pool.base + subnetSize(pool) - 1; address++) {
    if (bridge.reserved.has(address)) continue;
    bridge.reserved.add(address);
    return formatAddress(address);
  }
  throw new SysError('EADDRNOTAVAIL');
}

/** Gives an address back. */
export function releaseAddress(bridge: Bridge, address: string): void {
  bridge.reserved.delete(parseAddress(address) ?? -1);
}
