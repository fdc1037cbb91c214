import { TutorError } from '../../errors.js';

/** What a TLS connection to an engine is made with; PEM texts. */
export interface TlsMaterial {
  verify: boolean;
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
}

/** Where an engine listens. `ssh` means: run `docker system dial-stdio` over there. */
export type Endpoint =
  | { kind: 'unix' | 'npipe'; path: string }
  | { kind: 'tcp'; host: string; port: number; tls?: TlsMaterial | undefined }
  | {
      kind: 'ssh';
      host: string;
      user?: string | undefined;
      port?: number | undefined;
      path?: string | undefined;
    };

function unusable(host: string): TutorError {
  return new TutorError('engine-missing', `"${host}" is not an address of a Docker Engine.`, {
    where: host,
    next: 'Use unix:///path, npipe:////./pipe/name, tcp://host:port or ssh://user@host in DOCKER_HOST or the context.',
  });
}

/** Parses a host as the Docker CLI takes it: unix, npipe, tcp, http(s) or ssh. Throws TutorError engine-missing. */
export function parseHost(host: string, tls?: TlsMaterial): Endpoint {
  const scheme = /^([a-z]+):\/\/(.*)$/s.exec(host.trim());
  const rest = scheme?.[2] ?? '';
  switch (scheme?.[1]) {
    case 'unix':
      return { kind: 'unix', path: rest || '/var/run/docker.sock' };
    case 'npipe':
      return { kind: 'npipe', path: (rest || '//./pipe/docker_engine').replaceAll('/', '\\') };
    case 'tcp':
    case 'http':
    case 'https':
    case 'ssh':
      break;
    default:
      throw unusable(host);
  }
  let url: URL;
  try {
    // The scheme is swapped so that the parser knows hosts and does not hide a default port.
    url = new URL(`ws://${rest}`);
  } catch {
    throw unusable(host);
  }
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const port = /:(\d+)(?:\/|$)/.exec(rest.replace(/^.*[@\]]/, ''))?.[1];
  if (scheme[1] === 'ssh') {
    return {
      kind: 'ssh',
      host: name,
      user: url.username ? decodeURIComponent(url.username) : undefined,
      port: port ? Number(port) : undefined,
      path: url.pathname.length > 1 ? url.pathname : undefined,
    };
  }
  const secure = scheme[1] === 'https' ? (tls ?? { verify: true }) : tls;
  return { kind: 'tcp', host: name, port: port ? Number(port) : secure ? 2376 : 2375, tls: secure };
}

/** The endpoint as people write it: "unix:///var/run/docker.sock". */
export function endpointName(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'unix':
    case 'npipe':
      return `${endpoint.kind}://${endpoint.path.replaceAll('\\', '/')}`;
    case 'tcp':
      return `tcp://${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
    case 'ssh': {
      const user = endpoint.user ? `${endpoint.user}@` : '';
      return `ssh://${user}${endpoint.host}${endpoint.port ? `:${endpoint.port}` : ''}${endpoint.path ?? ''}`;
    }
  }
}
