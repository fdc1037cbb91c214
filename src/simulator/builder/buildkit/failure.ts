import type { LineRange } from '../dockerfile/error.js';
import { GrpcError, statusCodes } from './grpc.js';
import { message } from './protobuf.js';

/** A Dockerfile as errors show it. */
export interface SourceFile {
  name: string;
  text: string;
}

/** An error of a build with the lines of the Dockerfile that it comes from, for the client to show. */
export function buildFailure(text: string, file: SourceFile, lines: LineRange | undefined): GrpcError {
  if (!lines) return new GrpcError(statusCodes.unknown, text);
  const position = (line: number) => message({ 1: line });
  const source = message({
    1: message({ 1: file.name, 2: new TextEncoder().encode(file.text), 4: 'Dockerfile' }),
    2: message({ 1: position(lines.start), 2: position(lines.end) }),
  });
  const any = message({ 1: 'github.com/moby/buildkit/errdefs.Source', 2: source });
  return new GrpcError(statusCodes.unknown, text, [any]);
}
