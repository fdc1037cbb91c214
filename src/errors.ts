/**
 * The one table of error codes. A code is stable: scripts and docs/errors.md may rely on it.
 * `exit` is the exit code of the program when the error ends a command.
 */
export const errorTable = {
  usage: { exit: 2, about: 'The command line does not make sense.' },
  'no-tty': { exit: 2, about: 'A full screen needs a terminal; another command does without.' },
  'lesson-not-found': { exit: 3, about: 'No lesson has that id.' },
  'lesson-invalid': { exit: 4, about: 'A lesson file has mistakes; each is named with file:line:column.' },
  'verify-failed': { exit: 5, about: 'A step of a lesson does not prove its four states.' },
  'engine-missing': { exit: 6, about: 'No Docker Engine was found.' },
  'engine-stopped': { exit: 6, about: 'The Docker Engine does not answer.' },
  'engine-forbidden': { exit: 6, about: 'This user may not talk to the Docker Engine.' },
  'engine-disk-full': { exit: 6, about: 'The Docker Engine has no disk space left.' },
  'image-unavailable': { exit: 6, about: 'An image of the lesson can not be pulled.' },
  'environment-unsupported': { exit: 6, about: 'The lesson needs what this environment does not have.' },
  'name-taken': { exit: 6, about: 'An object that is not ours has a name that the lesson needs.' },
  'state-unreadable': { exit: 7, about: 'The progress file can not be read or written.' },
  'doctor-findings': { exit: 8, about: 'The doctor found something that stops lessons.' },
  internal: { exit: 70, about: 'A bug in kube-tutor.' },
} as const satisfies Record<string, { exit: number; about: string }>;

/** A code of the error table. */
export type ErrorCode = keyof typeof errorTable;

/** An error that a person can act on: what happened, where, and what to do next. */
export class TutorError extends Error {
  override readonly name = 'TutorError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** `where`: file:line:column or an object; `next`: what the person should do, as one sentence or command. */
    readonly detail: { where?: string; next?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: detail.cause });
  }
}
