import type { Clock } from '../../clock.js';
import { SysError, type Errno } from '../contract.js';
import { description, drop, hold, type Description } from '../process/description.js';
import { createPipe } from '../process/pipe.js';
import { contains, parseAddress } from './address.js';
import type { Listening, NetworkNamespace, Socket } from './namespace.js';

/** Where packets to an address go. `late`: the sender only learns by waiting that nobody answers. */
type Route =
  | { to: 'namespace'; namespace: NetworkNamespace; source: string }
  | { to: 'host'; source: string }
  | { to: 'nowhere'; error: Errno; late: boolean };

const nowhere = (error: Errno, late = false): Route => ({ to: 'nowhere', error, late });

/** Bytes of the packets that open and close a connection, one way. */
const handshake = 330;

/** Milliseconds until ARP gives up, and until TCP does. */
const noNeighbour = 3000;
const noAnswer = 127_000;

/** Decides where a packet from a namespace goes. Bridges are isolated from each other; there is no way to the outside. */
export function route(space: NetworkNamespace, address: string): Route {
  const wanted = address === '::1' || address.startsWith('127.') ? 'loopback' : parseAddress(address);
  if (wanted === 'loopback') return { to: 'namespace', namespace: space, source: address };
  if (wanted === undefined) return nowhere('ENETUNREACH');
  if (wanted === 0) return { to: 'namespace', namespace: space, source: '127.0.0.1' };
  const own = space.links.find((link) => link.address === address);
  if (own) return { to: 'namespace', namespace: space, source: address };
  for (const { bridge, address: source } of space.links) {
    if (!bridge || !contains(bridge.subnet, wanted)) continue;
    const endpoint = bridge.endpoints.get(address);
    if (endpoint) return { to: 'namespace', namespace: endpoint.namespace, source };
    return address === bridge.gateway ? { to: 'host', source } : nowhere('EHOSTUNREACH', true);
  }
  const out = space.links.find((link) => link.gateway);
  if (!out) return nowhere('ENETUNREACH');
  const other = [...space.host.bridges].find((bridge) => contains(bridge.subnet, wanted));
  if (other)
    return address === other.gateway ? { to: 'host', source: out.address } : nowhere('ETIMEDOUT', true);
  return nowhere('EHOSTUNREACH', true);
}

/** Milliseconds to wait before a route to nowhere tells its error. */
export function patience(late: { error: Errno; late: boolean }, timeoutMs?: number): number {
  if (!late.late) return 0;
  return Math.min(late.error === 'EHOSTUNREACH' ? noNeighbour : noAnswer, timeoutMs ?? Infinity);
}

/** The socket that listens for an address and port in a namespace. */
export function listenerAt(space: NetworkNamespace, address: string, port: number): Listening | undefined {
  const all = space.listening.get(port) ?? [];
  const any = (listening: Listening) => listening.address === '0.0.0.0' || listening.address === '::';
  const local = address === '::1' ? ['::1', '::'] : undefined;
  if (local) return all.find((listening) => local.includes(listening.address));
  return all.find((listening) => listening.address === address) ?? all.find(any);
}

/** Opens a connection that came to `target`. Throws ECONNREFUSED when nobody listens. */
export function establish(
  client: { namespace?: NetworkNamespace; address: string; port: number },
  target: { namespace: NetworkNamespace; address: string; port: number },
): Socket {
  const listening = listenerAt(target.namespace, target.address, target.port);
  if (!listening) throw new SysError('ECONNREFUSED', `${target.address}:${target.port}`);
  const there = createPipe('socket:[1]');
  const back = createPipe('socket:[1]');
  const near = { address: client.address, port: client.port };
  const far = { address: target.address, port: target.port };
  const mine = socket(near, far, back.reader, there.writer, client.namespace);
  const theirs = socket(far, near, there.reader, back.writer, target.namespace);
  listening.waiting.push(theirs);
  for (const call of [...listening.ready]) call();
  return mine;
}

function socket(
  local: Socket['local'],
  remote: Socket['remote'],
  reader: Description,
  writer: Description,
  space?: NetworkNamespace,
): Socket {
  hold(reader);
  hold(writer);
  if (space) {
    space.traffic.received += handshake;
    space.traffic.sent += handshake;
  }
  let writing = true;
  const end = () => {
    if (writing) drop(writer);
    writing = false;
  };
  const stream = description({
    name: 'socket:[1]',
    tryRead() {
      const got = reader.tryRead();
      if (space && got && got !== 'wait') space.traffic.received += got.length;
      return got;
    },
    onReadable: reader.onReadable,
    write(bytes) {
      if (!writing) throw new SysError('EPIPE');
      if (space) space.traffic.sent += bytes.length;
      return writer.write(bytes);
    },
    onWritable: writer.onWritable,
    release() {
      end();
      drop(reader);
      space?.sockets.delete(made);
    },
  });
  const made: Socket = { local, remote, stream, end };
  space?.sockets.add(made);
  return made;
}

/** Opens a connection from a namespace. Rejects with ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT. */
export async function connectFrom(
  space: NetworkNamespace,
  clock: Clock,
  address: string,
  port: number,
  timeoutMs?: number,
): Promise<Socket> {
  const way = route(space, address);
  const local = { namespace: space, port: space.nextPort++ };
  if (space.nextPort > 60999) space.nextPort = 32768;
  if (way.to === 'namespace')
    return establish({ ...local, address: way.source }, { namespace: way.namespace, address, port });
  if (way.to === 'host') {
    const published = space.host.publishedAt(port);
    if (!published) throw new SysError('ECONNREFUSED', address);
    return establish({ ...local, address: way.source }, published);
  }
  const ms = patience(way, timeoutMs);
  if (ms > 0) await new Promise<void>((resolve) => clock.after(ms, resolve));
  throw new SysError(
    way.late && timeoutMs !== undefined && ms === timeoutMs ? 'ETIMEDOUT' : way.error,
    address,
  );
}
