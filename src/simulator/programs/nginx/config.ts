import type { Files } from '../../host/contract.js';
import { checkDirectives } from './directives.js';
import { ConfigError, configError, parseConfig, parseText, type Directive } from './syntax.js';

/** A block and the blocks around it; what a block does not say is looked up further out. */
export interface Scope {
  directives: readonly Directive[];
  parent: Scope | undefined;
}

/** An address that a server listens on. */
export interface Listen {
  address: string;
  port: number;
  isDefault: boolean;
}

/** How a location is chosen. */
export interface Location {
  modifier: '' | '=' | '^~' | '~' | '~*' | '@';
  path: string;
  pattern: RegExp | undefined;
  scope: Scope;
  locations: Location[];
}

/** A virtual server. */
export interface Server {
  listens: Listen[];
  names: string[];
  scope: Scope;
  locations: Location[];
}

/** A member of an upstream. */
export interface Peer {
  host: string;
  port: number;
  weight: number;
  maxFails: number;
  failTimeout: number;
  backup: boolean;
  down: boolean;
  directive: Directive;
}

/** A `map` of the http block. */
export interface MapRule {
  source: string;
  variable: string;
  entries: { key: string; value: string; pattern: RegExp | undefined }[];
  fallback: string;
}

/** A checked configuration. */
export interface Config {
  file: string;
  main: Scope;
  servers: Server[];
  upstreams: Map<string, Peer[]>;
  formats: Map<string, string>;
  maps: MapRule[];
}

/** The directives of this name in the nearest block that has any. */
export function findAll(scope: Scope | undefined, name: string): Directive[] {
  for (let at = scope; at; at = at.parent) {
    const found = at.directives.filter((directive) => directive.name === name);
    if (found.length) return found;
  }
  return [];
}

/** The first argument of a directive in the nearest block that has it. */
export function setting(scope: Scope | undefined, name: string): string | undefined {
  return findAll(scope, name)[0]?.args[0];
}

/** The directives of this name in this very block. */
export function own(scope: Scope, name: string): Directive[] {
  return scope.directives.filter((directive) => directive.name === name);
}

/** Milliseconds of "60", "30s", "5m", "500ms". */
export function readTime(text: string | undefined, otherwise: number): number {
  const match = /^(\d+)(ms|s|m|h|d)?$/.exec(text ?? '');
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3600_000, d: 86400_000 };
  return match ? Number(match[1]) * (units[match[2] ?? 's'] ?? 1000) : otherwise;
}

const listenOption =
  /^(?:default_server|default|ssl|http2|quic|proxy_protocol|reuseport|deferred|bind|(?:ipv6only|backlog|so_keepalive|setfib|fastopen|rcvbuf|sndbuf|accept_filter)=.*)$/;

function readListen(directive: Directive): Listen {
  const [text = '', ...options] = directive.args;
  const odd = options.find((option) => !listenOption.test(option));
  if (odd !== undefined) return configError(`invalid parameter "${odd}"`, directive);
  const match = /^(?:(\[[0-9a-fA-F:]*\]|[^:]*):)?(\d+)$/.exec(text);
  const isDefault = options.includes('default_server') || options.includes('default');
  if (!match && !/^[\w.*[\]:-]+$/.test(text)) return configError(`invalid parameter "${text}"`, directive);
  const port = match ? Number(match[2]) : 80;
  if (port < 1 || port > 65535)
    return configError(`invalid port in "${text}" of the "listen" directive`, directive);
  const host = match ? (match[1] ?? '*') : text;
  return { address: host === '*' || host === '' ? '0.0.0.0' : host.replace(/[[\]]/g, ''), port, isDefault };
}

function compile(pattern: string, flags: string, directive: Directive): RegExp {
  try {
    return new RegExp(pattern.replace(/\(\?<(\w+)>/g, '(?<$1>'), flags);
  } catch {
    return configError(`pcre2_compile() failed: invalid pattern in "${pattern}"`, directive);
  }
}

function readLocations(scope: Scope): Location[] {
  return own(scope, 'location').map((directive) => {
    const [first = '', second] = directive.args;
    const inner: Scope = { directives: directive.block ?? [], parent: scope };
    const attached = /^(=|\^~|~\*|~|@)(.+)$/.exec(first);
    const modifier = (second === undefined ? (attached?.[1] ?? '') : first) as Location['modifier'];
    const path = second ?? attached?.[2] ?? first;
    if (!['', '=', '^~', '~', '~*', '@'].includes(modifier))
      return configError(`invalid location modifier "${modifier}"`, directive);
    const pattern = modifier.startsWith('~')
      ? compile(path, modifier === '~*' ? 'i' : '', directive)
      : undefined;
    return { modifier, path, pattern, scope: inner, locations: readLocations(inner) };
  });
}

function readPeers(directive: Directive): Peer[] {
  const peers = (directive.block ?? [])
    .filter((each) => each.name === 'server')
    .map((each): Peer => {
      const [address = '', ...options] = each.args;
      const match = /^([^:]+|\[[^\]]+\])(?::(\d+))?$/.exec(address);
      if (!match) return configError(`invalid host in upstream "${address}"`, each);
      const value = (name: string) =>
        options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1);
      const bad = options.find((option) => !/^(?:weight=\d+|max_fails=\d+|fail_timeout=\w+|max_conns=\d+|slow_start=\w+|backup|down|resolve)$/.test(option)); // prettier-ignore
      if (bad !== undefined) return configError(`invalid parameter "${bad}"`, each);
      return {
        host: match[1] ?? '',
        port: Number(match[2] ?? 80),
        weight: Number(value('weight') ?? 1),
        maxFails: Number(value('max_fails') ?? 1),
        failTimeout: readTime(value('fail_timeout'), 10_000),
        backup: options.includes('backup'),
        down: options.includes('down'),
        directive: each,
      };
    });
  if (peers.length === 0) configError('no servers are inside upstream', directive);
  return peers;
}

function readMap(directive: Directive): MapRule {
  const [source = '', variable = ''] = directive.args;
  const map: MapRule = { source, variable: variable.slice(1), entries: [], fallback: '' };
  for (const entry of directive.block ?? []) {
    const value = entry.args[0] ?? '';
    if (entry.name === 'default') map.fallback = value;
    else if (entry.name !== 'hostnames' && entry.name !== 'volatile') {
      const regex = /^~(\*?)(.+)$/.exec(entry.name);
      const pattern = regex ? compile(regex[2] ?? '', regex[1] ? 'i' : '', entry) : undefined;
      map.entries.push({ key: entry.name.replace(/^\\/, ''), value, pattern });
    }
  }
  return map;
}

/** Reads and checks a whole configuration. Throws ConfigError. */
export function loadConfig(files: Files, file: string, globals: string): Config {
  const directives = [...parseText(files, globals, 'command line', '/'), ...parseConfig(files, file)];
  checkDirectives(directives);
  const main: Scope = { directives, parent: undefined };
  if (!directives.some((directive) => directive.name === 'events'))
    throw new ConfigError(`no "events" section in configuration`);
  const config: Config = { file, main, servers: [], upstreams: new Map(), formats: new Map(), maps: [] };
  config.formats.set('combined', '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'); // prettier-ignore
  for (const http of own(main, 'http')) {
    const scope: Scope = { directives: http.block ?? [], parent: main };
    for (const directive of own(scope, 'log_format')) {
      const [name = '', ...parts] = directive.args;
      config.formats.set(name, parts.filter((part) => !part.startsWith('escape=')).join(''));
    }
    for (const directive of own(scope, 'map')) config.maps.push(readMap(directive));
    for (const directive of own(scope, 'upstream')) {
      const name = directive.args[0] ?? '';
      if (config.upstreams.has(name)) configError(`duplicate upstream "${name}"`, directive);
      config.upstreams.set(name, readPeers(directive));
    }
    for (const directive of own(scope, 'server')) config.servers.push(readServer(directive, scope));
    for (const directive of own(scope, 'access_log')) checkFormat(config, directive);
  }
  checkDefaults(config);
  return config;
}

function readServer(directive: Directive, parent: Scope): Server {
  const scope: Scope = { directives: directive.block ?? [], parent };
  const listens = own(scope, 'listen').map(readListen);
  const locations = readLocations(scope);
  const seen = new Set<string>();
  for (const location of locations) {
    const key = `${location.modifier === '^~' ? '' : location.modifier} ${location.path}`;
    const place = own(scope, 'location').find((each) => each.args.at(-1) === location.path) ?? directive;
    if (seen.has(key)) configError(`duplicate location "${location.path}"`, place);
    seen.add(key);
  }
  return {
    scope,
    listens: listens.length ? listens : [{ address: '0.0.0.0', port: 80, isDefault: false }],
    names: own(scope, 'server_name').flatMap((each) => each.args),
    locations,
  };
}

function checkFormat(config: Config, directive: Directive): void {
  const format = directive.args[1];
  if (format !== undefined && !format.includes('=') && !config.formats.has(format))
    configError(`unknown log format "${format}"`, directive);
}

function checkDefaults(config: Config): void {
  const defaults = new Map<string, Server>();
  for (const server of config.servers)
    for (const listen of server.listens) {
      if (!listen.isDefault) continue;
      const key = `${listen.address}:${listen.port}`;
      const place = own(server.scope, 'listen')[0];
      if (defaults.has(key) && place) configError(`a duplicate default server for ${key}`, place);
      defaults.set(key, server);
    }
}
