import type { ProgressStore } from '../course/progress/store.js';
import { errorTable, TutorError, type ErrorCode } from '../errors.js';

/** Where a command prints to, and how. */
export interface Output {
  /** A line for people; nothing in --json. */
  line(text?: string): void;
  /** The one JSON document (or one per line) of --json; nothing otherwise. */
  json(value: unknown): void;
  readonly isJson: boolean;
}

/** Prints to standard output. */
export function createOutput(
  isJson: boolean,
  write: (text: string) => void = (text) => process.stdout.write(text),
): Output {
  return {
    isJson,
    line(text = '') {
      if (!isJson) write(`${text}\n`);
    },
    json(value) {
      if (isJson) write(`${JSON.stringify(value)}\n`);
    },
  };
}

/** What was wrong with the progress file, and where its copy is. */
export function noticeLines(progress: Pick<ProgressStore, 'notices'>): string[] {
  return progress.notices().map(({ says, next }) => `Note: ${[says, next].filter(Boolean).join(' ')}`);
}

/** An error as words for a person: what happened, where, what next, and the code to look up. */
export function errorInWords(error: unknown): { text: string; exitCode: number; code: ErrorCode } {
  if (error instanceof TutorError) {
    const { where, next } = error.detail;
    const text = [`${where ? `${where}: ` : ''}${error.message}`, next, `(${error.code})`]
      .filter(Boolean)
      .join('\n  ');
    return { text, exitCode: errorTable[error.code].exit, code: error.code };
  }
  const says = error instanceof Error ? error.message : String(error);
  const text = `Something went wrong inside kube-tutor: ${says}\n  Please report it; KUBE_TUTOR_DEBUG=1 shows where it happened.\n  (internal)`;
  return { text, exitCode: errorTable.internal.exit, code: 'internal' };
}

/** Prints an error to standard error (with --json as one JSON line) and says which exit code it means. */
export function reportError(
  error: unknown,
  isJson: boolean,
  write: (text: string) => void = (text) => process.stderr.write(text),
): number {
  const { text, exitCode, code } = errorInWords(error);
  if (isJson) {
    const detail = error instanceof TutorError ? error.detail : {};
    const message = error instanceof Error ? error.message : String(error);
    write(`${JSON.stringify({ error: { code, message, where: detail.where, next: detail.next } })}\n`);
  } else {
    write(`kube-tutor: ${text}\n`);
  }
  if (process.env.KUBE_TUTOR_DEBUG && error instanceof Error) write(`${error.stack ?? ''}\n`);
  return exitCode;
}
