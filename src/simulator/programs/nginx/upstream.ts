import { SysError, type ProcessContext } from '../../host/contract.js';
import type { Config, Peer } from './config.js';
import { findAll, setting, type Scope } from './config.js';
import { ConfigError, type Directive } from './syntax.js';
import type { Exchange } from './exchange.js';

/** One address to try. */
export interface Target {
  address: string;
  port: number;
  peer: PeerState | undefined;
}

interface PeerState {
  peer: Peer;
  addresses: string[];
  /** For smooth weighted round robin. */
  current: number;
  fails: number;
  downUntil: number;
}

/** Chooses the servers that a request is sent to. */
export interface Balancer {
  targets(exchange: Exchange, authority: string, complain: (words: string) => void): Promise<Target[]>;
  succeeded(target: Target): void;
  failed(target: Target): void;
  isUpstream(authority: string): boolean;
}

function split(authority: string): { host: string; port: number } {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(authority);
  return { host: match?.[1] ?? authority, port: Number(match?.[2] ?? 80) };
}

function* proxied(scope: Scope | undefined, directives: readonly Directive[]): Generator<Directive> {
  for (const directive of directives) {
    if (directive.name === 'proxy_pass') yield directive;
    if (directive.block) yield* proxied(scope, directive.block);
  }
}

/** Resolves all names of a configuration, as nginx does before it starts. Throws ConfigError. */
export async function createBalancer(context: ProcessContext, config: Config): Promise<Balancer> {
  const fixed = new Map<string, string[]>();
  const resolve = async (host: string): Promise<string[]> => {
    try {
      return await context.net.lookup(host);
    } catch (error) {
      if (!(error instanceof SysError) || context.killed.aborted) throw error;
      return [];
    }
  };
  const upstreams = new Map<string, PeerState[]>();
  for (const [name, peers] of config.upstreams) {
    const states: PeerState[] = [];
    for (const peer of peers) {
      const addresses = await resolve(peer.host);
      if (addresses.length === 0)
        throw new ConfigError(
          `host not found in upstream "${peer.host}:${peer.port}" in ${peer.directive.file}:${peer.directive.line}`.replace(
            ':80" in',
            '" in',
          ),
        );
      states.push({ peer, addresses, current: 0, fails: 0, downUntil: 0 });
    }
    upstreams.set(name, states);
  }
  for (const directive of proxied(undefined, config.main.directives)) {
    const address = directive.args[0] ?? '';
    const match = /^https?:\/\/([^/$]+)(?:\/[^$]*)?$/.exec(address);
    if (!/^https?:\/\//.test(address) && !address.startsWith('$'))
      throw new ConfigError(`invalid URL prefix in ${directive.file}:${directive.line}`);
    if (!match) continue;
    const { host } = split(match[1] ?? '');
    if (upstreams.has(match[1] ?? '') || fixed.has(host)) continue;
    const addresses = await resolve(host);
    if (addresses.length === 0)
      throw new ConfigError(`host not found in upstream "${host}" in ${directive.file}:${directive.line}`);
    fixed.set(host, addresses);
  }

  let turn = 0;
  const order = (states: PeerState[], now: number): Target[] => {
    const usable = states.filter(({ peer, downUntil }) => !peer.down && downUntil <= now);
    const chosen = (backup: boolean) => {
      const group = usable.filter(({ peer }) => peer.backup === backup);
      const total = group.reduce((sum, { peer }) => sum + peer.weight, 0);
      for (const state of group) state.current += state.peer.weight;
      const best = group.reduce<PeerState | undefined>(
        (top, state) => (!top || state.current > top.current ? state : top),
        undefined,
      );
      if (best) best.current -= total;
      return [...(best ? [best] : []), ...group.filter((state) => state !== best)];
    };
    const main = chosen(false);
    const all = main.length ? [...main, ...chosen(true)] : chosen(true);
    return all.flatMap((state) => {
      const rotated = state.addresses.map(
        (_, index) => state.addresses[(index + turn) % state.addresses.length] ?? '',
      );
      return rotated.map((address) => ({ address, port: state.peer.port, peer: state }));
    });
  };
  let now = () => context.clock.now();
  return {
    isUpstream: (authority) => upstreams.has(authority),
    async targets(exchange, authority, complain) {
      now = () => exchange.context.clock.now();
      turn++;
      const states = upstreams.get(authority);
      if (states) return order(states, now());
      const { host, port } = split(authority);
      let addresses = fixed.get(host);
      if (!addresses) {
        const hasResolver = findAll((exchange.location ?? exchange.server).scope, 'resolver').length > 0;
        const literal = /^[\d.]+$/.test(host);
        if (!hasResolver && !literal) {
          complain(`no resolver defined to resolve ${host}`);
          return [];
        }
        addresses = literal ? [host] : await ask(exchange, host);
        if (addresses.length === 0) complain(`${host} could not be resolved (3: Host not found)`);
      }
      return addresses.map((_, index, all) => ({
        address: all[(index + turn) % all.length] ?? '',
        port,
        peer: undefined,
      }));
    },
    succeeded({ peer }) {
      if (peer) peer.fails = 0;
    },
    failed({ peer }) {
      if (!peer || peer.peer.maxFails === 0) return;
      if (++peer.fails < peer.peer.maxFails) return;
      peer.fails = 0;
      // A single server is never marked: there is nothing else to try.
      if ([...upstreams.values()].some((states) => states.includes(peer) && states.length > 1))
        peer.downUntil = now() + peer.peer.failTimeout;
    },
  };
}

/** Asks the name server of `resolver`. */
async function ask(exchange: Exchange, host: string): Promise<string[]> {
  const server = setting((exchange.location ?? exchange.server).scope, 'resolver');
  try {
    const { answers } = await exchange.context.net.query(host, 'A', server?.replace(/:\d+$/, ''));
    return answers.filter((answer) => answer.type === 'A').map((answer) => answer.data);
  } catch (error) {
    if (!(error instanceof SysError) || exchange.context.killed.aborted) throw error;
    return [];
  }
}
