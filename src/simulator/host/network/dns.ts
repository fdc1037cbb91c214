import { SysError, type DnsAnswer } from '../contract.js';
import type { NetworkNamespace } from './namespace.js';

/** The embedded name server of user networks, and the one of the world, which knows no names. */
export const embeddedServer = '127.0.0.11';
export const worldServer = '192.168.65.7';

const ttl = 600;
let turn = 0;

/** Addresses of a container name or alias on the user networks of a namespace: those of the first network that knows it. */
function addressesOf(space: NetworkNamespace, name: string): string[] {
  const wanted = name.replace(/\.$/, '').toLowerCase();
  for (const { bridge } of space.links) {
    if (!bridge?.dns) continue;
    const qualified = `.${bridge.name.toLowerCase()}`;
    const bare = wanted.endsWith(qualified) ? wanted.slice(0, -qualified.length) : wanted;
    const found = [...bridge.endpoints.values()].filter((endpoint) =>
      endpoint.names.some((other) => other.toLowerCase() === bare),
    );
    if (found.length === 0) continue;
    const first = turn++ % found.length;
    return [...found.slice(first), ...found.slice(0, first)].map((endpoint) => endpoint.address);
  }
  return [];
}

function nameOf(space: NetworkNamespace, reverse: string): string | undefined {
  const address = reverse
    .replace(/\.in-addr\.arpa\.?$/i, '')
    .split('.')
    .reverse()
    .join('.');
  for (const { bridge } of space.links) {
    const endpoint = bridge?.dns ? bridge.endpoints.get(address) : undefined;
    if (endpoint) return `${endpoint.names[0]}.${bridge?.name}`;
  }
  return undefined;
}

/** Asks one name server. Throws SysError ENOENT for NXDOMAIN, ETIMEDOUT when nobody answers there. */
export function ask(
  space: NetworkNamespace,
  server: string,
  name: string,
  type: DnsAnswer['type'],
): DnsAnswer[] {
  const embedded = server === embeddedServer && space.embeddedDns;
  const routed = space.links.some((link) => link.gateway);
  if (!embedded && !(server === worldServer && routed)) throw new SysError('ETIMEDOUT', server);
  if (embedded && type === 'PTR') {
    const data = nameOf(space, name);
    if (data !== undefined) return [{ name, type, ttl, data }];
  }
  const addresses = embedded ? addressesOf(space, name) : [];
  if (addresses.length === 0) throw new SysError('ENOENT', name);
  return type === 'A' ? addresses.map((data) => ({ name, type, ttl, data })) : [];
}
