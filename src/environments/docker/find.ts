import { join } from 'node:path';
import { TutorError } from '../../errors.js';
import { contextEndpoint, currentContext, tlsFrom } from './context.js';
import { parseHost, type Endpoint } from './endpoint.js';

/** The machine as the search for an engine sees it; injected so that tests have a home of their own. */
export interface Machine {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  platform: NodeJS.Platform;
}

/** A place where an engine may listen, and how it became known: "DOCKER_HOST", "context colima". */
export interface Candidate {
  endpoint: Endpoint;
  source: string;
}

/** Folder of the Docker CLI's configuration. */
function dockerConfigFolder({ env, home }: Machine): string {
  return env['DOCKER_CONFIG'] || join(home, '.docker');
}

function fromHostVariable(machine: Machine, host: string): Candidate {
  const { env } = machine;
  const verify = Boolean(env['DOCKER_TLS_VERIFY']);
  const wantsTls = verify || Boolean(env['DOCKER_TLS']);
  const folder = env['DOCKER_CERT_PATH'] || dockerConfigFolder(machine);
  return {
    endpoint: parseHost(host, wantsTls ? tlsFrom(folder, verify) : undefined),
    source: 'DOCKER_HOST',
  };
}

/** Sockets that engines are known to make, tried when nobody chose one. */
function knownSockets({ env, home, platform }: Machine): Candidate[] {
  if (platform === 'win32') {
    return [
      { endpoint: parseHost('npipe:////./pipe/docker_engine'), source: 'context default' },
      { endpoint: parseHost('npipe:////./pipe/dockerDesktopLinuxEngine'), source: 'Docker Desktop' },
      { endpoint: parseHost('npipe:////./pipe/podman-machine-default'), source: 'podman' },
    ];
  }
  const runtime = env['XDG_RUNTIME_DIR'];
  const sockets: [string | undefined, string][] = [
    ['/var/run/docker.sock', 'context default'],
    [runtime && join(runtime, 'docker.sock'), 'rootless'],
    [join(home, '.docker/run/docker.sock'), 'Docker Desktop'],
    [join(home, '.docker/desktop/docker.sock'), 'Docker Desktop'],
    [join(home, '.colima/default/docker.sock'), 'colima'],
    [runtime && join(runtime, 'podman/podman.sock'), 'podman'],
  ];
  return sockets.flatMap(([path, source]) => (path ? [{ endpoint: { kind: 'unix', path }, source }] : []));
}

/**
 * Where an engine may be, in the order of trying. What the Docker CLI would use comes first: DOCKER_HOST, then
 * DOCKER_CONTEXT, then the current context. When one of them is set it is the only candidate: the learner chose it.
 * Throws TutorError engine-missing when the choice makes no sense.
 */
export function candidates(machine: Machine): Candidate[] {
  const host = machine.env['DOCKER_HOST'];
  if (host) return [fromHostVariable(machine, host)];
  const folder = dockerConfigFolder(machine);
  const context = machine.env['DOCKER_CONTEXT'] || currentContext(folder);
  if (context && context !== 'default') {
    return [{ endpoint: contextEndpoint(folder, context), source: `context ${context}` }];
  }
  return knownSockets(machine);
}

/** How much a failure says about where the engine is: one that forbids is there, a silent socket may be. */
const weight: Partial<Record<string, number>> = { 'engine-forbidden': 2, 'engine-stopped': 1 };

/**
 * The first candidate that answers. `answers` throws TutorError for one that does not; when none does, the failure that
 * says most is thrown.
 */
export async function findEngine(
  machine: Machine,
  answers: (endpoint: Endpoint) => Promise<unknown>,
): Promise<Candidate> {
  let worst: TutorError | undefined;
  for (const candidate of candidates(machine)) {
    try {
      await answers(candidate.endpoint);
      return candidate;
    } catch (error) {
      if (!(error instanceof TutorError)) throw error;
      if (!worst || (weight[error.code] ?? 0) > (weight[worst.code] ?? 0)) worst = error;
    }
  }
  throw worst ?? new TutorError('engine-missing', 'No Docker Engine was found.');
}
