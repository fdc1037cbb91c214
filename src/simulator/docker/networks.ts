import {
  contains,
  defaultPools,
  formatAddress,
  formatSubnet,
  overlaps,
  parseAddress,
  parseSubnet,
  type Subnet,
} from '../host/network/address.js';
import { createBridge } from '../host/network/bridge.js';
import { bool, isBody, map, str, sub, type Body } from './decode.js';
import { ApiError, conflict, forbidden, invalid, notFound } from './errors.js';
import { booleanFilter, matchesLabels, type Filters } from './filters.js';
import { generateId, shortId } from './names.js';
import type { Container, Engine, Network } from './state.js';
import { formatNanos } from './time.js';

const predefined = ['bridge', 'host', 'none'];

/** Adds the three networks that every engine has. */
export function createDefaultNetworks(engine: Engine): void {
  const bridgeOptions = {
    'com.docker.network.bridge.default_bridge': 'true',
    'com.docker.network.bridge.enable_icc': 'true',
    'com.docker.network.bridge.enable_ip_masquerade': 'true',
    'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
    'com.docker.network.bridge.name': 'docker0',
    'com.docker.network.driver.mtu': '1500',
  };
  const empty: Body = { Driver: 'default', Options: null, Config: null };
  const put = (part: Pick<Network, 'name' | 'driver'> & Partial<Network>) => {
    const common = {
      internal: false,
      attachable: false,
      enableIPv6: false,
      ipam: empty,
      options: {},
      labels: {},
    };
    const network: Network = { id: generateId(), created: engine.nanos(), ...common, ...part };
    engine.networks.set(network.id, network);
  };
  put({ name: 'none', driver: 'null' });
  put({ name: 'host', driver: 'host' });
  const subnet = parseSubnet('172.17.0.0/16') as Subnet;
  const bridge = createBridge({ name: 'bridge', subnet, dns: false });
  engine.machine.network.bridges.add(bridge);
  const config = [{ Subnet: '172.17.0.0/16', Gateway: bridge.gateway }];
  put({
    name: 'bridge',
    driver: 'bridge',
    bridge,
    options: bridgeOptions,
    ipam: { ...empty, Config: config },
  });
}

/** Finds a network by name, id, or the beginning of an id. */
export function findNetwork(engine: Engine, name: string): Network | undefined {
  const all = [...engine.networks.values()];
  const exact = all.find((network) => network.name === name) ?? engine.networks.get(name);
  if (exact || name === '') return exact;
  const matching = all.filter((network) => network.id.startsWith(name));
  return matching.length === 1 ? matching[0] : undefined;
}

/** Finds a network. Throws 404. */
export function demandNetwork(engine: Engine, name: string): Network {
  const found = findNetwork(engine, name);
  if (!found) throw notFound(`network ${name} not found`);
  return found;
}

/** Makes a network of a request. Throws the engine's errors. */
export function createNetwork(engine: Engine, body: Body): Network {
  const name = str(body, 'Name');
  const driver = str(body, 'Driver') || 'bridge';
  if (name === '') throw invalid('invalid network name: name is empty');
  if (!/^[^/\\]+$/.test(name)) throw invalid(`invalid network name: ${name}`);
  if (predefined.includes(name)) throw forbidden(`operation is not permitted on predefined ${name} network`);
  if (driver === 'host' || driver === 'null')
    throw forbidden(`only one instance of "${driver}" network is allowed`);
  if (driver === 'overlay' || str(body, 'Scope') === 'swarm')
    throw new ApiError(
      503,
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    );
  if (!['bridge', 'macvlan', 'ipvlan'].includes(driver)) throw notFound(`plugin "${driver}" not found`);
  if ([...engine.networks.values()].some((network) => network.name === name))
    throw conflict(`network with name ${name} already exists`);
  const ipam = sub(body, 'IPAM');
  const given = (Array.isArray(ipam.Config) ? ipam.Config : []).filter(isBody)[0] ?? {};
  const { subnet, gateway, range } = addresses(engine, given);
  const internal = bool(body, 'Internal');
  const bridge = createBridge({ name, subnet, gateway, internal, range });
  engine.machine.network.bridges.add(bridge);
  const config: Body = { Subnet: formatSubnet(subnet) };
  if (str(given, 'IPRange')) config.IPRange = str(given, 'IPRange');
  if (gateway !== undefined || !str(given, 'Subnet')) config.Gateway = bridge.gateway;
  const network: Network = {
    id: generateId(),
    name,
    created: engine.nanos(),
    driver,
    bridge,
    internal,
    attachable: bool(body, 'Attachable'),
    enableIPv6: bool(body, 'EnableIPv6'),
    ipam: { Driver: str(ipam, 'Driver') || 'default', Options: ipam.Options ?? {}, Config: [config] },
    options: map(body, 'Options'),
    labels: map(body, 'Labels'),
  };
  engine.networks.set(network.id, network);
  networkEvent(engine, network, 'create');
  return network;
}

function addresses(engine: Engine, given: Body): { subnet: Subnet; gateway?: string; range?: Subnet } {
  const wrong = (text: string) => invalid(`invalid network config:\n${text}`);
  const asked = str(given, 'Subnet');
  const gateway = str(given, 'Gateway') || undefined;
  const used = [...engine.machine.network.bridges].map((bridge) => bridge.subnet);
  if (asked === '') {
    const free = [...defaultPools()].find((pool) => !used.some((other) => overlaps(pool, other)));
    if (!free) throw invalid('all predefined address pools have been fully subnetted');
    return { subnet: free, gateway };
  }
  const subnet = parseSubnet(asked);
  if (!subnet) throw wrong(`invalid subnet ${asked}: invalid CIDR block notation`);
  if (formatSubnet(subnet) !== asked)
    throw wrong(`invalid subnet ${asked}: it should be ${formatSubnet(subnet)}`);
  if (gateway !== undefined) {
    const address = parseAddress(gateway);
    if (address === undefined) throw wrong(`invalid gateway ${gateway}: invalid address`);
    if (!contains(subnet, address))
      throw wrong(`invalid gateway ${gateway}: parent subnet ${asked} doesn't contain this address`);
  }
  const rangeText = str(given, 'IPRange');
  const range = rangeText ? parseSubnet(rangeText) : undefined;
  if (rangeText && !range) throw wrong(`invalid ip-range ${rangeText}: invalid CIDR block notation`);
  if (range && !contains(subnet, range.base))
    throw wrong(`invalid ip-range ${rangeText}: parent subnet ${asked} doesn't contain ip-range`);
  if (used.some((other) => overlaps(subnet, other)))
    throw forbidden('invalid pool request: Pool overlaps with other one on this address space');
  return { subnet, gateway: gateway ?? formatAddress(subnet.base + 1), range };
}

/** Emits an event of a network. */
export function networkEvent(
  engine: Engine,
  network: Network,
  action: string,
  attributes: Record<string, string> = {},
): void {
  const all = { name: network.name, type: network.driver, ...attributes };
  engine.events.emit({ type: 'network', action, id: network.id, attributes: all });
}

/** Running containers on a network. */
export function attached(engine: Engine, network: Network): Container[] {
  return [...engine.containers.values()].filter((container) =>
    [...container.endpoints.values()].some(
      (endpoint) => container.runtime && endpoint.networkId === network.id && endpoint.endpointId,
    ),
  );
}

/** Removes a network. Throws for the predefined ones and those in use. */
export function removeNetwork(engine: Engine, network: Network): void {
  if (predefined.includes(network.name))
    throw forbidden(`${network.name} is a pre-defined network and cannot be removed`);
  const users = attached(engine, network);
  if (users.length > 0) {
    const named = users.map((container) => {
      const endpoint = container.endpoints.get(network.name);
      return `name:"${container.name}" id:"${shortId(endpoint?.endpointId ?? '')}"`;
    });
    throw forbidden(
      `error while removing network: network ${network.name} has active endpoints (${named.join(' ')})`,
    );
  }
  engine.networks.delete(network.id);
  if (network.bridge) engine.machine.network.bridges.delete(network.bridge);
  networkEvent(engine, network, 'destroy');
}

/** A network as the API shows it. */
export function networkJson(engine: Engine, network: Network, options: { containers: boolean }): object {
  const containers: Record<string, object> = {};
  for (const container of options.containers ? attached(engine, network) : []) {
    const endpoint = container.endpoints.get(network.name);
    if (!endpoint) continue;
    containers[container.id] = {
      Name: container.name,
      EndpointID: endpoint.endpointId,
      MacAddress: endpoint.mac,
      IPv4Address: endpoint.address ? `${endpoint.address}/${endpoint.prefix}` : '',
      IPv6Address: '',
    };
  }
  return {
    Name: network.name,
    Id: network.id,
    Created: formatNanos(network.created),
    Scope: 'local',
    Driver: network.driver,
    EnableIPv4: true,
    EnableIPv6: network.enableIPv6,
    IPAM: network.ipam,
    Internal: network.internal,
    Attachable: network.attachable,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: containers,
    Options: network.options,
    Labels: network.labels,
  };
}

/** Networks that the filters let through. */
export function listNetworks(engine: Engine, filters: Filters): Network[] {
  const dangling = booleanFilter(filters, 'dangling');
  const kinds = filters.get('type') ?? [];
  for (const kind of kinds)
    if (kind !== 'custom' && kind !== 'builtin') throw invalid(`invalid filter: 'type'='${kind}'`);
  const builtin = (network: Network) => predefined.includes(network.name);
  return [...engine.networks.values()].filter(
    (network) =>
      (filters.get('name') ?? ['']).some((name) => network.name.includes(name)) &&
      (filters.get('id') ?? ['']).some((id) => network.id.startsWith(id)) &&
      (filters.get('driver') ?? [network.driver]).includes(network.driver) &&
      (filters.get('scope') ?? ['local']).includes('local') &&
      (kinds.length === 0 || kinds.includes(builtin(network) ? 'builtin' : 'custom')) &&
      matchesLabels(network.labels, filters.get('label')) &&
      (dangling === undefined || (!builtin(network) && attached(engine, network).length === 0) === dangling),
  );
}
