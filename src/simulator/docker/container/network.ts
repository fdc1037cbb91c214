import { SysError } from '../../host/contract.js';
import { contains, parseAddress } from '../../host/network/address.js';
import { releaseAddress, takeAddress } from '../../host/network/bridge.js';
import { PortTaken } from '../../host/network/host.js';
import { plug, unplug, type NetworkNamespace } from '../../host/network/namespace.js';
import { bool, isBody, list, str, sub } from '../decode.js';
import { ApiError, failure, invalid, notFound } from '../errors.js';
import { generateId, generateMac, shortId } from '../names.js';
import { findNetwork, networkEvent } from '../networks.js';
import type { Container, Endpoint, Engine, Network, PortBinding } from '../state.js';

/** Names that the embedded DNS of a network knows a container by: its name, aliases, short id. */
export function dnsNames(container: Container, endpoint: Endpoint): string[] {
  return [container.name, ...list(endpoint.asked, 'Aliases'), shortId(container.id)];
}

const setupFailed = 'failed to set up container networking: ';

/** Connects a namespace to a network on behalf of a container. Throws the engine's errors; nothing is left behind then. */
export function connectEndpoint(
  engine: Engine,
  container: Container,
  network: Network,
  endpoint: Endpoint,
  space: NetworkNamespace,
): void {
  endpoint.networkId = network.id;
  endpoint.endpointId = generateId();
  const { bridge } = network;
  if (bridge) {
    const wanted = str(sub(endpoint.asked, 'IPAMConfig'), 'IPv4Address') || undefined;
    try {
      endpoint.address = takeAddress(bridge, wanted);
    } catch (error) {
      Object.assign(endpoint, { networkId: '', endpointId: '' });
      if (!(error instanceof SysError)) throw error;
      if (error.code === 'EADDRINUSE') throw new ApiError(403, 'Address already in use');
      throw invalid(
        wanted
          ? 'no configured subnet or ip-range contain the IP address ' + wanted
          : "no available IPv4 addresses on this network's address pools: " + network.name,
      );
    }
    endpoint.prefix = bridge.subnet.prefix;
    endpoint.gateway = bridge.gateway;
    endpoint.mac = str(endpoint.asked, 'MacAddress') || generateMac();
    const names = dnsNames(container, endpoint);
    plug(space, bridge, { address: endpoint.address, mac: endpoint.mac, names });
    space.embeddedDns ||= bridge.dns;
  }
  networkEvent(engine, network, 'connect', { container: container.id });
}

/** Takes a container off a network. */
export function disconnectEndpoint(
  engine: Engine,
  container: Container,
  name: string,
  space: NetworkNamespace,
): void {
  const endpoint = container.endpoints.get(name);
  const network = endpoint && engine.networks.get(endpoint.networkId);
  if (!endpoint || endpoint.endpointId === '') return;
  if (network?.bridge && endpoint.address) {
    unplug(space, network.bridge);
    releaseAddress(network.bridge, endpoint.address);
  }
  Object.assign(endpoint, { networkId: '', endpointId: '', address: '', prefix: 0, gateway: '', mac: '' });
  if (network) networkEvent(engine, network, 'disconnect', { container: container.id });
}

/** Checks the addresses asked for on networks, before anything is connected. */
export function checkEndpoint(network: Network, endpoint: Endpoint): void {
  const wanted = str(sub(endpoint.asked, 'IPAMConfig'), 'IPv4Address');
  if (wanted === '') return;
  const wrong = (text: string) =>
    invalid(`invalid config for network ${network.name}: invalid endpoint settings:\n${text}`);
  if (['bridge', 'host', 'none'].includes(network.name))
    throw wrong('user specified IP address is supported on user defined networks only');
  const address = parseAddress(wanted);
  if (address === undefined) throw wrong(`invalid IPv4 address: ${wanted}`);
  if (network.bridge && !contains(network.bridge.subnet, address))
    throw wrong(`no configured subnet or ip-range contain the IP address ${wanted}`);
}

/** Connects a starting container to all its networks and publishes its ports. Rejects with the engine's errors. */
export async function setUpNetworking(
  engine: Engine,
  container: Container,
  space: NetworkNamespace,
): Promise<(() => void)[]> {
  const closers: (() => void)[] = [];
  try {
    for (const [name, endpoint] of container.endpoints) {
      const network = findNetwork(engine, name);
      if (!network) throw notFound(`network ${name} not found`);
      checkEndpoint(network, endpoint);
      try {
        connectEndpoint(engine, container, network, endpoint, space);
      } catch (error) {
        if (error instanceof ApiError) throw new ApiError(error.status, `${setupFailed}${error.message}`);
        throw error;
      }
    }
    container.ports = await publishPorts(engine, container, space, closers);
    return closers;
  } catch (error) {
    for (const close of closers) close();
    for (const name of container.endpoints.keys()) disconnectEndpoint(engine, container, name, space);
    throw error;
  }
}

interface WantedPort {
  port: string;
  hostIp: string;
  /** First and last host port that would do; 0: the engine chooses. */
  range: [number, number];
}

/** What is to be published: --publish, and with --publish-all every exposed port. */
function wantedPorts(container: Container): WantedPort[] {
  const { hostConfig, config } = container;
  const wanted: WantedPort[] = [];
  const bindings = sub(hostConfig, 'PortBindings');
  for (const [port, list] of Object.entries(bindings))
    for (const binding of Array.isArray(list) && list.length > 0 ? list.filter(isBody) : [{}]) {
      const [first = '0', last = first] = (str(binding, 'HostPort') || '0').split('-');
      wanted.push({ port, hostIp: str(binding, 'HostIp'), range: [Number(first), Number(last)] });
    }
  if (bool(hostConfig, 'PublishAllPorts'))
    for (const port of Object.keys(sub(config, 'ExposedPorts')))
      if (!Object.hasOwn(bindings, port)) wanted.push({ port, hostIp: '', range: [0, 0] });
  return wanted.sort((a, b) => parseInt(a.port) - parseInt(b.port));
}

async function publishPorts(
  engine: Engine,
  container: Container,
  space: NetworkNamespace,
  closers: (() => void)[],
): Promise<PortBinding[]> {
  const link = space.links.find((other) => other.bridge && !other.bridge.internal);
  const bridge = link?.bridge;
  if (!link || !bridge) return [];
  const bindings: PortBinding[] = [];
  for (const { port, hostIp, range } of wantedPorts(container)) {
    const [number = '', protocol = 'tcp'] = port.split('/');
    const target = { namespace: space, address: link.address, port: Number(number) };
    const common = { protocol, target, gateway: bridge.gateway };
    for (let hostPort = range[0]; ; hostPort++) {
      const shownIp = hostIp || '0.0.0.0';
      try {
        const open = await engine.machine.network.publish({ ...common, hostIp: shownIp, hostPort });
        closers.push(() => open.close());
        bindings.push({ port, hostIp: shownIp, hostPort: open.hostPort });
        if (hostIp === '') bindings.push({ port, hostIp: '::', hostPort: open.hostPort });
        break;
      } catch (error) {
        if (!(error instanceof PortTaken)) throw error;
        if (hostPort < range[1]) continue;
        throw portError(container, error, `${shownIp}:${hostPort}`, `${link.address}:${port}`);
      }
    }
  }
  return bindings;
}

function portError(container: Container, taken: PortTaken, host: string, inside: string): ApiError {
  const endpoint = [...container.endpoints.values()].find((other) => other.address !== '');
  const start = `${setupFailed}driver failed programming external connectivity on endpoint ${container.name} (${endpoint?.endpointId ?? ''}): `;
  if (taken.by === 'engine') return failure(`${start}Bind for ${host} failed: port is already allocated`);
  const why = taken.by === 'EACCES' ? 'permission denied' : 'address already in use';
  return failure(`${start}failed to bind host port for ${host.replace(/:(\d+)$/, ':$1')}:${inside}: ${why}`);
}
