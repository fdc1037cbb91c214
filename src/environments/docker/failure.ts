import { TutorError } from '../../errors.js';
import { endpointName, type Endpoint } from './endpoint.js';

const groupAdvice: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Add yourself to the docker group with `sudo usermod -aG docker $USER`, then log out and in again.',
  win32: 'Add your user to the docker-users group, then log out and in again.',
};

const startAdvice: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Start it with `sudo systemctl start docker` (or open Docker Desktop), then try again.',
  darwin: 'Open Docker Desktop (or run `colima start`), then try again.',
  win32: 'Open Docker Desktop, then try again.',
};

/** What a person should do to start the engine on this platform. */
function howToStart(platform: NodeJS.Platform): string {
  return startAdvice[platform] ?? 'Start the Docker Engine, then try again.';
}

/** Turns a failed connection into plain words: missing, forbidden or stopped. */
export function connectionFailure(
  error: unknown,
  endpoint: Endpoint,
  platform: NodeJS.Platform = process.platform,
): TutorError {
  if (error instanceof TutorError) return error;
  const where = endpointName(endpoint);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'EACCES' || code === 'EPERM') {
    return new TutorError(
      'engine-forbidden',
      `You are not allowed to talk to the Docker Engine at ${where}.`,
      {
        where,
        next: groupAdvice[platform] ?? `Make ${where} readable and writable for your user.`,
        cause: error,
      },
    );
  }
  if (code === 'ENOENT' && endpoint.kind !== 'ssh') {
    return new TutorError('engine-missing', `There is no Docker Engine at ${where}.`, {
      where,
      next: `Install Docker (https://docs.docker.com/get-docker/). Is it installed? ${howToStart(platform)}`,
      cause: error,
    });
  }
  const reason = error instanceof Error && error.message ? ` (${error.message})` : '';
  return new TutorError('engine-stopped', `The Docker Engine at ${where} does not answer${reason}.`, {
    where,
    next:
      endpoint.kind === 'ssh'
        ? `Check that \`ssh ${endpoint.host} docker version\` works without a password prompt.`
        : howToStart(platform),
    cause: error,
  });
}

/** True when the engine's words mean that its disk is full. */
export function saysDiskFull(message: string): boolean {
  return /no space left on device|disk quota exceeded|not enough space/i.test(message);
}

/** The error for a full disk, told in one place. */
export function diskFull(message: string): TutorError {
  return new TutorError('engine-disk-full', `The Docker Engine has no disk space left: ${message}`, {
    next: 'See what takes space with `docker system df`; free it with `docker system prune` or on the disk itself.',
  });
}

/** The error for an answer of the engine that nobody expected here. */
export function refusal(status: number, message: string, what: string): TutorError {
  if (saysDiskFull(message)) return diskFull(message);
  return new TutorError(
    'engine-stopped',
    `The Docker Engine could not ${what}: ${message} (status ${status}).`,
    {
      next: 'Try again; when it stays, look into the log of the engine.',
    },
  );
}
