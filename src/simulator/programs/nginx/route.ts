import type { Config, Location, Server } from './config.js';

function matchesName(name: string, host: string): number {
  if (name === host) return 4;
  if (name.startsWith('*.') && host.endsWith(name.slice(1))) return 3;
  if (name.startsWith('.') && (host === name.slice(1) || host.endsWith(name))) return 3;
  if (name.endsWith('.*') && host.startsWith(name.slice(0, -1))) return 2;
  if (name.startsWith('~')) {
    try {
      return new RegExp(name.slice(1)).test(host) ? 1 : 0;
    } catch {
      return 0;
    }
  }
  return 0;
}

/** The server for a request to this port: by name, else the default one. */
export function chooseServer(config: Config, port: number, host: string): Server | undefined {
  const candidates = config.servers.filter((server) => server.listens.some((listen) => listen.port === port));
  let best: { server: Server; rank: number } | undefined;
  for (const server of candidates) {
    const rank = Math.max(
      0,
      ...server.names.map((name) => matchesName(name.toLowerCase(), host.toLowerCase())),
    );
    if (rank > (best?.rank ?? 0)) best = { server, rank };
  }
  const marked = candidates.find((server) =>
    server.listens.some((listen) => listen.port === port && listen.isDefault),
  );
  return best?.server ?? marked ?? candidates[0];
}

/** The location for a path; a prefix location's own locations are tried within it. */
export function chooseLocation(locations: readonly Location[], path: string): Location | undefined {
  const exact = locations.find((location) => location.modifier === '=' && location.path === path);
  if (exact) return exact;
  let prefix: Location | undefined;
  for (const location of locations) {
    if ((location.modifier === '' || location.modifier === '^~') && path.startsWith(location.path)) {
      if (!prefix || location.path.length > prefix.path.length) prefix = location;
    }
  }
  const inner = prefix && chooseLocation(prefix.locations, path);
  if (inner && inner.modifier !== '') return inner;
  if (prefix?.modifier !== '^~') {
    const regular = locations.find((location) => location.pattern?.test(path));
    if (regular) return regular;
  }
  return inner ?? prefix;
}
