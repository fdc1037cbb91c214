/** Lines of a Dockerfile, counted from 1, both ends included. */
export interface LineRange {
  start: number;
  end: number;
}

/** A Dockerfile that can not be built from; the message is the engine's, `lines` is where the mistake is. */
export class DockerfileError extends Error {
  override readonly name = 'DockerfileError';
  constructor(
    message: string,
    readonly lines?: LineRange,
  ) {
    super(message);
  }
}

/** The mistake of an instruction whose words do not make sense. */
export function parseError(lines: LineRange, message: string): DockerfileError {
  return new DockerfileError(`dockerfile parse error on line ${lines.start}: ${message}`, lines);
}
