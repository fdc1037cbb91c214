import {
  SysError,
  type Connection,
  type DnsAnswer,
  type Listener,
  type NetworkStack,
} from '../../../../src/simulator/host/contract.js';
import { createChannel } from './pipe.js';

/** Machines of one test network by address, and what its name server at 127.0.0.11 knows. */
export interface Network {
  stack(address: string, readHosts: () => string): NetworkStack;
  names: Map<string, DnsAnswer[]>;
}

type Accepts = { deliver(connection: Connection): void };

function createPair(from: string, to: string, port: number, ephemeral: number): [Connection, Connection] {
  const up = createChannel();
  const down = createChannel();
  const end = (
    source: ReturnType<typeof up.openSource>,
    sink: ReturnType<typeof up.openSink>,
    local: Connection['local'],
    remote: Connection['remote'],
  ): Connection => ({
    local,
    remote,
    read: () => source.read(),
    unread: (bytes) => source.unread(bytes),
    write: (bytes) => sink.write(bytes),
    end: () => sink.close(),
    close() {
      source.close();
      sink.close();
    },
  });
  const client = { address: from, port: ephemeral };
  const server = { address: to, port };
  return [
    end(down.openSource(), up.openSink(), client, server),
    end(up.openSource(), down.openSink(), server, client),
  ];
}

export function createNetwork(): Network {
  const listeners = new Map<string, Accepts>();
  const machines = new Set<string>();
  const names = new Map<string, DnsAnswer[]>();
  let ephemeral = 40000;
  const stack: Network['stack'] = (own, readHosts) => {
    machines.add(own);
    const key = (address: string, port: number) => `${address.startsWith('127.') ? own : address}:${port}`;
    const query: NetworkStack['query'] = (name, type) => {
      const known = names.get(name.replace(/\.$/, ''));
      if (!known) return Promise.reject(new SysError('ENOENT', name));
      return Promise.resolve({
        server: '127.0.0.11',
        answers: known.filter((answer) => answer.type === type),
      });
    };
    return {
      interfaces: () => [
        { name: 'lo', mac: '00:00:00:00:00:00', mtu: 65536, addresses: ['127.0.0.1/8'] },
        { name: 'eth0', mac: '02:42:ac:11:00:02', mtu: 1500, addresses: [`${own}/16`] },
      ],
      routes: () => [
        { destination: 'default', gateway: '172.17.0.1', device: 'eth0' },
        { destination: '172.17.0.0/16', device: 'eth0' },
      ],
      sockets: () =>
        [...listeners.keys()]
          .filter((at) => at.startsWith(`${own}:`))
          .map((at) => ({
            protocol: 'tcp' as const,
            local: at.replace(own, '0.0.0.0'),
            remote: '0.0.0.0:*',
            state: 'LISTEN',
          })),
      listen(port, address = '0.0.0.0'): Listener {
        const at = key(own, port);
        if (listeners.has(at)) throw new SysError('EADDRINUSE');
        const queue: Connection[] = [];
        let closed = false;
        let wake = () => {};
        listeners.set(at, {
          deliver(connection) {
            queue.push(connection);
            wake();
          },
        });
        return {
          address,
          port,
          async accept() {
            for (;;) {
              const connection = queue.shift();
              if (connection) return connection;
              if (closed) return undefined;
              await new Promise<void>((resolve) => (wake = resolve));
            }
          },
          close() {
            if (closed) return;
            closed = true;
            listeners.delete(at);
            wake();
          },
        };
      },
      async connect(address, port) {
        const listener = listeners.get(key(address, port));
        if (!listener && !machines.has(address) && !address.startsWith('127.'))
          throw new SysError('EHOSTUNREACH', address);
        if (!listener) throw new SysError('ECONNREFUSED', address);
        const [client, server] = createPair(
          address.startsWith('127.') ? address : own,
          address,
          port,
          ephemeral++,
        );
        listener.deliver(server);
        return client;
      },
      query,
      async lookup(name, family) {
        if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return [name];
        for (const line of readHosts().split('\n')) {
          const [address, ...hosts] = line.trim().split(/\s+/);
          if (address && hosts.includes(name)) return [address];
        }
        return (await query(name, family === 6 ? 'AAAA' : 'A')).answers.map((answer) => answer.data);
      },
      ping: async (address) => {
        if (!machines.has(address) && address !== '127.0.0.1') throw new SysError('ETIMEDOUT', address);
        return 0.05;
      },
    };
  };
  return { stack, names };
}
