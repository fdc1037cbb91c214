import { SysError, type Connection, type Listener, type NetworkStack } from '../contract.js';
import type { KernelFiles } from '../fs/files.js';
import { description } from '../process/description.js';
import { closeDescriptor, install, sinkOf, sourceOf } from '../process/descriptors.js';
import { demandAlive, guard, waitFor, type Process } from '../process/process.js';
import { formatSubnet, parseAddress, parseSubnet } from './address.js';
import { connectFrom, patience, route } from './connect.js';
import { ask } from './dns.js';
import type { Listening, Socket } from './namespace.js';

/** The network calls of one process. */
export function processNetwork(process: Process, files: KernelFiles): NetworkStack {
  const { net, kernel } = process.isolation;
  const owners = new Map<Listening, number>();

  const servers = () =>
    read(files, '/etc/resolv.conf').flatMap((line) => /^nameserver\s+(\S+)/.exec(line)?.[1] ?? []);

  const query: NetworkStack['query'] = async (name, type, server) => {
    demandAlive(process);
    const asked = server ?? servers()[0] ?? '127.0.0.1';
    await guard(process, Promise.resolve());
    return { server: asked, answers: ask(net, asked, name, type) };
  };

  return {
    interfaces: () =>
      net.links.map((link) => ({
        name: link.name,
        mac: link.mac,
        mtu: link.mtu,
        addresses: [`${link.address}/${link.prefix}`],
      })),
    routes() {
      const bridged = net.links.filter((link) => link.bridge);
      const out = bridged.find((link) => link.gateway);
      const networks = bridged.map((link) => ({
        destination: formatSubnet(
          parseSubnet(`${link.address}/${link.prefix}`) as { base: number; prefix: number },
        ),
        device: link.name,
      }));
      return out
        ? [{ destination: 'default', gateway: out.gateway, device: out.name }, ...networks]
        : networks;
    },
    sockets: () => [
      ...[...net.listening.values()].flat().map((listening) => ({
        protocol: 'tcp' as const,
        local: `${listening.address}:${listening.port}`,
        remote: listening.address === '::' ? ':::*' : '0.0.0.0:*',
        state: 'LISTEN',
        pid: owners.has(listening) ? process.pid : undefined,
      })),
      ...[...net.sockets].map(({ local, remote }) => ({
        protocol: 'tcp' as const,
        local: `${local.address}:${local.port}`,
        remote: `${remote.address}:${remote.port}`,
        state: 'ESTABLISHED',
      })),
    ],
    listen(port, address = '0.0.0.0') {
      demandAlive(process);
      const listening = openListening(process, port, address);
      const shared = description({ name: 'socket:[1]', release: () => closeListening(process, listening) });
      const fd = install(process, shared);
      owners.set(listening, fd);
      return listener(process, listening, () => closeDescriptor(process, fd));
    },
    async connect(address, port, options) {
      demandAlive(process);
      const socket = await guard(process, connectFrom(net, kernel.clock, address, port, options?.timeoutMs));
      return connection(process, socket);
    },
    query,
    async lookup(name, family) {
      if (parseAddress(name) !== undefined) return family === 6 ? [] : [name];
      if (name.includes(':')) return family === 4 ? [] : [name];
      const known = read(files, '/etc/hosts').flatMap((line) => {
        const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
        return names.includes(name) ? [address] : [];
      });
      const ofFamily = known.filter((address) => !family || address.includes(':') === (family === 6));
      if (ofFamily.length > 0) return ofFamily;
      if (family === 6) return [];
      return resolve(name, read(files, '/etc/resolv.conf'), query);
    },
    async ping(address) {
      demandAlive(process);
      const way = route(net, address);
      if (way.to === 'nowhere') {
        const ms = patience(way);
        if (ms > 0) await waitFor(process, (ready) => kernel.clock.after(ms, ready));
        throw new SysError(way.error, address);
      }
      const started = performance.now();
      await waitFor(process, (ready) => {
        const timer = setImmediate(ready);
        return () => clearImmediate(timer);
      });
      return performance.now() - started;
    },
  };
}

/** The resolver of the C library: names with few dots try the search domains first. */
async function resolve(
  name: string,
  conf: readonly string[],
  query: NetworkStack['query'],
): Promise<string[]> {
  const search = conf.flatMap(
    (line) => /^(?:search|domain)\s+(.*)/.exec(line)?.[1]?.trim().split(/\s+/) ?? [],
  );
  const ndots = Number(
    /ndots:(\d+)/.exec(conf.filter((line) => line.startsWith('options')).join(' '))?.[1] ?? 1,
  );
  const domains = search.map((domain) => `${name}.${domain}`);
  const dots = name.split('.').length - 1;
  const tries = name.endsWith('.') ? [name] : dots >= ndots ? [name, ...domains] : [...domains, name];
  let failure = new SysError('ENOENT', name);
  for (const attempt of tries) {
    try {
      const { answers } = await query(attempt, 'A');
      const found = answers.filter((answer) => answer.type === 'A').map((answer) => answer.data);
      if (found.length > 0) return found;
    } catch (error) {
      if (!(error instanceof SysError) || !['ENOENT', 'ETIMEDOUT'].includes(error.code)) throw error;
      failure = new SysError(error.code, name);
    }
  }
  throw failure;
}

function read(files: KernelFiles, path: string): string[] {
  try {
    return new TextDecoder().decode(files.readFile(path)).split('\n');
  } catch {
    return [];
  }
}

function openListening(process: Process, wanted: number, address: string): Listening {
  const { net } = process.isolation;
  const port = wanted === 0 ? net.nextPort++ : wanted;
  const any = address === '0.0.0.0' || address === '::';
  const known =
    any || address.startsWith('127.') || address === '::1' || net.links.some((l) => l.address === address);
  if (!known) throw new SysError('EADDRNOTAVAIL', address);
  const there = net.listening.get(port) ?? [];
  const sameFamily = (other: Listening) => other.address.includes(':') === address.includes(':');
  const clash = (other: Listening) =>
    other.address === address || any || other.address === '0.0.0.0' || other.address === '::';
  if (there.some((other) => sameFamily(other) && clash(other)))
    throw new SysError('EADDRINUSE', `${address}:${port}`);
  const listening: Listening = { address, port, waiting: [], ready: new Set(), closed: false };
  net.listening.set(port, [...there, listening]);
  return listening;
}

function closeListening(process: Process, listening: Listening): void {
  const { net } = process.isolation;
  listening.closed = true;
  const rest = (net.listening.get(listening.port) ?? []).filter((other) => other !== listening);
  if (rest.length > 0) net.listening.set(listening.port, rest);
  else net.listening.delete(listening.port);
  for (const socket of listening.waiting) socket.stream.release();
  for (const call of [...listening.ready]) call();
}

function listener(process: Process, listening: Listening, close: () => void): Listener {
  return {
    address: listening.address,
    port: listening.port,
    async accept() {
      for (;;) {
        demandAlive(process);
        const socket = listening.waiting.shift();
        if (socket) return connection(process, socket);
        if (listening.closed) return undefined;
        await waitFor(process, (ready) => {
          const call = () => {
            listening.ready.delete(call);
            ready();
          };
          listening.ready.add(call);
          return () => listening.ready.delete(call);
        });
      }
    },
    close,
  };
}

function connection(process: Process, socket: Socket): Connection {
  const fd = install(process, socket.stream);
  const close = () => closeDescriptor(process, fd);
  const source = sourceOf(process, socket.stream, close);
  const sink = sinkOf(process, socket.stream, close, { signal: false });
  return { ...source, ...sink, local: socket.local, remote: socket.remote, close, end: () => socket.end() };
}
