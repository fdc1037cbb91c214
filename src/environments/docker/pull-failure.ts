import { TutorError } from '../../errors.js';
import { diskFull, saysDiskFull } from './failure.js';

interface Cause {
  pattern: RegExp;
  says: string;
  next: string;
  /** Worth another try at once. */
  passing?: true;
}

/** What goes wrong with pulls, by the words of the engine and of registries. The first match counts. */
const causes: Cause[] = [
  {
    pattern: /toomanyrequests|rate limit|429/i,
    says: 'the registry allows no more pulls for now (rate limit)',
    next: 'Log in with `docker login` for a higher limit, or wait an hour and start again.',
  },
  {
    pattern: /no matching manifest|does not match the specified platform/i,
    says: 'the image does not exist for this kind of processor',
    next: 'Check the platform with `docker info`; an emulation (Docker Desktop, binfmt) may be needed.',
  },
  {
    pattern: /manifest unknown|not found|pull access denied|does not exist|invalid reference/i,
    says: 'the registry has no such image, or it is private',
    next: 'Check the name; for a private image log in with `docker login` first.',
  },
  {
    pattern: /unauthorized|authentication required|denied/i,
    says: 'the registry refuses this user',
    next: 'Log in with `docker login`, or log out with `docker logout` when the saved password is old.',
  },
  {
    pattern: /unexpected EOF|connection reset|TLS handshake timeout|50[234] /i,
    says: 'the connection to the registry broke',
    next: 'Start again: layers that are complete are kept.',
    passing: true,
  },
  {
    pattern:
      /no such host|dial tcp|network is unreachable|i\/o timeout|Temporary failure|Client\.Timeout|connection refused|deadline exceeded/i,
    says: 'the registry can not be reached',
    next: 'Check the network (and the proxy settings of the engine). Pull images ahead with `kube-tutor doctor --pull`.',
  },
];

/** True when the engine's words tell of something that may go well at the next try. */
export function isPassing(message: string): boolean {
  return causes.find(({ pattern }) => pattern.test(message))?.passing === true;
}

/** The error for an image that can not be pulled: why, and what to do. */
export function pullFailure(image: string, message: string): TutorError {
  if (saysDiskFull(message)) return diskFull(`image ${image}: ${message}`);
  const cause = causes.find(({ pattern }) => pattern.test(message));
  return new TutorError(
    'image-unavailable',
    cause
      ? `The image ${image} can not be pulled: ${cause.says}.`
      : `The image ${image} can not be pulled: ${message}`,
    {
      where: message,
      next: cause?.next ?? `Try \`docker pull ${image}\` to see more.`,
    },
  );
}
